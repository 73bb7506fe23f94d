"""Every operation that writes, as it can be interrupted: what stands before it, what it does, and what doing it again
gives. Whatever the surface of the engine gets more must come here too (`test_kills.py` finds it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Literal

from engine import Actor, Case, Database, Engine, Ports
from engine.cases.compiled import Definition
from engine.cases.files import FileState
from engine.cases.values import Answers
from engine.definitions.assemble import assemble
from engine.definitions.fields import FileKind
from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent
from engine.service.erasure_lines import line_of
from engine.service.keeping import Keeping
from engine.service.moving import Moving
from engine.service.ports import Seals
from engine.service.releases import Releases
from engine.service.seal_lines import SealKey
from engine.store.keeping import waiting
from engine.testing.fakes import CountingIds, FakeClock
from tests import places
from tests import tasks as agencies
from tests.places import LEAD, MASH, PLACES
from tests.service.test_letters import heard, lettered
from tests.support import MANAGER, NOON, OFFICER, REFERRED, WORKER, Office, definition_of, little_with
from tests.tasks import HAL, KNOWN, PAT

Do = Callable[[Office], object]
Again = Literal["the same", "refused", "once more", "later"]
"""What doing it again gives, where it was done: with a key the same answer, with the version that was seen a refusal.
Sending a file or recording a fact again is to do it once more: whoever does so can see that it is there. What a runner
had leased is done later, when the lease has run out.
"""

RESTRICTED = "restricted: {by: manager, break_glass: {by: officer, tell: manager}}\n"
LITTLE = little_with(
    form=(
        "        confirm: true\n",
        "        write_back: propose\n",
    ),
    workflow=("opened_by: officer\n", "opened_by: officer\naudited_by: manager\n" + RESTRICTED),
)
LITTLE["form_schemas/referral.yaml"] = LITTLE["form_schemas/referral.yaml"].replace(
    b"subject: child\n",
    b"subject: child\ncorrect: {by: officer}\nwithdraw: {by: manager}\nkeep: {submitted: 6 years, then: erase}\n",
    1,
)
COUNCILS: Mapping[str, Mapping[str, bytes]] = {"little": LITTLE, "agencies": agencies.TASKS, "places": PLACES}
SEAL_KEY = SealKey.new()
LINK_KEY = b"a key that only proofs know, 32 byte"
PDF = b"%PDF-1.7 of nobody"
LATER, YEARS = timedelta(days=30), timedelta(days=366 * 7)
PROPOSES, APPROVES = Actor("ann"), Actor("ben")


@dataclass(frozen=True)
class Story:
    """An operation at one of the COUNCILS. *prepare* makes what stands before it and returns it, to be done."""

    name: str
    council: str
    prepare: Callable[[Office], Do]
    again: Again = "refused"


class NotYet:
    """A scanner whose answer comes later."""

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        return "waiting"


@cache
def _definition(council: str) -> Definition:
    return definition_of(COUNCILS[council])


def at_work(council: str, database: Database, ids: CountingIds, seals: Seals | None = None) -> Office:
    """Return one of the COUNCILS at work, with ids that count: the same commands write the same rows."""
    ports = Ports(ids=ids, link_key=LINK_KEY, scanner=NotYet(), seals=seals, seal_key=SEAL_KEY)
    files, clock = COUNCILS[council], FakeClock(NOON)
    return Office(database, files=files, definition=_definition(council), ports=ports, clock=clock)


# --- the little council ----------------------------------------------------------------------------------------------


def _drafted(office: Office) -> Case:
    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {**REFERRED, "level": "low"}, by=OFFICER, seen=0)
    return case


def _proposed(office: Office) -> Case:
    case, answers = _drafted(office), {"level": "high", "sex": "m"}
    return office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version).case


def _open(office: Office) -> Do:
    _drafted(office)
    return lambda office: office.cases.open("path", subject={"child": "P-2"}, by=OFFICER, key="k")


def _save(office: Office) -> Do:
    case = _drafted(office)
    return lambda office: office.cases.save(case, "referral", {"child_name": "Alex Example"}, by=OFFICER, seen=1)


def _first_save(office: Office) -> Do:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return lambda office: office.cases.save(case, "referral", {"child_name": "Alex Example"}, by=OFFICER, seen=0)


def _act(office: Office) -> Do:
    case, answers = _drafted(office), {"level": "high", "sex": "m"}
    return lambda office: office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version, key="k")


def _act_without_key(office: Office) -> Do:
    case = _proposed(office)
    return lambda office: office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version)


def _assign(office: Office) -> Do:
    case = _drafted(office)
    return lambda office: office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version, key="k")


def _correct(office: Office) -> Do:
    case, answers, why = _proposed(office), {"child_name": "Alex Example"}, "Misheard"
    return lambda office: office.cases.correct(
        case, "referral", answers, by=OFFICER, seen=case.version, reason=why, key="k"
    )


def _withdraw(office: Office) -> Do:
    case, why = _proposed(office), "About somebody else"
    return lambda office: office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason=why, key="k")


def _record_facts(office: Office) -> Do:
    _drafted(office)
    return lambda office: office.cases.record_facts("child", "P-1", {"full_name": "Alex", "sex": "m"}, by=OFFICER)


def _restrict(office: Office) -> Do:
    case = _drafted(office)
    return lambda office: office.cases.restrict(
        case, people=["olga"], roles=["manager"], reason="Staff", by=MANAGER, seen=case.version, key="k"
    )


def _restricted(office: Office) -> Case:
    case = _drafted(office)
    return office.cases.restrict(case, roles=["manager"], reason="Staff", by=MANAGER, seen=case.version).case


def _lift_restriction(office: Office) -> Do:
    case, why = _restricted(office), "Moved on"
    return lambda office: office.cases.lift_restriction(case, reason=why, by=MANAGER, seen=case.version, key="k")


def _break_glass(office: Office) -> Do:
    case = _restricted(office)
    return lambda office: office.cases.break_glass(case, reason="A call at night", by=OFFICER)


def _settle(office: Office) -> Do:
    case = _proposed(office)
    return lambda office: office.cases.settle(case, "sex", accept=True, by=OFFICER, seen=case.version)


def _subject_merged(office: Office) -> Do:
    _proposed(office)
    office.cases.record_facts("child", "P-2", {"sex": "f"}, by=OFFICER)
    return lambda office: office.cases.subject_merged("child", "P-1", "P-2", by=OFFICER)


def _seal_due(office: Office) -> Do:
    _proposed(office)
    return lambda office: office.engine.runner(office.database).seal_due()


def _hand_over(office: Office) -> Do:
    _proposed(office)
    return lambda office: office.engine.runner(office.database, deliver=lambda event: None).hand_over()


def _run_due(office: Office) -> Do:
    for place in range(2):  # on two days, so that one is always due before the other
        office.cases.open("path", subject={"child": f"P-{place}"}, by=OFFICER)
        office.clock.move(timedelta(days=1))

    def run(office: Office) -> object:
        office.clock.set(max(office.clock.now(), NOON + LATER))
        return office.engine.runner(office.database).run_due(batch=1)

    return run


# --- what an operator does there --------------------------------------------------------------------------------------


def _ended(office: Office) -> Case:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case
    closing: Answers = {"outcome": "close", "note": "Nothing more to do"}
    return office.cases.act(case, "decide", closing, by=MANAGER, seen=case.version).case


def _keeping(office: Office) -> Keeping:
    """Return the keeping of answers, years later."""
    office.clock.set(max(office.clock.now(), NOON + YEARS))
    return office.engine.keeping(office.database)


def _hold(office: Office) -> Do:
    reference = _ended(office).reference
    return lambda office: _keeping(office).hold("An inquiry", by=PROPOSES, case=reference)


def _end(office: Office) -> Do:
    reference = _ended(office).reference
    hold = _keeping(office).hold("An inquiry", by=PROPOSES, case=reference).id
    return lambda office: _keeping(office).end(hold, by=APPROVES)


def _propose(office: Office) -> Do:
    _ended(office)
    return lambda office: _keeping(office).propose(by=PROPOSES)


def _proposed_erasure(office: Office, cases: int = 1) -> str:
    for _ in range(cases):
        _ended(office)
    return _keeping(office).propose(by=PROPOSES).id


def _approve(office: Office) -> Do:
    erasure = _proposed_erasure(office)
    return lambda office: _keeping(office).approve(erasure, by=APPROVES)


def _run(office: Office) -> Do:
    erasure = _proposed_erasure(office, cases=2)
    _keeping(office).approve(erasure, by=APPROVES)
    return lambda office: _keeping(office).run(erasure)


class Noted:
    """What was noted outside, before a backup was restored that knows nothing of it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def append(self, council: str, line: str) -> None:
        raise AssertionError("what is erased again is not noted again")

    def lines(self, council: str) -> Iterator[str]:
        return iter(self._lines)


