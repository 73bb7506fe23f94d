"""Cases of an earlier version go on under a new one with all that they hold, or stay, and it is said why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest

from engine import Actor, Case, Database, Ports
from engine.cases.evolve import fold
from engine.cases.state import Case as Folded
from engine.cases.state import to_json
from engine.service.moving import CaseMove
from engine.store.cases import read_case, read_steps
from engine.store.encoding import text_of
from engine.store.moving import case_ids
from engine.testing.fakes import CountingIds
from tests.service.test_guests import KEY
from tests.support import (
    LITTLE,
    MANAGER,
    OFFICER,
    OTHER_MANAGER,
    REFERRED,
    Office,
    question,
    referred,
)
from tests.tasks import HAL, PAT, asked
from tests.tasks import TASKS as AGENCIES

LEE = Actor("lee")
FORM, FLOW, MANIFEST = "form_schemas/referral.yaml", "workflow_definitions/path.yaml", "casepath.yaml"

TASKS = """\
    tasks:
      school:
        title: School return
        by: officer
        form: referral
        due: 3 working days
"""
FIRST: Mapping[str, bytes] = {
    **LITTLE,
    FLOW: LITTLE[FLOW]
    .replace(b"  waiting:\n    title: Waiting\n", b"  waiting:\n    title: Waiting\n" + TASKS.encode())
    .replace(b"form: referral\n        due", b"due"),
}


def second(*changes: tuple[str, str, str], files: Mapping[str, bytes] = FIRST) -> dict[str, bytes]:
    """Return the next version of the little council: *changes* are file, what was said, and what is said now."""
    made = {**files, MANIFEST: files[MANIFEST].replace(b"version: 1.0.0", b"version: 1.1.0")}
    for file, was, now in changes:
        assert was.encode() in made[file], (file, was)
        made[file] = made[file].replace(was.encode(), now.encode())
    return made


def changed(*lines: str) -> tuple[str, str, str]:
    """Return the change that writes *lines* under the workflow's `changes`."""
    listed = "".join(f"  - {{in: 1.1.0, {line}}}\n" for line in lines)
    return (FLOW, "anytime:\n", f"changes:\n{listed}anytime:\n")


RENAMED = second(
    (FLOW, "  waiting:\n", "  to_decide:\n"),
    (FLOW, "goes: waiting", "goes: to_decide"),
    (FLOW, "      school:\n", "      school_return:\n"),
    changed("state: waiting, to: to_decide", "task: school, to: school_return"),
)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FIRST, ports=Ports(ids=CountingIds()))


def now(office: Office, files: Mapping[str, bytes]) -> Office:
    """Return the office with the version that *files* hold."""
    ports = replace(office.engine.ports)
    return Office(office.database, files=files, clock=office.clock, ports=ports)


def moved(office: Office, files: Mapping[str, bytes]) -> tuple[Office, list[CaseMove]]:
    new = now(office, files)
    return new, list(new.engine.moving(new.database).move(by=LEE))


def stored(office: Office, case: Case) -> Folded:
    with office.database.read() as tx:
        found = read_case(tx, office.engine.council, case.id)
    assert found is not None
    return found


def said(case: Folded) -> str:
    return text_of(to_json(case))


# What moves


def test_a_case_goes_on_where_it_was_under_the_names_of_the_new_version(office: Office) -> None:
    case = referred(office)
    new, told = moved(office, RENAMED)

    assert [(one.outcome, one.reference) for one in told] == [("moves", case.reference)]
    after = stored(new, case)
    assert after.states == ("to_decide",)
    assert after.release == new.engine.definition.release
    assert list(after.tasks) == ["school_return"]
    assert after.tasks["school_return"].state == "to_decide"
    assert new.cases.act(case.id, "decide", {"outcome": "close"}, by=MANAGER, seen=after.version).case.state == "closed"


def test_publishing_moves_nothing_and_a_case_that_stays_goes_on_under_its_own_version(office: Office) -> None:
    case = referred(office)
    new = now(office, RENAMED)

    assert stored(new, case).states == ("waiting",)
    assert new.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case.state == "closed"


