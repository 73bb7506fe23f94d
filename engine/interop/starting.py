"""The first files of a council that builds on a template: they hold no difference yet, and show how one is written.

Each example stands behind a `#`. Together they are tried before they are shown, so whoever takes the `#` away has
differences that hold together.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from engine.checks import check
from engine.checks.book import Book
from engine.definitions.assemble import MANIFEST, assemble
from engine.definitions.configuration import Configuration
from engine.definitions.forms import Form
from engine.definitions.layout import lay_out
from engine.definitions.origins import Assembled
from engine.definitions.versions import version_key
from engine.definitions.workflows import Workflow
from engine.findings import Finding
from engine.interop.question import find
from engine.interop.question_uses import uses

_TRIED = 8
"""Questions that are tried, to find one that can be removed by itself."""


@dataclass(frozen=True, slots=True)
class Start:
    """Whose configuration it is to be, and the *day* on which its first scenario plays."""

    id: str
    title: str
    folder: str
    """How a person in front of the command line names the folder."""
    day: date


@dataclass(frozen=True, slots=True)
class Started:
    """The files of a council by their paths inside its folder, and what is wrong with them: with its title, say."""

    files: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def started(template: Assembled, start: Start) -> Started:
    """Return the first files of a council on *template*, which has no mistakes.

    They check without a finding, and do so too when the examples are meant.
    """
    for shown in (*_examples(template), None):
        made = _tried(template, start, shown, plays=True)
        if not made.findings:
            return made
    return _tried(template, start, None, plays=False)


def without_marks(text: str) -> str:
    """Return a file that was started with its examples as if they were meant: without the `#` before them.

    A sentence has exactly one space after its `#`.
    """
    return re.sub(r"^#(?! \S)", "", text, flags=re.MULTILINE)


def _tried(template: Assembled, start: Start, shown: _Example | None, *, plays: bool) -> Started:
    assert template.configuration is not None
    files = _files(template.configuration, start, shown, plays=plays)
    found = [one for examples in (False, True) for one in _found(template, start, files, examples=examples)]
    return Started(files, tuple(found))


def _found(template: Assembled, start: Start, files: Mapping[str, str], *, examples: bool) -> tuple[Finding, ...]:
    own = {path: (without_marks(text) if examples else text).encode() for path, text in files.items()}
    return check(assemble(own, shown_under=f"{start.folder}/", template=template)).findings


@dataclass(frozen=True, slots=True)
class _Example:
    """What the examples speak of: a form with its first page, and a question that nothing hangs on."""

    form: Form
    removed: str

    @property
    def page(self) -> str:
        return next(iter(self.form.pages))


def _examples(template: Assembled) -> Iterator[_Example]:
    """Yield what the examples may speak of, the likeliest first."""
    assert template.configuration is not None
    definition = check(template).definition
    if definition is None:
        return
    book = Book(template.configuration, template.origins, definition)
    for name, form in template.configuration.forms.items():
        free = (
            one.id
            for one in definition.forms[name].fields
            if one.id in form.pages[one.page].fields
            and not (one.definition.required or one.definition.required_for or one.definition.reports_to)
            and len(form.pages[one.page].fields) > 1
            and all(point.place is None for point in uses(book, find(definition.forms[name], (one.id,))))
        )
        yield from (_Example(form, question) for question in islice(free, _TRIED))
        return


def _files(template: Configuration, start: Start, shown: _Example | None, *, plays: bool) -> dict[str, str]:
    files = {MANIFEST: _manifest(template, start, shown)}
    if shown is not None:
        files[f"form_schemas/{shown.form.form}.yaml"] = _form(template, start, shown)
    flow = next((one for one in template.workflows.values() if _is_plain(one)), None)
    if flow is not None and plays:
        path = f"workflow_definitions/scenarios/{flow.workflow}.scenarios.yaml"
        files[path] = _scenario(template, flow, start)
    return {path: _laid_out(text, path) for path, text in files.items()}


def _laid_out(text: str, path: str) -> str:
    return lay_out(text, path).text or text


def _is_plain(flow: Workflow) -> bool:
    """Whether a case of this workflow begins in one state that has none inside."""
    first = flow.states.get(flow.start)
    return bool(flow.opened_by) and first is not None and not first.states and not first.parallel


def _manifest(template: Configuration, start: Start, shown: _Example | None) -> str:
    base = template.manifest
    major, minor, *_ = version_key(base.version)
    least = f"{major}.{minor}"
    lines = [
        "# The head of this configuration. The files beside it have the names and the shape of the template's, and",
        "# hold only what differs here; everything else stays as the template has it, also when that grows.",
        "# Some lines are examples behind a #. Take that away from all lines of one, and see what it does:",
        f"# casepath check {start.folder}",
        "",
        "casepath: 1",
        f"configuration: {start.id}",
        f"title: {_quoted(start.title)}",
        f"extends: {base.configuration} {least}  # {least} or later, before {major + 1}",
        "version: 1  # a whole number of your own; one more for every version that goes into use",
        f"why: Started on {start.day.isoformat()}.  # who agreed to what differs here, and when",
    ]
    if shown is not None:
        lines += [
            "",
            "# A role that the template does not have says that it is new, so that a slip in an id is found.",
            "#roles:",
            f"#  {_new(base.roles, 'school_nurse')}:",
            "#    title: School nurse",
            "#    new: true",
        ]
    return "\n".join(lines) + "\n"


def _form(template: Configuration, start: Start, shown: _Example) -> str:
    known = {name for _, name, _ in shown.form.placed_fields()}
    lines = [
        f'# What differs in "{shown.form.title}". To see what it asks as it is:',
        f"# casepath explain {start.folder} {shown.form.form}",
        "",
        f"form: {shown.form.form}",
        "",
        "# A question is named without its page. A type makes it new; without one, it changes the question of that id.",
        "#fields:",
        f"#  {_new(known, 'local_help')}:",
        "#    type: text",
        "#    label: Which local service knows the family?",
        f"#    page: {shown.page}",
        "#    why: Agreed at the first workshop.",
        "",
        "# A list says what it adds, and what it drops.",
        "#view:",
        f"#  add: {_new(template.manifest.roles, 'school_nurse')}",
        "",
        "# What is removed is named by its path inside this form. What something else still uses cannot go.",
        "#remove:",
        f"#  - fields.{shown.removed}",
    ]
    return "\n".join(lines) + "\n"


def _scenario(template: Configuration, flow: Workflow, start: Start) -> str:
    opener = template.manifest.groups.get(flow.opened_by[0], flow.opened_by)[0]
    lines = [
        "# Scenarios say who does what and what must come of it. The template has its own; these are yours. Play them:",
        f"# casepath test {start.folder}",
        "",
        f"scenarios_of: {flow.workflow}",
        "given:",
        f"  today: {start.day.isoformat()}T10:00",
        "  people:",
        f"    ann: {opener}",
        "scenarios:",
        "  a_case_is_opened:",
        "    - open: {by: ann}",
        "    - expect:",
        f"        state: {flow.start}",
    ]
    return "\n".join(lines) + "\n"


def _new(known: Container[str], wanted: str) -> str:
    """Return *wanted*, or an id like it where the template has that one already."""
    return wanted if wanted not in known else _new(known, f"{wanted}_2")


def _quoted(title: str) -> str:
    """Return *title* so that it stays that text whatever it is made of."""
    return "'" + title.replace("'", "''") + "'"