def _replay(office: Office) -> Do:
    proposed = _proposed_erasure(office)
    erasure = _keeping(office).approve(proposed, by=APPROVES)
    with office.database.read() as tx:
        lines = [line_of(erasure, one, office.clock.now()) for one in waiting(tx, "little", erasure.id, 10)]

    def again(office: Office) -> object:
        kept = replace(office.engine.ports, erasures=Noted(lines))
        engine = Engine(office.engine.definition, office.engine.files, ports=kept)
        office.clock.set(max(office.clock.now(), NOON + YEARS))
        return engine.keeping(office.database).replay()

    return again


def _given_up(office: Office) -> str:
    """Return a case of which a receiver would take no step."""

    def refuse(_event: CloudEvent) -> None:
        raise DeliveryFailed

    case = _drafted(office)
    while not office.engine.dead_letters(office.database):
        office.clock.move(timedelta(hours=1))
        office.engine.runner(office.database, deliver=refuse).run_due()
    return case.id


def _deliver_again(office: Office) -> Do:
    case = _given_up(office)
    return lambda office: office.engine.deliver_again(office.database, "host", case)


def _pass_over(office: Office) -> Do:
    case = _given_up(office)
    return lambda office: office.engine.pass_over(office.database, "host", case)


def _events(office: Office) -> Do:
    _proposed(office)
    return lambda office: office.engine.events(office.database)