def test_a_task_keeps_who_took_it_its_due_date_and_what_was_typed(office: Office) -> None:
    case = referred(office)
    held = office.cases.claim(case, "school", by=OFFICER, seen=case.version).case
    before = stored(office, held).tasks["school"]
    new, _ = moved(office, RENAMED)

    after = stored(new, case).tasks["school_return"]
    assert (after.holder, after.expires, after.day, after.required) == ("olive", before.expires, before.day, True)
    work = new.engine.worklist(new.database).page(by=OFFICER).rows
    assert [one.task for one in work if one.case == case.id and one.task] == ["school_return"]


def test_rules_of_the_new_version_read_answers_that_were_given_before_it(office: Office) -> None:
    case = referred(office)
    files = second(
        (FLOW, "if: referral.outcome == act\n", "if: referral.outcome == act and referral.harm == outside\n")
    )
    assert "harm" not in stored(office, case).submissions["referral"].answers
    new, _ = moved(office, files)

    assert stored(new, case).submissions["referral"].answers["harm"] == "outside"
    made = new.cases.act(case.id, "decide", {"outcome": "act"}, by=MANAGER, seen=stored(new, case).version)
    assert made.case.state == "working"


def test_an_answer_under_its_old_name_is_read_under_the_new_one(office: Office) -> None:
    case = referred(office)
    files = second(
        (FORM, "      harm:\n", "      danger:\n"),
        (FORM, "harm == outside", "danger == outside"),
        (FORM, "require: harm != unclear", "require: danger != unclear"),
        (FORM, "    at: harm\n", "    at: danger\n"),
        (FORM, "rules:\n", "changes:\n  - {in: 1.1.0, rename: harm, to: danger}\nrules:\n"),
        (FLOW, "if: referral.outcome == act\n", "if: referral.outcome == act and referral.danger == outside\n"),
    )
    new, _ = moved(office, files)

    assert stored(new, case).submissions["referral"].answers["danger"] == "outside"


def test_duties_stay_apart_though_the_old_version_did_not_ask_who_did_what(office: Office) -> None:
    files = {**FIRST, FLOW: FIRST[FLOW].replace(b"        not_by: done(refer)\n", b"")}
    before = Office(office.database, files=files, clock=office.clock, ports=Ports(ids=CountingIds()))
    opened = before.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = before.cases.act(opened, "refer", REFERRED, by=MANAGER, seen=1).case
    new, told = moved(before, second())

    assert [one.outcome for one in told] == ["moves"]
    steps = {one.action: one for one in new.cases.next(case.id, by=MANAGER)}
    assert [one.code for one in steps["decide"].unmet] == ["not_by"]
    others = {one.action: one for one in new.cases.next(case.id, by=OTHER_MANAGER)}["decide"]
    assert "not_by" not in [one.code for one in others.unmet]


# Clocks


def limit(office: Office, case: Case) -> tuple[str, str, str]:
    clock = stored(office, case).clocks["refer"]
    return clock.status, str(clock.started), str(clock.day)


@pytest.mark.parametrize(
    ("rule", "due"),
    [("carry", "2026-03-16"), ("recount", "2026-03-19"), ("restart", "2026-03-20")],
)
def test_a_running_clock_is_carried_counted_anew_or_restarted_as_the_version_says(
    office: Office, rule: str, due: str
) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    assert limit(office, case) == ("running", "2026-03-12", "2026-03-16")
    office.clock.set(office.clock.now() + timedelta(days=1))
    longer = (FLOW, "        within: 2 working days\n", "        within: 5 working days\n")
    new, told = moved(office, second(longer, changed(f"deadline: refer, to: refer, clock: {rule}")))

    assert limit(new, case)[2] == due
    assert bool(told[0].notes) == (rule != "carry")


