"""Keeping: what was kept long enough is found, two people agree, and then nothing of it is left anywhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Actor, Case, Database, NotFound, Ports, Refused
from engine.cases.values import Answers
from engine.service.carrying_out import FilesStay
from engine.service.erasure_lines import FileErasures
from engine.service.keeping import Keeping
from engine.service.ports import FolderFiles
from engine.store.backup import back_up, restore
from engine.store.migrate import upgrade
from engine.store.sweeping import sweep
from engine.store.tables import metadata
from engine.store.transaction import Moment
from engine.testing.fakes import CountingIds, FakeClock, FixedSystemFacts
from tests.behind_walls import walled
from tests.service.test_markers import FILES, TEXT, TYPED, Scanner, right
from tests.support import MANAGER, NOON, OFFICER, REFERRED, Office, codes, little_with, referred
from tests.tasks import HAL, KNOWN, PAT, TASKS, UNKNOWN_THERE, asked, completed

ANN, BEN = Actor("ann"), Actor("ben")
YEARS = timedelta(days=366)


def kept(rule: str, files: Mapping[str, bytes] = FILES, **more: tuple[str, str]) -> dict[str, bytes]:
    """Return definitions of which the referral is kept by *rule*."""
    name = "form_schemas/referral.yaml"
    changed = dict(files) if not more else little_with(**more)
    return changed | {name: changed[name].replace(b"subject: child\n", f"subject: child\nkeep: {rule}\n".encode(), 1)}


ERASED = kept("{draft: 30 calendar days, submitted: 6 years, then: erase}")


def at_work(database: Database, files: Mapping[str, bytes] = ERASED, ports: Ports | None = None) -> Office:
    ports = ports or Ports(ids=CountingIds(), system=FixedSystemFacts({"missing_count": 7}), scanner=Scanner("clean"))
    return Office(database, files=files, ports=ports)


def ended(office: Office, subject: str = "P-1") -> Case:
    """Return a case with an answer to every question, which was corrected, given back, and has ended."""
    cases = office.cases
    cases.record_facts("child", subject, {"full_name": TEXT}, by=OFFICER)
    case = cases.open("path", subject={"child": subject}, by=OFFICER).case
    whole = right(office, case)
    cases.save(case, "referral", {**whole, "t_text": f"{TEXT} at first"}, by=OFFICER, seen=0)
    case = cases.act(case, "refer", whole, by=OFFICER, seen=1, key=f"{subject}-{case.id}").case
    case = cases.act(case, "give_back", by=MANAGER, seen=2, reason=TEXT).case
    case = cases.act(case, "refer", {**whole, "t_text": f"{TEXT} once more"}, by=OFFICER, seen=3).case
    case = cases.correct(case, "referral", {"t_long_text": f"{TEXT} right"}, by=OFFICER, seen=4, reason=TEXT).case
    return cases.act(case, "decide", {"outcome": "close", "note": TEXT}, by=MANAGER, seen=5).case


def everything(database: Database, *, but: tuple[str, ...] = ("casepath_release",)) -> str:
    """Return all that every table holds, as text."""
    with database.connection() as connection:
        found = [
            str([tuple(row) for row in connection.execute(sa.select(table))])
            for table in metadata.sorted_tables
            if table.name not in but
        ]
        files = connection.execute(sa.select(metadata.tables["casepath_file_content"].c.content)).scalars()
        return "\n".join([*found, *(bytes(one).decode("latin-1") for one in files)])


def agreed(office: Office) -> str:
    """Return an erasure that two people agreed on."""
    work = office.engine.keeping(office.database)
    made = work.propose(by=ANN)
    return work.approve(made.id, by=BEN).id


def keeping(office: Office) -> Keeping:
    return office.engine.keeping(office.database)


# --- what is due ------------------------------------------------------------------------------------------------------


def due(office: Office) -> list[tuple[str, str, str, str]]:
    return [(one.reference, one.kind, one.then, str(one.due_on)) for one in keeping(office).preview().due]


def test_what_was_submitted_is_due_once_its_time_after_the_ending_is_over(database: Database) -> None:
    office = at_work(database)
    case = ended(office)
    open_one = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    office.cases.act(open_one, "refer", REFERRED, by=OFFICER, seen=1)

    office.clock.move(timedelta(days=365 * 6))
    assert due(office) == []
    office.clock.move(timedelta(days=3))
    assert due(office) == [(case.reference, "submitted", "erase", "2032-03-12")]
    found = keeping(office).preview()
    assert found.counts == {("referral", "submitted", "erase"): 1}
    assert (found.held, found.undated) == (0, 0)
    assert found.due[0].rule == "submitted: 6 years"
    assert not TYPED.search(repr(found))
    assert keeping(office).preview(forms=["another"]).due == ()


def test_a_draft_is_due_so_long_after_its_last_change(database: Database) -> None:
    office = at_work(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"t_text": TEXT}, by=OFFICER, seen=0)
    office.clock.move(timedelta(days=29))
    office.cases.save(case, "referral", {"t_text": f"{TEXT} too"}, by=OFFICER, seen=1)
    office.clock.move(timedelta(days=29))
    assert due(office) == []
    office.clock.move(timedelta(days=2))

    assert due(office) == [(case.reference, "draft", "erase", "2026-05-10")]
    assert keeping(office).run(agreed(office)).done == 1
    assert not TYPED.search(everything(database))
    assert office.engine.verify(database).is_sound
    assert due(office) == []
    assert "the draft was kept long enough" in str(office.cases.timeline(case, by=OFFICER))


def test_what_a_move_to_another_version_kept_of_answers_is_erased_with_them(database: Database) -> None:
    before = at_work(database)
    case = before.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = before.cases.act(case, "refer", right(before, case), by=OFFICER, seen=1).case
    files = dict(ERASED)
    flow, manifest = "workflow_definitions/path.yaml", "casepath.yaml"
    files[manifest] = files[manifest].replace(b"version: 1.0.0", b"version: 1.1.0")
    files[flow] = files[flow].replace(b"that: referral.level >= middle", b"that: answered(referral.t_text)")
    office = Office(database, files=files, ports=before.engine.ports, clock=before.clock)
    assert [one.outcome for one in office.engine.moving(database).move(by=ANN)] == ["moves"]
    assert str(office.cases.get(case.id, by=OFFICER).submissions["referral"].answers).count(TEXT) == 1
    office.cases.act(case.id, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version + 1)
    office.clock.move(YEARS * 7)

    assert keeping(office).run(agreed(office)).done == 1
    assert not TYPED.search(everything(database))
    assert office.engine.verify(database).is_sound


UNTIL = kept("{submitted: until child.born + 25 years, then: erase}")


def test_answers_are_kept_until_a_date_of_the_subject_and_not_erased_while_nobody_knows_it(database: Database) -> None:
    office = at_work(database, UNTIL)
    case = ended(office)
    assert [one.due_on for one in keeping(office).preview().due] == [None]
    assert keeping(office).preview().undated == 1
    with pytest.raises(Refused) as refusal:
        keeping(office).propose(by=ANN)
    assert codes(refusal.value) == {"nothing_due"}

    office.cases.record_facts("child", "P-1", {"born": "2010-05-01"}, by=OFFICER)
    assert due(office) == []
    office.clock.move(YEARS * 10)
    assert due(office) == [(case.reference, "submitted", "erase", "2035-05-01")]


def test_a_case_that_goes_on_again_is_not_due(database: Database) -> None:
    office = at_work(database)
    case = ended(office)
    office.clock.move(YEARS * 7)
    erasure = agreed(office)
    office.cases.act(case, "reopen", by=MANAGER, seen=case.version, reason="They moved back")

    assert due(office) == []
    ran = keeping(office).run(erasure)
    assert (ran.done, ran.not_due) == (0, 1)
    assert TYPED.search(everything(database))


# --- two people, and holds --------------------------------------------------------------------------------------------


def test_nobody_erases_alone(database: Database) -> None:
    office = at_work(database)
    ended(office)
    office.clock.move(YEARS * 7)
    work = keeping(office)
    made = work.propose(by=ANN)

    def refused(by: Actor) -> set[str]:
        with pytest.raises(Refused) as refusal:
            work.approve(made.id, by=by)
        return codes(refusal.value)

    with pytest.raises(Refused) as refusal:
        work.run(made.id)
    assert codes(refusal.value) == {"not_approved"}
    assert refused(ANN) == {"same_person"}
    assert refused(Actor("ben", on_behalf_of="ann")) == {"same_person"}
    approved = work.approve(made.id, by=BEN)
    assert (approved.proposed_by, approved.approved_by) == (("ann",), ("ben",))
    assert refused(Actor("cy")) == {"approved"}
    with pytest.raises(NotFound):
        work.approve("none", by=BEN)
    with pytest.raises(NotFound):
        work.run("none")


@pytest.mark.parametrize("held", ["case", "subject"])
def test_what_somebody_holds_stays_until_they_let_go(database: Database, held: str) -> None:
    office = at_work(database)
    case = ended(office)
    office.clock.move(YEARS * 7)
    work, first = keeping(office), agreed(office)
    about = {"case": case.reference} if held == "case" else {}
    subject = None if about else {"child": "P-1"}
    hold = work.hold("An inquiry asks for it", by=ANN, subject=subject, **about)

    assert work.preview().held == 1
    with pytest.raises(Refused):
        work.propose(by=ANN)
    assert work.run(first).held == 1
    assert TYPED.search(everything(database))
    assert [one.reason for one in work.holds()] == ["An inquiry asks for it"]

    work.end(hold.id, by=BEN)
    assert work.holds() == []
    with pytest.raises(NotFound):
        work.end(hold.id, by=BEN)
    assert work.run(agreed(office)).done == 1


def test_a_hold_follows_a_subject_whose_record_is_merged_with_another(database: Database) -> None:
    office = at_work(database)
    ended(office)
    work = keeping(office)
    work.hold("An inquiry asks for it", by=ANN, subject={"child": "P-1"})
    office.cases.subject_merged("child", "P-1", "P-7", by=OFFICER)
    office.clock.move(YEARS * 7)

    assert [one.subject for one in work.holds()] == ["P-7"]
    assert work.preview().held == 1


def test_a_hold_says_of_what_and_why(database: Database) -> None:
    office = at_work(database)
    case = ended(office)
    work = keeping(office)

    def refused(reason: str, **about: object) -> set[str]:
        with pytest.raises(Refused) as refusal:
            work.hold(reason, by=ANN, **about)  # type: ignore[arg-type]  # what a caller might get wrong
        return codes(refusal.value)

    assert refused("why") == refused("why", case=case.id, subject={"child": "P-1"}) == {"wrong_hold"}
    assert refused(" ", case=case.id) == refused("x" * 501, case=case.id) == {"reason"}
    with pytest.raises(NotFound):
        work.hold("why", by=ANN, case="CH-2026-99999")
    with pytest.raises(NotFound):
        work.hold("why", by=ANN, subject={"child": "P-9"})


def test_what_is_to_be_reviewed_is_erased_only_by_whoever_reviewed_it(database: Database) -> None:
    office = at_work(database, kept("{submitted: 6 years, then: review}"))
    case, other = ended(office), ended(office, "P-2")
    office.clock.move(YEARS * 7)
    work = keeping(office)
    assert work.preview().counts == {("referral", "submitted", "review"): 2}
    with pytest.raises(Refused):
        work.propose(by=ANN)

    made = work.propose(by=ANN, cases=[case.reference], reviewed="erase")
    work.approve(made.id, by=BEN)
    assert work.run(made.id).done == 1

    assert [one.case for one in work.preview().due] == [other.id]


# --- what is left -----------------------------------------------------------------------------------------------------


def test_nothing_of_what_was_erased_is_left_anywhere(database: Database, database_url: str) -> None:
    office = at_work(database)
    case = ended(office)
    office.clock.move(YEARS * 7)
    assert TYPED.search(everything(database))

    assert keeping(office).run(agreed(office)).done == 1

    assert not TYPED.search(everything(database))
    assert "Sam Example" not in everything(database)
    command = metadata.tables["casepath_command"]
    with database.connection() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(command)).scalar_one() == 0
    verified = office.engine.verify(database)
    assert verified.faults == ()
    events = office.cases.steps(case, by=OFFICER)[-1].events
    assert [type(one).__name__ for one in events] == ["AnswersErased", "FactTakenBack"]
    assert "what was answered was kept long enough, and is erased" in str(office.cases.timeline(case, by=OFFICER))
    shown = office.cases.show(case, "referral", by=OFFICER)
    assert [one.id for page in shown.pages for one in page.fields if TYPED.search(str(one.value))] == []
    if database.pool.dialect.name == "sqlite":
        file = Path(str(sa.engine.make_url(database_url).database))
        assert sweep(database)
        raw = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
        assert not TYPED.search(raw.decode("latin-1"))


def test_the_record_of_a_subject_goes_with_the_last_answers_about_them(database: Database) -> None:
    office = at_work(database)
    first = ended(office)
    office.clock.move(YEARS)
    second = ended(office)
    office.clock.move(YEARS * 5 + timedelta(days=30))

    assert due(office)[0][0] == first.reference
    keeping(office).run(agreed(office))
    assert office.cases.facts(second, by=OFFICER)[0].value == TEXT
    office.clock.move(YEARS)
    keeping(office).run(agreed(office))
    assert not TYPED.search(everything(database))


PARTNERS = {
    **TASKS,
    "form_schemas/asked.yaml": TASKS["form_schemas/asked.yaml"].replace(
        b"    subject: child\n", b"    subject: child\n    keep: {submitted: 6 years, then: erase}\n"
    ),
}


def test_what_other_agencies_said_and_the_rows_that_tasks_were_about_go_too(database: Database) -> None:
    office = Office(database, files=PARTNERS)
    friends: Answers = {"what": TEXT, "friends": [{"name": f"{TEXT} junior", "young": "yes"}]}
    case = asked(office, friends)
    assert sum("/" in key for key in case.tasks) == 1
    case = completed(office, case, "police_return", {**KNOWN, "summary": TEXT}, by=PAT)
    case = completed(office, case, "health_return", UNKNOWN_THERE, by=HAL)
    (meet,) = (key for key in case.tasks if "/" in key)
    case = completed(office, case, meet, by=OFFICER)
    case = completed(office, case, "ask_police_first", by=MANAGER)
    case = office.cases.act(case, "close", by=OFFICER, seen=case.version).case
    assert case.ended_at is not None
    office.clock.move(YEARS * 7)

    assert keeping(office).run(agreed(office)).done == 2

    assert not TYPED.search(everything(database))
    assert "ask_first" not in everything(database, but=("casepath_release", "casepath_timer", "casepath_task"))
    assert office.engine.verify(database).faults == ()
    left = office.cases.get(case, by=OFFICER)
    assert {key: one.status for key, one in left.tasks.items()} == {key: one.status for key, one in case.tasks.items()}


ANONYMOUS = {
    name: text.replace(b"      level:\n", b"      level:\n        sensitivity: ordinary\n")
    for name, text in kept("{submitted: 6 years, then: anonymise}").items()
}


def test_what_is_anonymised_keeps_only_what_is_marked_as_ordinary(database: Database) -> None:
    office = at_work(database, ANONYMOUS)
    ended(office)
    office.clock.move(YEARS * 7)

    keeping(office).run(agreed(office))

    assert not TYPED.search(everything(database))
    submission = metadata.tables["casepath_submission"]
    with database.connection() as connection:
        answers = [json.loads(one) for one in connection.execute(sa.select(submission.c.answers)).scalars()]
    assert answers
    assert all(one == {"level": "high"} for one in answers)
    assert office.engine.verify(database).is_sound
    assert due(office) == []


@pytest.mark.parametrize("column", ["events", "answers"])
def test_what_an_erasure_left_cannot_be_changed_either(database: Database, column: str) -> None:
    office = at_work(database, ANONYMOUS)
    ended(office)
    office.clock.move(YEARS * 7)
    keeping(office).run(agreed(office))
    table = metadata.tables["casepath_step" if column == "events" else "casepath_submission"]
    with database.connection() as connection:
        replaced = sa.func.replace(table.c[column], '"high"', '"low"')
        connection.execute(table.update().values({column: replaced}))

    assert {"chain" if column == "events" else "answers"} <= {one.code for one in office.engine.verify(database).faults}


def test_a_step_that_says_it_erased_something_does_not_hide_what_it_did_not(database: Database) -> None:
    office = at_work(database)
    ended(office)
    ended(office, "P-2")
    office.clock.move(YEARS * 7)
    keeping(office).run(agreed(office))
    step = metadata.tables["casepath_step"]
    with database.connection() as connection:
        connection.execute(step.update().where(step.c.version == 2).values(person="somebody"))

    assert {one.version for one in office.engine.verify(database).faults if one.code == "chain"} == {2}


def test_the_proof_says_who_when_by_which_rule_and_how_many_and_repeats_nothing(database: Database) -> None:
    office = at_work(database)
    ended(office)
    office.clock.move(YEARS * 7)
    erasure = agreed(office)
    keeping(office).run(erasure)
    ended(office, "P-2")
    office.clock.move(YEARS * 7)
    again = agreed(office)
    keeping(office).run(again)

    first, second = keeping(office).erasures()
    proof = json.loads(first.proof)
    assert first.hash == sha256(first.proof.encode()).hexdigest()
    assert (proof["proposed_by"], proof["approved_by"], proof["release"]) == (
        ["ann"],
        ["ben"],
        office.engine.definition.release,
    )
    rule = "submitted: 6 years"
    counted = {"form": "referral", "kind": "submitted", "then": "erase", "rule": rule, "result": "done", "cases": 1}
    assert proof["counts"] == [counted]
    assert json.loads(second.proof)["before"] == first.hash
    assert not TYPED.search(first.proof + second.proof)


def test_files_that_the_host_keeps_go_too_and_where_they_cannot_it_is_said(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    ports = Ports(ids=CountingIds(), system=FixedSystemFacts({}), scanner=Scanner("clean"), files=FolderFiles(folder))
    office = at_work(database, ports=ports)
    ended(office)
    office.clock.move(YEARS * 7)
    erasure = agreed(office)
    assert len(list(folder.iterdir())) == 2

    class Forgets:
        def write(self, file: str, content: bytes) -> None: ...

        def read(self, file: str) -> bytes | None: ...

    unable = Ports(ids=CountingIds(), scanner=Scanner("clean"), files=Forgets())
    with pytest.raises(FilesStay):
        Office(database, files=ERASED, ports=unable, clock=office.clock).engine.keeping(database).run(erasure)
    assert len(list(folder.iterdir())) == 2

    assert keeping(office).run(erasure).left == 0
    assert list(folder.iterdir()) == []
    assert keeping(office).erasures()[0].proof


# --- stopped half way -------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


def test_an_erasure_that_is_stopped_anywhere_goes_on_where_it_was(database_url: str, database: Database) -> None:
    office = at_work(database)
    for one in range(3):
        ended(office, f"P-{one}")
    office.clock.move(YEARS * 7)
    erasure = agreed(office)
    total = statements(office, database_url, erasure, None)
    kills = range(0, total, max(1, total // 12))
    for at in kills:
        statements(office, database_url, erasure, at)
        assert office.engine.verify(database).faults == ()

    assert keeping(office).run(erasure).left == 0
    assert not TYPED.search(everything(database))
    proof = json.loads(keeping(office).erasures()[0].proof)
    assert [(one["result"], one["cases"]) for one in proof["counts"]] == [("done", 3)]


def test_a_run_says_how_much_is_left_however_much_that_is(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.service.carrying_out._BATCH", 2)
    office = at_work(database)
    for _ in range(5):
        case = referred(office)
        office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2)
    office.clock.move(YEARS * 7)
    erasure = agreed(office)

    ran = keeping(office).run(erasure, limit=1)
    assert (ran.done, ran.left, keeping(office).erasures()[0].proof) == (1, 4, "")
    assert {one.status: one.many for one in keeping(office).counts(erasure)} == {"done": 1, "waiting": 4}
    ran = keeping(office).run(erasure)
    assert (ran.done, ran.left) == (4, 0)
    assert keeping(office).erasures()[0].proof


def statements(office: Office, url: str, erasure: str, kill: int | None) -> int:
    """Run an erasure until its statement *kill* (nothing: only count those of one case); return how many there were."""
    seen = 0

    def hook(moment: Moment, name: str) -> None:
        nonlocal seen
        seen += 1
        if kill is not None and seen > kill:
            raise Killed

    watched = Database(url, hook=hook)
    try:
        office.engine.keeping(watched).run(erasure, limit=1)
    except Killed:
        pass
    finally:
        watched.close()
    return seen


def test_two_who_carry_out_the_same_erasure_do_each_case_once(database_url: str, database: Database) -> None:
    office = at_work(database)
    cases = [ended(office, f"P-{one}") for one in range(6)]
    office.clock.move(YEARS * 7)
    erasure = agreed(office)
    failed: list[BaseException] = []

    def work() -> None:
        mine = Database(database_url)
        try:
            office.engine.keeping(mine).run(erasure)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test is to tell it
            failed.append(error)
        finally:
            mine.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert failed == []
    assert {office.cases.get(one, by=OFFICER).version for one in cases} == {cases[0].version + 1}
    assert office.engine.verify(database).faults == ()


# --- who may ----------------------------------------------------------------------------------------------------------


def test_the_applications_role_proposes_and_approves_and_only_the_owner_erases_of_its_own_council(
    postgres_url: str,
) -> None:
    with walled(postgres_url) as roles:
        application, owner = Database(roles.application), Database(roles.owner)
        clock = FakeClock(NOON)
        ours, theirs = (
            Office(application, files=ERASED, council=one, clock=clock, ports=Ports(scanner=Scanner("clean")))
            for one in ("ashbourne", "northshire")
        )
        for office in (ours, theirs):
            case = referred(office)
            office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2)
        clock.move(YEARS * 7)
        erasure = agreed(ours)

        with pytest.raises(application.pool.dialect.loaded_dbapi.Error, match="permission denied"):
            keeping(ours).run(erasure)
        assert ours.engine.verify(application).is_sound
        assert ours.engine.keeping(owner).run(erasure).done == 1
        assert ours.engine.verify(application).is_sound

        with pytest.raises(NotFound):
            theirs.engine.keeping(owner).run(erasure)
        assert len(keeping(theirs).preview().due) == 1
        assert keeping(theirs).erasures() == []
        application.close()
        owner.close()


# --- a backup brings nobody back --------------------------------------------------------------------------------------


def test_people_who_were_erased_since_the_backup_stay_erased(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'live.db'}")
    with database.connection() as connection:
        upgrade(connection)
    ports = Ports(
        ids=CountingIds(),
        system=FixedSystemFacts({"missing_count": 7}),
        scanner=Scanner("clean"),
        erasures=FileErasures(tmp_path / "erased"),
    )
    office = at_work(database, ports=ports)
    case = ended(office)
    office.clock.move(YEARS * 7)
    back_up(tmp_path / "live.db", tmp_path / "copy.db")
    keeping(office).run(agreed(office))
    noted = (tmp_path / "erased" / "little.erasures").read_text()
    assert (noted.count("\n"), TYPED.search(noted)) == (1, None)
    database.close()
    restore(tmp_path / "copy.db", tmp_path / "live.db", over=True)

    back = Database(f"sqlite:///{tmp_path / 'live.db'}")
    again = at_work(back, ports=ports)
    again.clock.move(YEARS * 7)
    assert TYPED.search(everything(back))
    (tmp_path / "erased" / "little.erasures").write_text(noted + '{"erasure":"half')
    assert keeping(again).replay().done == 1

    assert not TYPED.search(everything(back))
    assert again.engine.verify(back).is_sound
    assert keeping(again).replay().done == 0
    (one,) = keeping(again).erasures()
    assert (one.proposed_by, one.approved_by, bool(one.proof)) == (("ann",), ("ben",), True)
    assert again.cases.steps(case, by=OFFICER)[-1].by == "ben"
    back.close()