# --- a council that asks other agencies ------------------------------------------------------------------------------


def _complete(office: Office) -> Do:
    case = agencies.asked(office)
    office.cases.save(case, "agency_return", KNOWN, by=PAT, seen=0, task="police_return")
    return lambda office: office.cases.complete(case, "police_return", by=PAT, seen=case.version, key="k")


def _open_task(office: Office) -> Do:
    case = agencies.asked(office)
    return lambda office: office.cases.open_task(case, "call_home", by=MANAGER, seen=case.version, reason="Asked for")


def _cancel_task(office: Office) -> Do:
    case = agencies.asked(office)
    case = office.cases.open_task(case, "call_home", by=MANAGER, seen=case.version, reason="Asked for").case
    return lambda office: office.cases.cancel_task(case, "call_home", by=MANAGER, seen=case.version, reason="Not now")


def _claim(office: Office) -> Do:
    case = agencies.asked(office)
    return lambda office: office.cases.claim(case, "health_return", by=HAL, seen=case.version)


def _release(office: Office) -> Do:
    case = agencies.asked(office)
    case = office.cases.claim(case, "note_it", by=OFFICER, seen=case.version).case
    return lambda office: office.cases.release(case, "note_it", by=OFFICER, seen=case.version)


def _reassign(office: Office) -> Do:
    case = agencies.asked(office)
    case = office.cases.claim(case, "note_it", by=OFFICER, seen=case.version).case
    return lambda office: office.cases.reassign(
        case, "note_it", "ollie", by=MANAGER, seen=case.version, reason="On leave"
    )