def test_a_broken_limit_stays_broken_whatever_the_new_version_says(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.clock.set(office.clock.now() + timedelta(days=10))
    office.engine.runner(office.database).run_due()
    assert limit(office, case)[0] == "breached"
    longer = (FLOW, "        within: 2 working days\n", "        within: 3 months\n")
    new, _ = moved(office, second(longer, changed("deadline: refer, to: refer, clock: restart")))

    assert limit(new, case) == ("breached", "2026-03-12", "2026-03-16")


def test_a_broken_limit_outlives_its_definition(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.clock.set(office.clock.now() + timedelta(days=10))
    office.engine.runner(office.database).run_due()
    without = FIRST[FLOW].decode()
    start, end = without.index("    deadlines:\n      refer:"), without.index("    actions:\n      refer:")
    new, told = moved(office, second((FLOW, without[start:end], "")))

    assert [one.outcome for one in told] == ["moves"]
    assert limit(new, case)[0] == "breached"
    new.cases.act(case.id, "refer", REFERRED, by=OFFICER, seen=stored(new, case).version)


def test_a_limit_that_the_new_version_adds_runs_from_when_its_state_was_entered(office: Office) -> None:
    case = referred(office)
    decide = "    deadlines:\n      decided: {title: Decided, within: 5 working days, kind: standard}\n    tasks:\n"
    new, _ = moved(office, second((FLOW, "    tasks:\n", decide)))

    clock = stored(new, case).clocks["decided"]
    assert (str(clock.started), str(clock.day)) == ("2026-03-12", "2026-03-19")


# What stays, and why


def blocked(office: Office, files: Mapping[str, bytes]) -> list[str]:
    case = referred(office)
    before = said(stored(office, case))
    _, told = moved(office, files)
    assert [one.outcome for one in told] == ["blocked"]
    assert said(stored(office, case)) == before
    return list(told[0].reasons)


def test_a_case_in_a_state_without_a_place_stays_and_names_the_state(office: Office) -> None:
    files = second((FLOW, "  waiting:\n", "  to_decide:\n"), (FLOW, "goes: waiting", "goes: to_decide"))

    assert blocked(office, files) == ['It is in "Waiting", for which version 1.1.0 has no place.']


def test_a_case_in_a_state_that_is_now_divided_stays(office: Office) -> None:
    divided = (
        "  waiting:\n    title: Waiting\n    start: desk\n    states:\n      desk: {title: Desk, actions: "
        "{read: {title: Read, by: officer, goes: shelf}}}\n      shelf: {title: Shelf, actions: "
        "{unread: {title: Unread, by: officer, goes: desk}}}\n"
    )
    files = second((FLOW, "  waiting:\n    title: Waiting\n", divided))

    assert blocked(office, files) == [
        'It is in "Waiting"; version 1.1.0 divides this otherwise, so it is not clear where it goes on.'
    ]


def test_a_case_with_an_open_task_without_a_place_stays_and_names_the_task(office: Office) -> None:
    files = second((FLOW, TASKS.replace("        form: referral\n", ""), ""))

    assert blocked(office, files) == ['"School return" is open, and version 1.1.0 has no place for it.']


def test_a_case_with_a_running_limit_without_a_place_stays(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    flow = FIRST[FLOW].decode()
    start, end = flow.index("    deadlines:\n      refer:"), flow.index("    actions:\n      refer:")
    _, told = moved(office, second((FLOW, flow[start:end], "")))

    assert told[0].reasons == ('"Referral made" is running, and version 1.1.0 has no such limit.',)
    assert stored(office, case).release == office.engine.definition.release


def test_an_ended_case_stays_as_it_was_asked(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.act(case, "drop", by=MANAGER, seen=1, reason="A mistake")
    _, told = moved(office, RENAMED)

    assert [(one.outcome, one.notes) for one in told] == [("stays", ("It has ended, and stays as it was asked.",))]


def test_a_draft_is_never_thrown_away_and_what_no_longer_fits_is_counted(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"harm": "outside", "park_name": "Old park"}, by=OFFICER, seen=0)
    park = "      park_name:\n        type: text\n        label: Which park?\n        show_if: park in where\n"
    gone = (FORM, park + "        required: true\n", "")
    new, told = moved(office, second(gone))

    assert told[0].notes == (
        'The draft of "Referral" has answers to questions that are gone: 1. They are kept with it.',
    )
    assert question(new.cases.show(case.id, "referral", by=OFFICER), "harm").value == "outside"
    new.cases.save(case.id, "referral", {"child_name": "Sam Example"}, by=OFFICER, seen=1)
    assert question(new.cases.show(case.id, "referral", by=OFFICER), "harm").value == "outside"


# Dry runs, taking back, going on


def test_a_dry_run_says_what_the_move_says_and_writes_nothing(office: Office) -> None:
    cases = [referred(office), office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case]
    before = [said(stored(office, one)) for one in cases]
    new = now(office, RENAMED)
    report = list(new.engine.moving(new.database).report(by=LEE))

    assert [said(stored(office, one)) for one in cases] == before
    assert report == list(new.engine.moving(new.database).move(by=LEE))


def test_only_the_cases_that_are_named_move(office: Office) -> None:
    first, other = referred(office), referred(office)
    new = now(office, RENAMED)
    told = list(new.engine.moving(new.database).move(by=LEE, cases=[first.reference]))

    assert [one.reference for one in told] == [first.reference]
    assert stored(new, other).release == office.engine.definition.release


def test_a_move_is_taken_back_whole_until_anything_else_happens(office: Office) -> None:
    case, other = referred(office), referred(office)
    before = said(stored(office, case))
    new, _ = moved(office, RENAMED)
    went_on = stored(new, other)
    new.cases.act(other.id, "decide", {"outcome": "close"}, by=MANAGER, seen=went_on.version)
    back = list(new.engine.moving(new.database).take_back(by=LEE))

    assert [one.reference for one in back] == [case.reference]
    after = stored(office, case)
    assert said(after) == before
    assert (after.release, after.states) == (office.engine.definition.release, ("waiting",))
    assert list(new.engine.moving(new.database).take_back(by=LEE)) == []
    assert office.cases.act(case.id, "decide", {"outcome": "close"}, by=MANAGER, seen=after.version).case.ended_at


CLINIC = b"      clinic:\n        title: Clinic return\n        by: officer\n        due: 3 working days\n"
TWO = {**FIRST, FLOW: FIRST[FLOW].replace(b"    tasks:\n", b"    tasks:\n" + CLINIC)}


def test_tasks_that_were_opened_at_one_moment_are_each_themselves_again_when_a_move_is_taken_back(
    database: Database,
) -> None:
    before = Office(database, files=AGENCIES, ports=Ports(ids=CountingIds(), link_key=KEY))
    case = asked(before)
    for task, known in (("police_return", "no"), ("health_return", "yes")):
        person = PAT if task == "police_return" else HAL
        before.cases.save(case, "agency_return", {"known": known}, by=person, seen=0, task=task)
    flow = AGENCIES[FLOW].replace(b"police_return", b"police_answer").replace(b"health_return", b"health_answer")
    changes = b"".join(
        b"  - {in: 1.1.0, task: %b_return, to: %b_answer}\n" % (one, one) for one in (b"police", b"health")
    )
    last = b"ad_hoc:\n  by: manager\n  tasks:\n    call"
    manifest = AGENCIES[MANIFEST].replace(b"version: 1.0.0", b"version: 1.1.0")
    new, _ = moved(before, {**AGENCIES, MANIFEST: manifest, FLOW: flow.replace(last, b"changes:\n" + changes + last)})
    back = list(new.engine.moving(new.database).take_back(by=LEE))

    assert [one.outcome for one in back] == ["moves"]
    for task, person, known in (("police_return", PAT, "no"), ("health_return", HAL, "yes")):
        view = before.cases.show(case.id, "agency_return", by=person, task=task)
        assert question(view, "known").value == known


def test_two_tasks_never_become_one(database: Database) -> None:
    before = Office(database, files=TWO, ports=Ports(ids=CountingIds()))
    case = referred(before)
    files = second(changed("task: clinic, to: school"), files={**TWO, FLOW: TWO[FLOW].replace(CLINIC, b"")})
    _, told = moved(before, files)

    assert told[0].reasons == ('It has two tasks that version 1.1.0 calls "School return".',)
    assert set(stored(before, case).tasks) == {"school", "clinic"}


def test_two_actions_that_are_one_now_count_together_and_keep_everyone_apart_who_did_either(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "visit", by=OFFICER, seen=case.version).case
    case = office.cases.act(case, "name_worker", by=MANAGER, seen=case.version, assigns={"worker": "wendy"}).case
    visit = "anytime:\n  visit:\n    title: Record a visit\n    by: [officer, worker]\n    goes: stay\n"
    files = second((FLOW, visit, "changes:\n  - {in: 1.1.0, action: visit, to: name_worker}\n"))
    new, told = moved(office, files)

    assert [one.outcome for one in told] == ["moves"]
    assert stored(new, case).done["name_worker"].times == 2


def test_history_says_that_a_case_was_moved_and_by_whom(office: Office) -> None:
    case = referred(office)
    new, _ = moved(office, RENAMED)
    last = new.cases.timeline(case.id, by=OFFICER)[-1]

    assert (last.by, last.lines[0]) == ("lee", "Goes on under version 1.1.0")


def test_every_row_and_every_step_of_a_moved_case_agrees(office: Office) -> None:
    case = referred(office)
    office.cases.claim(case, "school", by=OFFICER, seen=case.version)
    new, _ = moved(office, RENAMED)

    with new.database.read() as tx:
        steps = read_steps(tx, new.engine.council, case.id)
    assert said(fold(steps)) == said(stored(new, case))
    assert new.engine.verify(new.database).faults == ()


def test_a_task_goes_on_with_its_draft_and_with_the_link_that_was_sent_to_a_guest(database: Database) -> None:
    before = Office(database, files=AGENCIES, ports=Ports(ids=CountingIds(), link_key=KEY))
    case = asked(before)
    before.cases.save(case, "agency_return", {"known": "no"}, by=PAT, seen=0, task="police_return")
    link = before.cases.invite(case, "police_return", "Pat Example", by=OFFICER, seen=case.version)
    flow = AGENCIES[FLOW].replace(b"police_return", b"police_answer")
    renamed = (
        b"changes:\n  - {in: 1.1.0, task: police_return, to: police_answer}\nad_hoc:\n  by: manager\n  tasks:\n    call"
    )
    flow = flow.replace(b"ad_hoc:\n  by: manager\n  tasks:\n    call", renamed)
    manifest = AGENCIES[MANIFEST].replace(b"version: 1.0.0", b"version: 1.1.0")
    new, told = moved(before, {**AGENCIES, MANIFEST: manifest, FLOW: flow})

    assert [(one.outcome, one.reasons) for one in told] == [("moves", ())]
    assert question(new.cases.show(case.id, "agency_return", by=PAT, task="police_answer"), "known").value == "no"
    guest = new.engine.guest(new.database, link.token)
    assert guest.form() is not None
    guest.submit({"known": "no", "handling": "family"})
    assert stored(new, case).tasks["police_answer"].status == "done"
    assert new.engine.verify(new.database).faults == ()


# A thousand live cases


def _spread(office: Office, count: int) -> Counter[str]:
    """Open *count* cases, spread over every state, with drafts, tasks, clocks and broken limits."""
    states: Counter[str] = Counter()
    for number in range(count):
        case = office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case
        kind = number % 6
        if kind == 1:
            office.cases.save(case, "referral", {"child_name": "Sam Example"}, by=OFFICER, seen=0)
        if kind >= 2:
            case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
        if kind == 3:
            case = office.cases.claim(case, "school", by=OFFICER, seen=case.version).case
        if kind >= 4:
            outcome = {"outcome": "close" if kind == 4 else "act"}
            case = office.cases.act(case, "decide", outcome, by=MANAGER, seen=case.version).case
        states[case.state] += 1
    return states


@pytest.mark.parametrize("count", [1000])
def test_many_cases_move_in_pieces_add_up_come_back_and_agree_with_their_history(office: Office, count: int) -> None:
    states = _spread(office, count)
    assert states.keys() == office.engine.definition.workflows["path"].states.keys()
    office.clock.set(office.clock.now() + timedelta(days=20))
    office.engine.runner(office.database).run_due()
    before = _all(office)
    new = now(office, RENAMED)
    moving = new.engine.moving(new.database)

    # The first process dies in the middle; the second goes on.
    first = list(islice(moving.move(by=LEE), count // 3))
    rest = list(moving.move(by=LEE))
    outcomes = Counter(one.outcome for one in rest)

    assert len(rest) == count
    assert outcomes["moves"] + sum(one.outcome == "moves" for one in first) == count - states["closed"]
    assert outcomes["blocked"] == 0
    assert new.engine.verify(new.database).faults == ()
    back = list(moving.take_back(by=LEE))
    assert len(back) == count - states["closed"]
    assert _all(office) == before
    assert new.engine.verify(new.database).faults == ()


def _all(office: Office) -> dict[str, str]:
    council = office.engine.council
    with office.database.read() as tx:
        found = [read_case(tx, council, one) for one in list(case_ids(tx, council))]
    return {one.id: json.dumps([one.states, said(one)]) for one in found if one is not None}
