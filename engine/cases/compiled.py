"""A definition made ready to run: names resolved, conditions compiled, one table for each question the engine asks.

Everything here is immutable and shared by every case of a release. `engine.cases.compiling` makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.cases.access import RoleBook
from engine.cases.bulk import Bulk
from engine.cases.chart import Chart, around, innermost
from engine.cases.deadlines import Counting
from engine.cases.machine import StateMachine
from engine.cases.values import Reader
from engine.definitions.configuration import Subject
from engine.definitions.deadlines import Deadline, Moment
from engine.definitions.fields import AnyField, Sensitivity
from engine.definitions.forms import Basis, Form, Rule
from engine.definitions.letters import Letter
from engine.definitions.links import Alert, Link, Opens
from engine.definitions.meetings import Meeting
from engine.definitions.records import Record
from engine.definitions.tasks import AnyTask, When
from engine.definitions.workflows import Action, State, Workflow
from engine.expressions.evaluate import Expression
from engine.expressions.types import OptionSet, Type
from engine.sentences.say import say

if TYPE_CHECKING:
    from engine.cases.problems import Problem, ProblemBook

_MOST_REMEMBERED = 1_000
"""Sets of conditions for which it is remembered what they show; there may be many more, seen once each."""

SourceKind = Literal["record", "form", "previous", "case", "me", "system", "deadline", "link", "letter"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is copied or echoed from. *owner* is the record, form, deadline or link; *name* the fact or field.

    Rows that are begun from linked cases name the link alone; each of their cells says by itself what it takes.
    """

    kind: SourceKind
    owner: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Options:
    """The answers of a choice, in order, with labels. *none* is the code of the exclusive answer, if there is one."""

    set: OptionSet
    labels: Mapping[str, str]
    offer_if: Mapping[str, Expression]
    retired: frozenset[str]
    none: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must be true, and the sentence for when it is not. *name* is its id; empty where written out."""

    name: str
    expression: Expression
    say: str


@dataclass(frozen=True, slots=True)
class CompiledField:
    """One question. *show* holds its own condition and its page's; all must be true for it to be shown."""

    id: str
    page: str
    definition: AnyField
    type: Type | None
    read: Reader | None
    options: Options | None
    show: tuple[Expression, ...]
    required_if: Expression | None
    read_only_if: Expression | None
    calc: Expression | None
    checks: tuple[Check, ...]
    asked_for: frozenset[str]
    view: frozenset[str]
    edit: frozenset[str]
    sensitivity: Sensitivity
    sources: tuple[Source, ...]
    echo: Source | None
    default: str | list[str] | None
    row: CompiledRow | None = None
    is_plain: bool = False
    """Whether, once it is shown, only its own answer matters: no other condition, no other hand, no copy to confirm."""

    @property
    def asks(self) -> bool:
        """Whether a person answers it: a note, an echo and a calculated value are shown, not asked."""
        return (self.read is not None or self.row is not None) and self.calc is None and self.echo is None


@dataclass(frozen=True, slots=True)
class CompiledRow:
    """The fields of one row of a repeating question, in dependency order, and by id."""

    fields: tuple[CompiledField, ...]
    by_id: Mapping[str, CompiledField]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    definition: Rule
    when: Expression | None
    require: Expression
    problem: Problem
    """What is wrong where it is broken."""


Path: TypeAlias = tuple[str, ...]
"""A question by its id, after those of the rows that it stands in."""