def _invite(office: Office) -> Do:
    case = agencies.asked(office)
    return lambda office: office.cases.invite(case, "police_return", "Example Police", by=OFFICER, seen=case.version)


def _upload(office: Office) -> Do:
    case = agencies.asked(office)
    return lambda office: office.cases.upload(case, "agency_return", "evidence", "a.pdf", PDF, by=PAT)


def _settle_file(office: Office) -> Do:
    case = agencies.asked(office)
    file = office.cases.upload(case, "agency_return", "evidence", "a.pdf", PDF, by=PAT)
    return lambda office: office.cases.settle_file(case, str(file["id"]), clean=True)


def _invited(office: Office) -> str:
    case = agencies.asked(office)
    return office.cases.invite(case, "police_return", "Example Police", by=OFFICER, seen=case.version).token


def _guest_upload(office: Office) -> Do:
    token = _invited(office)
    return lambda office: office.engine.guest(office.database, token).upload("evidence", "a.pdf", PDF)


def _guest_submit(office: Office) -> Do:
    token = _invited(office)
    return lambda office: office.engine.guest(office.database, token).submit(KNOWN)


# --- children and places ---------------------------------------------------------------------------------------------

SCREENED: Answers = {"level": "high", "places": ["park"]}


def _child(office: Office, reference: str) -> Case:
    case = office.cases.open("child_path", subject={"child": reference}, by=MASH).case
    case = office.cases.act(case, "screen", {"level": "high"}, by=MASH, seen=case.version).case
    return office.cases.assign(case, "worker", places.WORKER.id, by=places.MANAGER, seen=case.version).case


def _place(office: Office) -> Case:
    office.clock.move(timedelta(minutes=1))
    return office.cases.open("place_path", by=LEAD).case


def _linked(office: Office, place: Case, *references: str) -> list[Case]:
    """Return cases of children, each linked with *place*, whose news are delivered."""
    found = [_child(office, one) for one in references]
    to = {"to": place, "role": "seen"}
    found = [office.cases.act(one, "link_place", by=places.WORKER, seen=one.version, link=to).case for one in found]
    office.engine.runner(office.database).deliver_due()
    return found


def _act_opening_others(office: Office) -> Do:
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    answers: Answers = {**SCREENED, "siblings": [{"name": "Kit Example", "concern": "yes"}]}
    return lambda office: office.cases.act(case, "screen", answers, by=MASH, seen=case.version, key="k")


def _link(office: Office) -> Do:
    case, place = _child(office, "P-1"), _place(office)
    said = {"role": "seen"}
    return lambda office: office.cases.link(case, "contexts", place, said, by=places.WORKER, seen=case.version)


def _act_sending_messages(office: Office) -> Do:
    first, second = _place(office), _place(office)
    (case,) = _linked(office, first, "P-1")
    to = {"to": second, "role": "seen"}
    case = office.cases.act(case, "link_place", by=places.WORKER, seen=case.version, link=to).case
    return lambda office: office.cases.act(case, "plan", by=places.WORKER, seen=case.version, key="k")


def _merge(office: Office) -> Do:
    place, into = _place(office), _place(office)
    _linked(office, place, "P-1", "P-2")
    seen = office.cases.get(place, by=LEAD).version
    return lambda office: office.cases.merge(place, into, reason="The same", by=LEAD, seen=seen, key="k")


def _split(office: Office) -> Do:
    place = _place(office)
    _linked(office, place, "P-1", "P-2")
    seen = office.cases.get(place, by=LEAD).version
    part = [one.id for one in office.cases.links(place, by=LEAD)][:1]
    about = {"place": "PLACE-9"}
    return lambda office: office.cases.split(
        place, part, subject=about, reason="Two places", by=LEAD, seen=seen, key="k"
    )


def _planned(office: Office) -> None:
    place = _place(office)
    for case in _linked(office, place, "P-1", "P-2"):
        office.cases.act(case, "plan", by=places.WORKER, seen=case.version)


