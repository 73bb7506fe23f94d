"""A case to play with: somebody opens it, does what they may, hands over, lets time pass, and keeps the play.

Everything is done through the real engine, in memory. Nothing that is typed ends the play but `quit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from engine.cases.explain import NextStep
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.cases.values import Json
from engine.definitions.scenarios import Given, ScenarioSet, read_local_moment, read_scenarios
from engine.definitions.source import read
from engine.definitions.words import read_duration
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.findings import did_you_mean, listed
from engine.sentences.dates import long_day, long_moment
from engine.testing.clocks import pass_time
from engine.testing.databases import scenario_database
from engine.testing.filling import Ask, Filling, Tell, in_words
from engine.testing.linking import link_on_the_way
from engine.testing.moves import actions_of
from engine.testing.replaying import given_for
from engine.testing.scenarios import Loaded, play_run
from engine.testing.small_answers import Hand
from engine.testing.stage import CaseOnStage, Stage, subject_of
from engine.testing.written_play import as_scenarios, doing, moment, nowhere

HELP = """\
  3                       do what stands beside that number
  be max                  go on as somebody else; "people" lists them
  look                    where the case is, what is due, and what you may do or not, and why
  show contact_referral   a form as you see it
  history                 what happened
  wait 3 working days     let time pass; also "wait until 2026-04-01T09:00", or "next" to whatever falls due next
  save play.scenarios.yaml   write the play as a scenario that `casepath test` plays
  quit"""

_SATURDAY = 5
_MOST_AT_ONCE = {
    "hours": 200_000,
    "working_days": 5_000,
    "calendar_days": 8_000,
    "weeks": 1_000,
    "months": 240,
    "years": 20,
}
"""How long somebody may wait at once: nobody learns from more, and everything that falls due is done on the way."""
_MOST_DAYS = 1_000
"""Days of which it is told whether they were days off."""


class Play:
    """One play of one workflow."""

    def __init__(self, stage: Stage, workflow: str, ask: Ask, tell: Tell, write: Callable[[str, str], str]) -> None:
        self.stage, self.workflow, self.ask, self.tell, self.write = stage, workflow, ask, tell, write
        self.steps: list[dict[str, object]] = []
        self.numbers: dict[str, NextStep] = {}
        self.offered: set[str] = set()
        self.person = next(iter(stage.people))
        self.verbs: Mapping[str, Callable[[str], None]] = {
            "help": lambda _: self.tell(HELP),
            "people": lambda _: self._people(),
            "be": self._be,
            "look": lambda _: self.look(),
            "show": self._show,
            "history": lambda _: self._history(0),
            "wait": self._wait,
            "next": lambda _: self._next(),
            "do": self._do,
            "save": self._save,
        }

    @property
    def case(self) -> Case:
        return self.stage.open[None].case

    def run(self) -> None:
        """Open a case and do what is typed, until `quit` or until nothing more comes."""
        for kind in self.stage.given.subjects:
            self.stage.know(kind)
        if not self._opened():
            self.tell("Nobody here may open a case of this workflow.")
            return
        self.tell('Type "help" for what can be typed.')
        self.look()
        while (line := self.ask(f"\n{self.person} > ")) is not None:
            words = line.strip()
            if words in ("quit", "exit"):
                break
            if words:
                self.do(words)

    def do(self, words: str) -> None:
        """Do one thing that was typed; whatever is wrong with it is said, and nothing is lost."""
        verb, _, rest = words.partition(" ")
        if verb.isdigit() or verb in self.offered:
            self._do(words)
        elif verb in self.verbs:
            self.verbs[verb](rest.strip())
        else:
            near = did_you_mean(verb, [*self.verbs, "quit"])
            self.tell(f"There is no {verb!r} here. " + (f'Did you mean "{near}"?' if near else 'Type "help".'))

    # --- looking ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Show where the case is, what is due, and what this person may do."""
        flow, case, by = self.stage.flow(self.case), self.case, self.stage.people[self.person]
        self.tell(f"\n{flow.definition.title}, {case.reference}. It is {self._moment(self.stage.clock.now())}.")
        self.tell(f"Now: {flow.where(case.states)}")
        for line in self._due(case):
            self.tell(f"  {line}")
        self.tell(f"You are {self.person}: {self.stage.definition.roles.named(sorted(by.roles), 'en')}")
        steps = self._steps()
        self.numbers, self.offered = {}, {one.action for one in steps}
        if not steps:
            self.tell("  Nothing is to be done here." if self._sees() else "  You do not see this case.")
        width = min(max((len(one.title) for one in steps), default=0), 60)
        for one in steps:
            if one.allowed:
                self.numbers[str(len(self.numbers) + 1)] = one
                self.tell(f"  {len(self.numbers):>2}  {one.title:<{width}}  {self._about(one)}".rstrip())
        for one in steps:
            if not one.allowed:
                self.tell(f"   -  {one.title:<{width}}  {_first(one.unmet)}")

    def _about(self, one: NextStep) -> str:
        """Return what doing it asks for, or why it cannot be done as things stand."""
        form = self.stage.definition.forms[one.form].definition.title if one.form else ""
        missing = [reason for reason in one.unmet if not (one.form and reason.path.startswith(f"{one.form}."))]
        other = [reason for reason in missing if reason.code not in ("reason", "who")]
        if other:
            return f"not yet: {_first(tuple(other))}"
        return f'with the form "{form}"' if form else ""

    def _steps(self) -> tuple[NextStep, ...]:
        by = self.stage.people[self.person]
        try:
            return self.stage.cases.next(self.case, by=by)
        except NotFound:
            pass
        try:
            tasks = self.stage.cases.tasks(self.case, by=by)
        except NotFound:
            return ()
        return tuple(
            NextStep(one.task, one.title, one.ready, (), one.form, (), is_task=True) for one in tasks if one.ready
        )

    def _sees(self) -> bool:
        try:
            self.stage.cases.get(self.case, by=self.stage.people[self.person])
        except NotFound:
            return False
        return True

    def _due(self, case: Case) -> Iterator[str]:
        for person in self.stage.people.values():
            try:
                found = self.stage.cases.deadlines(case, by=person)
            except NotFound:
                continue
            for one in found:
                if one.status in ("running", "paused", "breached"):
                    day = long_day("en", one.day) if one.day is not None else self._moment(one.expires)
                    yield f"{one.title}: {'late, was' if one.overdue else one.status + ','} due by {day}"
            return

    def _people(self) -> None:
        for name, one in self.stage.people.items():
            self.tell(f"  {name}: {self.stage.definition.roles.named(sorted(one.roles), 'en')}")

    def _be(self, name: str) -> None:
        if name not in self.stage.people:
            near = did_you_mean(name, self.stage.people)
            self.tell(f'Nobody here is called "{name}".' + (f' Did you mean "{near}"?' if near else ' Type "people".'))
            return
        self.person = name
        self.look()

    def _show(self, form: str) -> None:
        forms = sorted(self.stage.flow(self.case).needs)
        if form not in self.stage.definition.forms:
            self.tell(f"Name a form: {', '.join(forms)}.")
            return
        try:
            view = self.stage.cases.show(self.case, form, by=self.stage.people[self.person])
        except (NotFound, Refused) as refused:
            self.tell(_why(refused))
            return
        self.tell(view.title)
        for page in view.pages:
            for one in page.fields:
                if one.type != "note":
                    self.tell(f"  {one.label}: {in_words(one, one.value)}")

    def _history(self, begins: int) -> None:
        for line in self.stage.timeline(self.stage.open[None])[begins:]:
            self.tell(f"  {line}")

    def _moment(self, at: datetime) -> str:
        return long_moment("en", at.astimezone(self.stage.definition.zone))

    # --- doing -----------------------------------------------------------------------------------------------------

    def _opened(self) -> bool:
        kind = self.stage.definition.workflows[self.workflow].definition.subject
        for name, by in self.stage.people.items():
            try:
                made = self.stage.cases.open(self.workflow, subject={kind: subject_of(kind)}, by=by).case
            except Refused:
                continue
            self.stage.open[None] = CaseOnStage(made, name, made.states)
            self.stage.deliver()
            self.person = name
            self.steps.append({"open": {"by": name}})
            return True
        return False

    def _do(self, said: str) -> None:
        step = self.numbers.get(said) or next((one for one in self._steps() if one.action == said), None)
        if step is None:
            self.tell(f'There is no "{said}" to do here. Type "look" for what there is.')
            return
        form, typed = step.form, dict[str, Json]()
        if form is not None and step.allowed:
            filling = self._filling(form, step)
            if filling is None:
                return
            filled = filling.run()
            while not filled.went_back and not self._taken(step, filled.typed, filling):
                if filled.went_back:
                    break
            if filled.went_back:
                self.tell("Kept as a draft; nothing was submitted.")
            return
        self._taken(step, typed, None)

    def _filling(self, form: str, step: NextStep) -> Filling | None:
        by, task = self.stage.people[self.person], step.action if step.is_task else None
        try:
            view = self.stage.cases.draft(self.case, form, by=by, task=task)
        except (Refused, NotFound) as refused:
            self.tell(_why(refused))
            return None
        return Filling(
            self.stage.definition.forms[form],
            view,
            Hand(self.person, self.stage.clock.now().astimezone(self.stage.definition.zone)),
            lambda answers, seen: self.stage.cases.save(self.case, form, answers, by=by, seen=seen, task=task),
            self.ask,
            self.tell,
        )

    def _taken(self, step: NextStep, typed: Mapping[str, Json], filling: Filling | None) -> bool:
        """Take a step; return whether that is the end of it, or the form is to be filled in further."""
        said = self._with(step)
        if said is None:
            return True
        reason, assigns, link = said
        passed: dict[str, str] = {}
        while True:
            reasons = self._tried(step, typed, reason, assigns, passed, link)
            warnings = self._warnings(step, reasons)
            if not warnings or not self._goes_past(warnings, passed):
                break
        if not reasons:
            return True
        for one in reasons:
            self.tell(f"  {one.text}")
        own = [one.path.split(".")[1] for one in reasons if step.form and one.path.startswith(f"{step.form}.")]
        if filling is None or not own or step.form is None:
            self._note_refusal(step, reasons)
            return True
        again = self._filling(step.form, step)
        if again is None:
            return True
        filling.again(again.view, iter(dict.fromkeys(own)))
        return False

    def _tried(
        self,
        step: NextStep,
        typed: Mapping[str, Json],
        reason: str | None,
        assigns: Mapping[str, str],
        passed: Mapping[str, str],
        link: Mapping[str, Json | Case] | None,
    ) -> tuple[Reason, ...]:
        """Take a step through the engine; return why it was refused, or nothing when it was done, which is told."""
        case, by, before = self.case, self.stage.people[self.person], self._lines()
        try:
            if step.is_task:
                self.stage.cases.complete(case, step.action, {}, by=by, seen=case.version, passed=passed)
            else:
                self.stage.cases.act(
                    case, step.action, {}, by=by, seen=case.version, reason=reason, assigns=assigns, passed=passed,
                    link=dict(link) if link is not None else None,
                )  # fmt: skip
        except Refused as refused:
            return tuple(refused.reasons)
        except (NotFound, CaseChanged) as refused:
            return (Reason("refused", str(refused)),)
        self.stage.open[None].case = self.stage.looking.case(case.id)
        self.stage.open[None].last_by = self.person
        self.stage.deliver()
        plain = {name: one for name, one in (link or {}).items() if not isinstance(one, Case)} if link else None
        said = doing(self.person, typed, reason=reason, assigns=assigns, passed=passed, link=plain)
        self.steps.append({"do": {task_id(step.action): said}})
        self._expect()
        self.tell("")
        self._history(before)
        self.look()
        return ()

    def _with(self, step: NextStep) -> tuple[str | None, dict[str, str], dict[str, Json | Case] | None] | None:
        """Return what the step needs beside its form: a reason, who takes a place, a link. Nothing: gone back."""
        action = next((one for one in actions_of(self.stage, self.case) if one.id == step.action), None)
        if action is None or step.is_task or not step.allowed:
            return None if not step.allowed and self._told_why_not(step) else (None, {}, None)
        reason, assigns = None, dict[str, str]()
        if action.definition.reason == "required":
            reason = self.ask("  The reason: ")
            if reason is None:
                return None
        if action.definition.assigns is not None:
            role = action.definition.assigns
            title = self.stage.definition.roles.titles[role]
            who = self.ask(f"  Who takes the place {title}? ({', '.join(self.stage.people)}) ")
            if who is None:
                return None
            assigns = {role: who.strip()} if who.strip() else {}
        hand = Hand(self.person, self.stage.clock.now())
        link = link_on_the_way(self.stage, self.case, action, self.stage.people[self.person], hand)
        return (reason or "").strip() or None, assigns, dict(link) if link is not None else None

    def _told_why_not(self, step: NextStep) -> bool:
        """Say why a step is not this person's, which is kept as part of the play."""
        for one in step.unmet:
            self.tell(f"  {one.text}")
        self._note_refusal(step, step.unmet)
        return True

    def _warnings(self, step: NextStep, reasons: tuple[Reason, ...]) -> list[Reason]:
        form = self.stage.definition.forms.get(step.form or "")
        ids = {one.id for one in form.rules if one.definition.level == "warning"} if form is not None else set()
        return list(reasons) if reasons and all(one.code in ids for one in reasons) else []

    def _goes_past(self, warnings: list[Reason], passed: dict[str, str]) -> bool:
        """Ask for the reason to go past each warning; return whether one was given for all."""
        for one in warnings:
            self.tell(f"  {one.text}")
            why = self.ask("  A warning. Go on because (Enter goes back): ")
            if not (why or "").strip():
                return False
            passed[one.code] = (why or "").strip()
        return True

    def _note_refusal(self, step: NextStep, reasons: tuple[Reason, ...]) -> None:
        if reasons and step.action in {one.id for one in actions_of(self.stage, self.case)}:
            because = [one.text for one in reasons]
            self.steps.append({"cannot": {step.action: {"by": self.person, "because": because}}})

    def _expect(self) -> None:
        names = self.stage.flow(self.case).names
        states = [one.rpartition("/")[2] for one in self.case.states]
        states = [one if names.get(one) == path else path for one, path in zip(states, self.case.states, strict=True)]
        self.steps.append({"expect": {"state": states[0] if len(states) == 1 else states}})

    # --- time ------------------------------------------------------------------------------------------------------

    def _wait(self, said: str) -> None:
        until = self._until(said)
        if until is None:
            self.tell('Write how long, "wait 3 working days", or until when, "wait until 2026-04-01T09:00".')
        elif until > self.stage.clock.now() + timedelta(days=366 * _MOST_AT_ONCE["years"]):
            self.tell(f"Wait for at most {_MOST_AT_ONCE['years']} years at once.")
        elif until < self.stage.clock.now():
            self.tell(f"That moment is over: it is {self._moment(self.stage.clock.now())}.")
        else:
            self._pass(until)

    def _until(self, said: str) -> datetime | None:
        try:
            if said.startswith("until "):
                return self.stage.local(read_local_moment(said.removeprefix("until ").strip()))
            length = read_duration(said)
            return None if length.amount > _MOST_AT_ONCE[length.unit] else self.stage.after(length)
        except (ValueError, OverflowError):
            return None

    def _next(self) -> None:
        due = self.stage.runner.next_due()
        if due is None:
            self.tell("Nothing falls due.")
        else:
            self._pass(max(due, self.stage.clock.now()))

    def _pass(self, until: datetime) -> None:
        before, since = self._lines(), self._day()
        if pass_time(self.stage, until, nowhere(), "wait"):
            self.tell("What fell due could not be done.")
        local = until.astimezone(self.stage.definition.zone).replace(tzinfo=None, microsecond=0)
        self.steps.append({"wait_until": moment(local)})
        self._expect()
        fell = self._lines() - before
        off = [long_day("en", day) for day in self._days_off(since)]
        if off:
            self.tell(f"Days off on the way: {listed(off, at_most=5)}.")
        self.tell(f"It is {self._moment(until)}." + ("" if fell else " Nothing fell due."))
        self._history(before)
        self.look()

    def _day(self) -> date:
        return self.stage.clock.now().astimezone(self.stage.definition.zone).date()

    def _days_off(self, since: date) -> Iterator[date]:
        """Yield the bank holidays and closures that have passed; weekends everybody knows."""
        calendar, days = self.stage.definition.counting.calendar, min((self._day() - since).days, _MOST_DAYS)
        for number in range(1, days + 1):
            day = since + timedelta(days=number)
            if day.weekday() < _SATURDAY and not calendar.is_working_day(day):
                yield day

    def _lines(self) -> int:
        return len(self.stage.timeline(self.stage.open[None]))

    # --- keeping the play --------------------------------------------------------------------------------------------

    def _save(self, file: str) -> None:
        if not file:
            self.tell("Name the file: save play.scenarios.yaml")
            return
        self.tell(self.write(file, self.written()))

    def written(self) -> str:
        """Return the play as a file of scenarios."""
        given = self.stage.given
        people = {name: sorted(roles) for name, roles in given.people.items()}
        today = moment(given.today.replace(tzinfo=None))
        facts = {kind: dict(one) for kind, one in given.subjects.items()}
        closures = [day.isoformat() for day in given.closures]
        return as_scenarios(
            self.workflow, "as_it_was_played", self.steps, people, today=today, facts=facts, closures=closures
        )


def _first(reasons: tuple[Reason, ...]) -> str:
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0].text}{more}" if reasons else ""


def _why(refused: Refused | NotFound) -> str:
    return " ".join(one.text for one in refused.reasons) if isinstance(refused, Refused) else str(refused)


def given_in(loaded: Loaded, workflow: str) -> Given:
    """Return the day, people and facts of the first scenarios of a workflow; without any, fictional ones of our own."""
    assert loaded.definition is not None
    for scenarios in loaded.scenarios():
        if scenarios.file.scenarios_of == workflow:
            return scenarios.file.given.model_copy(update={"answers": {}})
    return given_for(loaded.definition)


def goes_again(loaded: Loaded, text: str) -> str:
    """Play a file of scenarios; return what does not go as it says, or nothing."""
    root = read(text, "").root
    scenarios = read_scenarios(root) if root is not None else []
    if not isinstance(scenarios, ScenarioSet):
        return "It cannot be read back: say so to whoever looks after Casepath."
    with scenario_database("sqlite://") as database:
        for run in scenarios.runs:
            result = play_run(loaded, scenarios, run, database)
            if result.failures:
                one = result.failures[0]
                return f"Played again, it goes otherwise: line {one.place.line}, {one.message}"
    return ""
