"""Seals: what happened is signed and kept outside the database, so that writing history anew is found."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Database, Engine, EngineError, Ports
from engine.cases.evolve import fold
from engine.cases.state import to_json
from engine.service import sealing
from engine.service.file_seals import FileSeals, SealsAhead
from engine.service.seal_lines import NoSealKey, SealKey, SealsNotKept
from engine.service.verifying import Verified
from engine.store import tables as t
from engine.store.cases import step_of
from engine.store.chain import step_hash, submission_hash
from engine.store.encoding import text_of
from engine.store.lanes import waits_for
from engine.store.tables import metadata
from engine.store.timers import project_timers
from engine.store.transaction import Moment
from tests.support import LITTLE, NOON, OFFICER, Office, little, referred

KEY = SealKey.new()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "seals"


@pytest.fixture
def office(database: Database, folder: Path) -> Office:
    return Office(database, ports=Ports(seals=FileSeals(folder), seal_key=KEY))


def seal(office: Office) -> int:
    office.clock.move(MINUTE)
    return office.engine.runner(office.database).run_due().sealed


def lines(folder: Path) -> list[str]:
    return (folder / "little.seals").read_text().splitlines()


def verified(office: Office, *, seals: bool = True, key: SealKey = KEY) -> Verified:
    ports = replace(office.engine.ports, seals=office.engine.ports.seals if seals else None, seal_key=key)
    return Engine(little(), LITTLE, ports=ports).verify(office.database)


def found(office: Office) -> list[str]:
    return [one.code for one in verified(office).faults]


# --- making them ------------------------------------------------------------------------------------------------------


def test_what_moved_is_sealed_once_a_minute(office: Office, folder: Path) -> None:
    case = referred(office)
    runner = office.engine.runner(office.database)

    assert runner.run_due().sealed == 1
    case = office.cases.act(case, "visit", by=OFFICER, seen=2).case
    assert runner.run_due().sealed == 0  # the last seal is not a minute old
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    assert seal(office) == 2
    assert seal(office) == 0  # nothing moved
    first, second = (json.loads(one) for one in lines(folder))
    assert [(one["number"], len(one["entries"])) for one in (first, second)] == [(1, 1), (2, 2)]
    assert [case.id, 3, _head(office, case.id)] in second["entries"]
    assert verified(office).faults == ()
    assert verified(office).seals == 2


def _head(office: Office, case: str) -> str:
    with office.database.connection() as connection:
        return str(connection.execute(sa.select(t.case.c.head).where(t.case.c.id == case)).scalar_one())


def test_many_cases_make_several_lines(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_CASES", 2)
    for number in range(5):
        office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER)

    assert seal(office) == 5
    assert [len(json.loads(one)["entries"]) for one in lines(folder)] == [2, 2, 1]
    assert verified(office).is_sound


def test_seals_say_nothing_of_people_or_answers(office: Office, folder: Path) -> None:
    referred(office)
    seal(office)

    assert set(json.loads(lines(folder)[0])) == {"council", "number", "at", "previous", "entries", "signature"}
    assert "P-1" not in lines(folder)[0]


def test_whoever_has_the_public_key_verifies_and_seals_nothing(office: Office, folder: Path) -> None:
    referred(office)
    seal(office)
    public = SealKey(KEY.public)

    assert verified(office, key=public).is_sound
    with pytest.raises(NoSealKey):
        public.sign("anything")
    assert [one.code for one in verified(office, key=SealKey.new()).faults] == ["seal_changed"]


def test_nothing_is_sealed_in_the_hosts_transaction(office: Office, folder: Path) -> None:
    referred(office)
    with office.database.connection() as connection:
        assert office.engine.runner(connection).run_due().sealed == 0

    assert not (folder / "little.seals").exists()


def test_without_a_key_nothing_is_sealed_and_that_is_said(office: Office) -> None:
    ports = replace(office.engine.ports, seal_key=None)
    with pytest.raises(NoSealKey, match="seal_key"):
        Engine(little(), LITTLE, ports=ports).runner(office.database).run_due()


def test_several_runners_make_no_two_seals_of_one_number(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "EVERY", timedelta())

    def work(number: int) -> None:
        for turn in range(5):
            office.cases.open("path", subject={"child": f"P-{number}-{turn}"}, by=OFFICER)
            office.engine.runner(office.database).seal_due()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    office.engine.runner(office.database).seal_due()

    numbers = [json.loads(one)["number"] for one in lines(folder)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert verified(office).faults == ()


def test_nobody_waits_for_a_seal_of_another_case(office: Office, database_url: str) -> None:
    if office.database.pool.dialect.name != "postgresql":
        return  # SQLite has one writer at a time, whatever it writes
    before = referred(office)
    seal(office)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    office.clock.move(MINUTE)

    def act(moment: Moment, statement: str) -> None:
        if (moment, statement) == ("after", "insert seal"):
            office.cases.act(before, "visit", by=OFFICER, seen=2)
            office.cases.open("path", subject={"child": "P-3"}, by=OFFICER)

    sealing_one = Database(database_url, hook=act)
    assert office.engine.runner(sealing_one).seal_due() == 1
    sealing_one.close()

    assert seal(office) == 2


# --- keeping them -----------------------------------------------------------------------------------------------------


class Full:
    """A place that is full: nothing can be kept there."""

    def append(self, council: str, number: int, line: str) -> None:
        raise OSError("no space left")

    def lines(self, council: str) -> list[str]:
        return []

    def last(self, council: str) -> None:
        return None


def test_a_seal_that_cannot_be_kept_waits_and_comes_first_later(office: Office, folder: Path) -> None:
    referred(office)
    ports = replace(office.engine.ports, seals=Full())  # type: ignore[arg-type]  # a list is iterated as well
    stuck = Engine(little(), LITTLE, ports=ports)
    for _ in range(2):
        with pytest.raises(SealsNotKept):
            stuck.runner(office.database).run_due()
    assert stuck.verify(office.database).is_sound  # the waiting line is compared too

    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    assert seal(office) == 1
    assert [json.loads(one)["number"] for one in lines(folder)] == [1, 2]
    assert verified(office).is_sound


def test_a_line_that_was_half_written_is_written_again(office: Office, folder: Path) -> None:
    referred(office)
    seal(office)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    with (folder / "little.seals").open("a") as file:
        file.write('{"council":"little","number":2,"at":"20')

    assert FileSeals(folder).last("little") == lines(folder)[0]
    assert seal(office) == 1
    assert [json.loads(one)["number"] for one in FileSeals(folder).lines("little")] == [1, 2]
    assert verified(office).is_sound


def test_a_line_is_kept_once_however_often_it_is_given(folder: Path, office: Office) -> None:
    referred(office)
    seal(office)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    seal(office)
    first, second = lines(folder)
    seals = FileSeals(folder)

    for number, line in ((2, second), (1, first)):
        seals.append("little", number, line)
    assert lines(folder) == [first, second]
    with pytest.raises(SealsAhead):
        seals.append("little", 2, first)


def test_a_long_file_is_read_from_its_end(folder: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.service.file_seals._BLOCK", 7)
    for number in range(3):
        office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER)
        seal(office)

    assert FileSeals(folder).last("little") == lines(folder)[-1]
    assert FileSeals(folder).last("another") is None
    with pytest.raises(ValueError, match="letters"):
        FileSeals(folder).append("../little", 1, "")


def test_after_a_restore_what_is_lost_is_told_and_sealing_goes_on(office: Office, folder: Path) -> None:
    case = referred(office)
    seal(office)
    with office.database.connection() as connection:  # an empty database in place of the one that is gone
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)

    assert seal(office) == 1
    assert [json.loads(one)["number"] for one in lines(folder)] == [1, 2]
    told = verified(office).faults
    assert [one.code for one in told] == ["seal_unknown", "sealed_missing"]
    assert told[1].case == case.id


# --- what they find ---------------------------------------------------------------------------------------------------


def written_anew(office: Office) -> None:
    """Write the whole history of the one case anew, as somebody would who knows how all of it is worked out."""
    with office.database.connection() as connection:
        rows = [dict(one) for one in connection.execute(sa.select(t.step).order_by(t.step.c.version)).mappings()]
        submission = dict(connection.execute(sa.select(t.submission)).mappings().one())
        submission["answers"] = submission["answers"].replace("Sam", "Kim")
        connection.execute(t.submission.update().values(answers=submission["answers"]))
        previous = ""
        for row in rows:
            row["submitted"] = submission_hash(submission) if row["submitted"] else None
            row["hash"] = previous = step_hash(row, previous)
            key = t.step.c.version == row["version"]
            connection.execute(t.step.update().where(key).values(submitted=row["submitted"], hash=row["hash"]))
        folded = text_of(to_json(fold([step_of(row) for row in rows])))
        connection.execute(t.case.update().values(head=previous, folded=folded))


def test_a_history_that_was_written_anew_is_found_by_its_seals_alone(office: Office) -> None:
    case = referred(office)
    seal(office)
    written_anew(office)

    assert verified(office, seals=False).is_sound
    assert [(one.code, one.case, one.version) for one in verified(office).faults] == [("sealed_changed", case.id, 2)]


def test_writing_it_anew_is_found_even_if_it_was_sealed_again(office: Office) -> None:
    case = referred(office)
    seal(office)
    written_anew(office)
    office.cases.act(case, "visit", by=OFFICER, seen=2)
    seal(office)

    assert found(office) == ["sealed_changed"]


def test_a_case_that_was_taken_out_whole_is_found(office: Office) -> None:
    case = referred(office)
    seal(office)
    with office.database.connection() as connection:
        for table in reversed(metadata.sorted_tables):
            if "case_id" in table.c:
                connection.execute(table.delete())
        connection.execute(t.case.delete())

    told = verified(office).faults
    assert [(one.code, one.case, one.version) for one in told] == [("sealed_missing", case.id, 2)]
    assert told[0].text == (
        f"Case {case.id}: when seal 1 was made (2026-03-12 12:01 UTC) it had a step 2, which is not there."
    )


def test_a_tail_that_was_cut_off_and_tidied_up_is_found(office: Office) -> None:
    case = referred(office)
    seal(office)
    with office.database.connection() as connection:
        connection.execute(t.step.delete().where(t.step.c.version == 2))
        connection.execute(t.submission.delete())
        row = dict(connection.execute(sa.select(t.step)).mappings().one())
        alone = fold([step_of(row)])
        folded, (lane, due) = text_of(to_json(alone)), waits_for(office.engine.definition, alone)
        as_before = {"version": 1, "state": "new", "updated_at": NOON, "head": row["hash"], "folded": folded}
        connection.execute(t.case.update().values(**as_before, lane=lane, due_at=due))
    with office.database.write() as tx:
        project_timers(tx, [replace(case, clocks=fold([step_of(row)]).clocks)])

    assert verified(office, seals=False).is_sound
    assert found(office) == ["sealed_missing", "not_sealed"]


def test_a_case_that_only_says_it_was_sealed_is_found(office: Office) -> None:
    case = referred(office)
    seal(office)
    case = office.cases.act(case, "visit", by=OFFICER, seen=2).case
    for number in (1, 2, 99):
        with office.database.connection() as connection:
            connection.execute(t.case.update().values(sealed=number))
        assert found(office) == ["not_sealed"], number


def three(office: Office) -> None:
    for number in range(3):
        office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER)
        seal(office)


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ((0, 1), ["seals_cut", "not_sealed"]),
        ((), ["seals_cut", "not_sealed", "not_sealed", "not_sealed"]),
        ((0, 2), ["seal_chain"]),
        ((1, 2), ["seal_chain"]),
        ((0, 2, 1), ["seal_chain", "seal_chain", "seals_cut", "not_sealed"]),
    ],
)
def test_seals_that_were_taken_out_or_moved_are_found(
    office: Office, folder: Path, order: tuple[int, ...], codes: list[str]
) -> None:
    three(office)
    kept = lines(folder)
    (folder / "little.seals").write_text("".join(f"{kept[one]}\n" for one in order))

    assert found(office) == codes


def test_a_seal_that_was_changed_is_found(office: Office, folder: Path) -> None:
    three(office)
    kept = (folder / "little.seals").read_text()
    for old, new in (('"number":2', '"number": 2'), ('",1,"', '",2,"'), ('"signature":"', '"signature":"0')):
        (folder / "little.seals").write_text(kept.replace(old, new, 1))
        assert found(office)[0] in ("seal_changed", "seal_chain"), old


def test_the_databases_own_list_of_seals_cannot_be_changed(office: Office) -> None:
    three(office)
    with office.database.connection() as connection:
        connection.execute(t.seal.update().where(t.seal.c.number == 2).values(hash="0" * 64))

    assert found(office) == ["seal_unknown"]


def test_what_a_worker_does_not_know_by_name_is_said_of_its_key(tmp_path: Path) -> None:
    (tmp_path / "no.key").write_text("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n")
    for content in (None, "", "nonsense"):
        if content is not None:
            (tmp_path / "no.key").write_text(content)
        with pytest.raises(EngineError, match="new-key"):
            SealKey.from_file(tmp_path / "no.key")


def test_a_key_comes_back_from_its_file_and_is_never_printed(tmp_path: Path) -> None:
    private, public = KEY.as_pem()
    for name, content in (("key", private), ("key.pub", public)):
        (tmp_path / name).write_bytes(content)
        assert SealKey.from_file(tmp_path / name).has_signed("said", KEY.sign("said"))
    assert not SealKey(KEY.public).has_signed("other", KEY.sign("said"))
    assert "seal_key" not in repr(Ports(seal_key=KEY))