def _mark_read(office: Office) -> Do:
    _planned(office)
    told = office.cases.notifications(by=places.MANAGER)[0].id
    return lambda office: office.cases.mark_read(told, by=places.MANAGER)


def _deliver_due(office: Office) -> Do:
    _planned(office)

    def deliver(office: Office) -> object:
        office.clock.set(max(office.clock.now(), NOON + LATER))
        return office.engine.runner(office.database).deliver_due()

    return deliver


def _another_version() -> dict[str, bytes]:
    """Return the little council in a version that calls a state otherwise."""
    flow = LITTLE["workflow_definitions/path.yaml"].decode()
    flow = flow.replace("  waiting:\n", "  to_decide:\n").replace("goes: waiting", "goes: to_decide")
    flow += "changes:\n  - {in: 1.1.0, state: waiting, to: to_decide}\n"
    manifest = LITTLE["casepath.yaml"].replace(b"version: 1.0.0", b"version: 1.1.0")
    return {**LITTLE, "casepath.yaml": manifest, "workflow_definitions/path.yaml": flow.encode()}


@cache
def _next_version() -> tuple[dict[str, bytes], Definition]:
    files = _another_version()
    return files, definition_of(files)


def _of_next_version(office: Office) -> Office:
    files, definition = _next_version()
    return Office(office.database, files=files, definition=definition, ports=office.engine.ports, clock=office.clock)


def _move_cases(office: Office) -> Do:
    _proposed(office)
    return lambda office: list(_moving(office).move(by=MANAGER))


def _take_back(office: Office) -> Do:
    _proposed(office)
    list(_moving(office).move(by=MANAGER))
    return lambda office: list(_moving(office).take_back(by=MANAGER))


def _moving(office: Office) -> Moving:
    new = _of_next_version(office)
    return new.engine.moving(new.database)


# --- releases --------------------------------------------------------------------------------------------------------

_NEXT = assemble({**LITTLE, "casepath.yaml": LITTLE["casepath.yaml"].replace(b"version: 1.0.0", b"version: 2.0.0")})
_ONE = assemble(LITTLE)


def _releases(office: Office) -> Releases:
    return Releases(office.database, office.engine.council, ports=replace(office.engine.ports, release_key=SEAL_KEY))


def _proposed_release(office: Office) -> None:
    _drafted(office)
    _releases(office).propose(_NEXT, by=OFFICER)


def _approved_release(office: Office) -> None:
    _proposed_release(office)
    _releases(office).approve("2.0.0", by=MANAGER)


def _propose_release(office: Office) -> Do:
    _drafted(office)
    return lambda office: _releases(office).propose(_NEXT, by=OFFICER)


def _approve_release(office: Office) -> Do:
    _proposed_release(office)
    return lambda office: _releases(office).approve("2.0.0", by=MANAGER)


def _publish_release(office: Office) -> Do:
    _approved_release(office)
    return lambda office: _releases(office).publish("2.0.0", by=OFFICER)


def _withdraw_release(office: Office) -> Do:
    _approved_release(office)
    return lambda office: _releases(office).withdraw("2.0.0", by=OFFICER, reason="Not yet")


def _roll_back_release(office: Office) -> Do:
    releases = _releases(office)
    for each in (_ONE, _NEXT):
        made = releases.propose(each, by=OFFICER).release.release
        releases.approve(made, by=MANAGER)
        releases.publish(made, by=OFFICER)
    return lambda office: _releases(office).roll_back("1.0.0", by=MANAGER, reason="Sign-off is broken")