@dataclass(frozen=True, slots=True)
class CompiledShare:
    """What partners are sent of a form. *title* names those it is for; *fields* are paths of questions.

    A path of one id is the whole answer; of rows it is every row with all of its cells.
    """

    id: str
    title: str
    to: frozenset[str]
    fields: frozenset[Path]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Changes:
    """How answers to earlier versions of a form are read. Rows are named as they are today.

    *names* holds today's id for each old path, or nothing for a question that was dropped; *codes* today's code for
    each old one, by the path of the question.
    """

    names: Mapping[Path, str | None] = field(default_factory=dict)
    codes: Mapping[Path, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is so of plain questions that are shown: all are asked, some are required, and choices offer their codes."""

    ids: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def joined(self, other: Asked) -> Asked:
        return Asked(self.ids | other.ids, self.required | other.required, {**self.offered, **other.offered})


@dataclass(frozen=True, slots=True)
class Group:
    """Plain questions that are shown on the same condition: all of *show* must be true. *bit* marks the group."""

    show: tuple[Expression, ...]
    fields: tuple[CompiledField, ...]
    asked: Asked
    bit: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A form with its plain questions taken together. *always* are shown on no condition; *steps* is everything else.

    Steps stand in the order in which their conditions can be worked out.
    """

    always: Group
    steps: tuple[Group | CompiledField, ...]
    bulk: Bulk
    """What reads all plain answers at once."""
    names: frozenset[str]
    """Every question of the form."""
    notes: frozenset[str]
    """What asks nothing."""
    _known: dict[int, Asked] = field(default_factory=dict, compare=False, repr=False)

    def asked(self, groups: int) -> Asked:
        """Return what is so when *groups*, by their bits, are shown. Worked out once for each set of them."""
        known = self._known.get(groups)
        if known is None:
            known = self.always.asked if self.always.bit & groups else Asked()
            for step in self.steps:
                if isinstance(step, Group) and step.bit & groups:
                    known = known.joined(step.asked)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[groups] = known
        return known


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A form. *order* is the order in which conditions can be worked out in one pass; *fields* the order of asking."""

    id: str
    definition: Form
    fields: tuple[CompiledField, ...]
    order: tuple[CompiledField, ...]
    by_id: Mapping[str, CompiledField]
    rules: tuple[CompiledRule, ...]
    reads: frozenset[str]
    """Every name and function that its conditions read, `today()` for instance."""
    plain: Plain
    problems: ProblemBook
    places: Mapping[str, int]
    """The place of each question in the order of asking."""
    checked: tuple[CompiledField, ...] = ()
    """The fields that have checks, in the order of asking."""
    writes_back: bool = False
    """Whether any answer is written back, or proposed, to the subject's record."""
    vouched: frozenset[str] = frozenset()
    """Questions, perhaps inside rows, whose answers say what only the engine knows: files and declarations."""
    language: str = "en"
    """The language that the engine's own sentences about this form are said in."""

    def question(self, path: Sequence[str]) -> CompiledField | None:
        """Return the question at *path*, its id after those of its rows; nothing when there is none."""
        one = self.by_id.get(path[0])
        for name in path[1:]:
            one = one.row.by_id.get(name) if one is not None and one.row is not None else None
        return one

    corrected_by: frozenset[str] = frozenset()
    withdrawn_by: frozenset[str] = frozenset()
    shares: Mapping[str, CompiledShare] = field(default_factory=dict)
    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a decision list: when every check is true the case goes to *target* (None: it stays).

    Of a table that collects, the line opens *tasks*.
    """

    id: str
    checks: tuple[Check, ...]
    target: str | None
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledLink:
    """One end of a link. *reads* is what this end may read of a case at the other; *needs* what conditions read.

    *asks* holds the link's own questions, as one repeating question, where they stand at this end.
    """

    id: str
    definition: Link
    title: str
    reads: tuple[str, ...]
    needs: frozenset[str]
    asks: CompiledField | None = None


@dataclass(frozen=True, slots=True)
class CompiledOpening:
    """Another case that an action opens. *each* is the form and the question of which every row opens one."""

    link: str
    definition: Opens
    when: tuple[Check, ...]
    each: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class CompiledAlert:
    id: str
    definition: Alert
    when: Expression
    tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledAction:
    id: str
    definition: Action
    by: frozenset[str]
    not_by: tuple[Moment, ...]
    require: tuple[Check, ...]
    routes: tuple[Route, ...]
    source: str = ""
    """The state in which it is written; empty where it is offered at any time."""
    opens: tuple[CompiledOpening, ...] = ()
    tells: tuple[str, ...] = ()
    task: str = ""
    """The task that it completes, where it stands for one; its draft and its answers are the task's own."""


@dataclass(frozen=True, slots=True)
class TaskRows:
    """The repeating question that a task is opened for each row of, and what one row is called."""

    form: str
    field: str
    row: str


@dataclass(frozen=True, slots=True)
class TaskLinks:
    """The link that a task is opened for each case of. *reads* is what its title and conditions say of that case."""

    link: str
    title: str
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledTask:
    """A task. *state* is whose it is; empty where it belongs to the case. Completing it is an *action* that stays."""

    id: str
    definition: AnyTask
    state: str
    action: CompiledAction
    on_behalf: frozenset[str] = frozenset()
    only_if: tuple[Check, ...] = ()
    rows: TaskRows | None = None
    ad_hoc: bool = False
    sends: tuple[tuple[str, str], ...] = ()
    """What goes with it: form and share."""
    gives: str = ""
    """The place on the case that it is about: it is done once somebody holds that."""
    along: TaskLinks | None = None

    @property
    def of_several(self) -> bool:
        """Whether it is opened once for each row or linked case."""
        return self.rows is not None or self.along is not None

    @property
    def by(self) -> frozenset[str]:
        return self.action.by


@dataclass(frozen=True, slots=True)
class CompiledAdHoc:
    """The tasks that people may open as they see fit, and who may."""

    by: frozenset[str]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledProceed:
    """What a state waits for, as a set of tasks or a condition, and where the case then goes by itself."""

    state: str
    awaited: When
    check: Check | None
    target: str


@dataclass(frozen=True, slots=True)
class Work:
    """All the tasks of a workflow by id, what states wait for, and what may be opened ad hoc (`""`: in any state)."""

    tasks: Mapping[str, CompiledTask] = field(default_factory=dict)
    proceeds: Mapping[str, CompiledProceed] = field(default_factory=dict)
    ad_hoc: Mapping[str, CompiledAdHoc] = field(default_factory=dict)
    opening: Mapping[str, tuple[CompiledTask, ...]] = field(default_factory=dict)
    """The tasks that open on entering a state."""
    along: tuple[CompiledTask, ...] = ()
    """Those that open for linked cases."""


@dataclass(frozen=True, slots=True)
class CompiledDeadline:
    """A time limit of *state*. *reminded* and *breached* are the roles that each reminder
    and each step of a breach tells, groups written out.
    """

    id: str
    definition: Deadline
    state: str
    title: str
    reminded: tuple[tuple[str, ...], ...] = ()
    breached: tuple[tuple[str, ...], ...] = ()
    to: str | None = None
    """The path of the state to which its breach moves the case, if it does."""


@dataclass(frozen=True, slots=True)
class CompiledState:
    """A state. *id* is its path; *actions* is all that is offered in it: its own, then those of the states round it."""

    id: str
    definition: State
    actions: Mapping[str, CompiledAction]
    deadlines: tuple[CompiledDeadline, ...]


@dataclass(frozen=True, slots=True)
class CompiledWorkflow:
    """A workflow. *needs* are the answers that its conditions read, by form: what the folded case carries, no more.

    *states* are all of them by path; *names* what conditions may call them.
    """

    id: str
    definition: Workflow
    states: Mapping[str, CompiledState]
    deadlines: Mapping[str, CompiledDeadline]
    titles: Mapping[str, str]
    """Titles of actions, by id."""
    opened_by: frozenset[str]
    view: frozenset[str]
    audited_by: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    reads: frozenset[str]
    watched: frozenset[str]
    """Actions whose doers are remembered, because a `not_by` names them."""
    machine: StateMachine
    chart: Chart
    names: Mapping[str, str]
    work: Work = field(default_factory=Work)
    always: tuple[Check, ...] = ()
    """What must never be so after a step."""
    links: Mapping[str, CompiledLink] = field(default_factory=dict)
    alerts: tuple[CompiledAlert, ...] = ()
    merged_by: frozenset[str] = frozenset()
    split_by: frozenset[str] = frozenset()
    restricted_by: frozenset[str] = frozenset()
    glass_broken_by: frozenset[str] = frozenset()
    glass_tells: frozenset[str] = frozenset()
    _offers: dict[tuple[str, ...], Mapping[str, tuple[CompiledAction, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _lanes: dict[tuple[str, ...], str] = field(default_factory=dict, compare=False, repr=False)

    def offers(self, states: tuple[str, ...]) -> Mapping[str, tuple[CompiledAction, ...]]:
        """Return what can be done in a configuration, by action: once, or once for each strand that it moves."""
        known = self._offers.get(states)
        if known is None:
            found: dict[str, dict[str, CompiledAction]] = {}
            for state in self.in_order(states):
                for name, action in self.states[state].actions.items():
                    found.setdefault(name, {})[action.source] = action
            known = {name: tuple(one[source] for source in innermost(one)) for name, one in found.items()}
            if len(self._offers) < _MOST_REMEMBERED:
                self._offers[states] = known
        return known

    def offered(self, states: tuple[str, ...]) -> tuple[CompiledAction, ...]:
        """Return what can be done in a configuration, each action once."""
        return tuple(actions[0] for actions in self.offers(states).values())

    def lane(self, states: tuple[str, ...], worked_out: Callable[[], str]) -> str:
        """Return for whom a case waits in a configuration (`engine.cases.lanes`), *worked_out* once."""
        known = self._lanes.get(states)
        if known is None:
            known = worked_out()
            if len(self._lanes) < _MOST_REMEMBERED:
                self._lanes[states] = known
        return known

    def in_order(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """Return a configuration in the order in which its states are written."""
        return states if len(states) == 1 else tuple(one for one in self.states if one in states)

    def where(self, states: tuple[str, ...]) -> str:
        """Return the titles of a configuration, for a sentence."""
        return " + ".join(self.states[one].definition.title for one in self.in_order(states))

    def source_in(self, action: CompiledAction, states: tuple[str, ...]) -> str:
        """Return the active state whose action it is; one that is offered at any time is the outermost state's."""
        return action.source or around(states[0])[-1]


@dataclass(frozen=True, slots=True)
class CompiledLetter:
    """A letter. *audience* are those who read it, groups written out; *quotes* is all that its text may read."""

    id: str
    definition: Letter
    audience: frozenset[str]
    quotes: tuple[Source, ...]
    language: str = "en"
    """The language that its text is in: another than the definition's where nobody has translated it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole configuration in one language, ready to run. *release* is its content hash and its identity.

    *language* (`en`, `cy`) is the one that the engine's own sentences are said in; it is no part of the identity.
    """

    configuration: str
    title: str
    version: str
    release: str
    forms: Mapping[str, CompiledForm]
    workflows: Mapping[str, CompiledWorkflow]
    records: Mapping[str, Record]
    facts: Mapping[tuple[str, str], CompiledField]
    """(subject kind, fact) -> the fact, ready to be read."""
    subjects: Mapping[str, Subject]
    system: Mapping[str, AnyField]
    roles: RoleBook
    counting: Counting
    meetings: Mapping[str, Meeting] = field(default_factory=dict)
    letters: Mapping[str, CompiledLetter] = field(default_factory=dict)
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    """What the definitions can be read in: the language of the files, then those they are translated into."""
    beneath: tuple[str, ...] = ()
    """The templates that it builds on, each by its id and version, the nearest first: `example 1.1.0`."""

    @property
    def zone(self) -> tzinfo:
        return self.counting.zone

    @property
    def whole_version(self) -> str:
        """The version as people are shown it beside the title: `4 on example 1.1.0`."""
        said = self.version
        for template in self.beneath:
            said = say(self.language, "{edition} on {beneath}", edition=said, beneath=template)
        return said

    @property
    def edition(self) -> str:
        """What people call it where no title stands beside it: `Northshire 4 on example 1.1.0`."""
        short = " ".join(word.capitalize() for word in self.configuration.split("_"))
        return f"{short if self.beneath else self.title} {self.whole_version}"