STORIES = (
    Story("Cases.open", "little", _open, "the same"),
    Story("Cases.save", "little", _save, "once more"),
    Story("Cases.save, the first", "little", _first_save, "once more"),
    Story("Cases.act", "little", _act, "the same"),
    Story("Cases.act, without a key", "little", _act_without_key),
    Story("Cases.assign", "little", _assign, "the same"),
    Story("Cases.correct", "little", _correct, "the same"),
    Story("Cases.withdraw", "little", _withdraw, "the same"),
    Story("Cases.record_facts", "little", _record_facts, "once more"),
    Story("Cases.settle", "little", _settle),
    Story("Cases.restrict", "little", _restrict, "the same"),
    Story("Cases.lift_restriction", "little", _lift_restriction, "the same"),
    Story("Cases.break_glass", "little", _break_glass, "once more"),
    Story("Cases.subject_merged", "little", _subject_merged, "the same"),
    Story("Moving.move", "little", _move_cases, "once more"),
    Story("Moving.take_back", "little", _take_back, "once more"),
    Story("Runner.run_due", "little", _run_due, "the same"),
    Story("Runner.seal_due", "little", _seal_due, "the same"),
    Story("Runner.hand_over", "little", _hand_over, "later"),
    Story("Keeping.hold", "little", _hold, "once more"),
    Story("Keeping.end", "little", _end),
    Story("Keeping.propose", "little", _propose, "once more"),
    Story("Keeping.approve", "little", _approve),
    Story("Keeping.run", "little", _run, "the same"),
    Story("Keeping.replay", "little", _replay, "the same"),
    Story("Engine.deliver_again", "little", _deliver_again, "the same"),
    Story("Engine.pass_over", "little", _pass_over, "the same"),
    Story("Engine.events", "little", _events, "the same"),
    Story("Releases.propose", "little", _propose_release),
    Story("Releases.approve", "little", _approve_release),
    Story("Releases.publish", "little", _publish_release),
    Story("Releases.withdraw", "little", _withdraw_release),
    Story("Releases.roll_back", "little", _roll_back_release),
    Story("Cases.complete", "agencies", _complete, "the same"),
    Story("Cases.open_task", "agencies", _open_task),
    Story("Cases.cancel_task", "agencies", _cancel_task),
    Story("Cases.claim", "agencies", _claim),
    Story("Cases.release", "agencies", _release),
    Story("Cases.reassign", "agencies", _reassign),
    Story("Cases.invite", "agencies", _invite),
    Story("Cases.upload", "agencies", _upload, "once more"),
    Story("Cases.settle_file", "agencies", _settle_file),
    Story("Guest.upload", "agencies", _guest_upload, "once more"),
    Story("Guest.submit", "agencies", _guest_submit),
    Story("Cases.act, opening others", "places", _act_opening_others, "the same"),
    Story("Cases.act, sending messages", "places", _act_sending_messages, "the same"),
    Story("Cases.link", "places", _link),
    Story("Cases.merge", "places", _merge, "the same"),
    Story("Cases.split", "places", _split, "the same"),
    Story("Cases.mark_read", "places", _mark_read, "the same"),
    Story("Runner.deliver_due", "places", _deliver_due, "the same"),
)


def looks(office: Office) -> Mapping[str, Callable[[], object]]:
    """Return every operation that only looks, ready to be done at the little council, and prepare what they look at."""
    case, erasure = _proposed(office), _proposed_erasure(office)
    cases, runner, keeping = office.cases, office.engine.runner(office.database), _keeping(office)
    engine, database, work = office.engine, office.database, office.engine.worklist(office.database)
    releases = _releases(office)
    releases.propose(_NEXT, by=OFFICER)
    writing = Office(database, files=lettered())
    written_to = heard(writing, "P-letter").case
    return {
        "Releases.all": releases.all,
        "Releases.find": lambda: releases.find("2.0.0"),
        "Releases.in_force": releases.in_force,
        "Releases.same_as": lambda: releases.same_as(_NEXT),
        "Releases.history": releases.history,
        "Releases.read": lambda: releases.read("2.0.0"),
        "Releases.verify": releases.verify,
        "Releases.templates": lambda: list(releases.templates("little")),
        "Cases.get": lambda: cases.get(case, by=OFFICER),
        "Cases.find": lambda: cases.find(by=OFFICER),
        "Cases.overviews": lambda: cases.overviews([case], by=OFFICER),
        "Cases.map": lambda: cases.map(case, by=OFFICER),
        "Cases.about": lambda: cases.about("child", case.subject, by=OFFICER),
        "Cases.search": lambda: cases.search("Robin", by=OFFICER),
        "Cases.next": lambda: cases.next(case, by=MANAGER),
        "Cases.next_many": lambda: cases.next_many([case], by=MANAGER),
        "Cases.who": lambda: cases.who(case, "decide", by=OFFICER),
        "Cases.looks": lambda: cases.looks(case, by=MANAGER),
        "Cases.deadlines": lambda: cases.deadlines(case, by=OFFICER),
        "Cases.why_due": lambda: cases.why_due(case, "refer", by=OFFICER),
        "Cases.timeline": lambda: cases.timeline(case, by=OFFICER),
        "Cases.chronology": lambda: cases.chronology(case, by=OFFICER),
        "Cases.held_about": lambda: cases.held_about("child", case.subject, by=OFFICER),
        "Cases.letters": lambda: writing.cases.letters(written_to, by=OFFICER),
        "Cases.letter": lambda: writing.cases.letter(written_to, "heard.2", by=OFFICER),
        "Cases.steps": lambda: cases.steps(case, by=OFFICER),
        "Cases.show": lambda: cases.show(case, "referral", by=OFFICER),
        "Cases.why": lambda: cases.why(case, "referral", "outcome", by=MANAGER),
        "Cases.draft": lambda: cases.draft(case, "referral", by=MANAGER),
        "Cases.tasks": lambda: cases.tasks(case, by=OFFICER),
        "Cases.links": lambda: cases.links(case, by=OFFICER),
        "Cases.places": lambda: cases.places(case, by=OFFICER),
        "Cases.notifications": lambda: cases.notifications(by=OFFICER),
        "Cases.correction": lambda: cases.correction(case, "referral", by=OFFICER),
        "Cases.facts": lambda: cases.facts(case, by=OFFICER),
        "Cases.proposals": lambda: cases.proposals(case, by=OFFICER),
        "Runner.next_due": runner.next_due,
        "Runner.given_up": runner.given_up,
        "Runner.faults": runner.faults,
        "Moving.report": lambda: list(_moving(office).report(by=MANAGER)),
        "Keeping.preview": keeping.preview,
        "Keeping.holds": keeping.holds,
        "Keeping.erasures": keeping.erasures,
        "Keeping.counts": lambda: keeping.counts(erasure),
        "Engine.dead_letters": lambda: engine.dead_letters(database),
        "Engine.verify": lambda: engine.verify(database),
        "Engine.looks": lambda: engine.looks(database, person=OFFICER.id),
        "Worklist.page": lambda: work.page(by=MANAGER),
        "Worklist.count": lambda: work.count(by=MANAGER),
        "Worklist.sent": lambda: work.sent(by=MANAGER),
    }


def looks_at_agencies(office: Office) -> Mapping[str, Callable[[], object]]:
    """Return the same of what agencies and their guests look at."""
    case = agencies.asked(office)
    file = office.cases.upload(case, "agency_return", "evidence", "a.pdf", PDF, by=PAT)
    office.cases.settle_file(case, str(file["id"]), clean=True)
    token = office.cases.invite(case, "police_return", "Example Police", by=OFFICER, seen=case.version).token
    guest = office.engine.guest(office.database, token)
    return {
        "Cases.sent": lambda: office.cases.sent(case, "police_return", by=PAT),
        "Cases.open_file": lambda: office.cases.open_file(case, str(file["id"]), by=PAT),
        "Guest.form": guest.form,
        "Guest.sent": guest.sent,
    }


def looks_at_places(office: Office) -> Mapping[str, Callable[[], object]]:
    """Return the same of what is looked at along links."""
    case = _child(office, "P-1")
    _place(office)
    return {"Cases.linkable": lambda: office.cases.linkable(case, "contexts", by=places.WORKER)}
