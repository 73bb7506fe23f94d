"""Somebody without an account: one task, by a link that is signed, runs out and is used once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Case, Database, Engine, NotFound, Ports, Refused
from engine.cases.files import FileState
from engine.definitions.fields import FileKind
from engine.service import guests
from engine.service.guests import Guest, NoLinkKey
from engine.service.ports import FolderFiles
from tests.support import MANAGER, OFFICER, Office, codes, definition_of, question, written
from tests.tasks import HAL, KNOWN, PAT, TASKS, asked, completed, stands, tasks_with

KEY = b"a key that only tests know, 32 bytes long"
WHO = "Officer Example, Example Police"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=TASKS, ports=Ports(link_key=KEY))


def invited(office: Office, case: Case, **said: object) -> str:
    """Return the token of a link to the return of the police."""
    days = said.get("days", 14)
    assert isinstance(days, int)
    seen = office.cases.get(case, by=OFFICER).version
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=seen, valid_for=timedelta(days=days))
    return link.token


def test_a_guest_fills_in_one_form_once_and_sees_what_was_sent(office: Office) -> None:
    case = asked(office)
    guest = office.engine.guest(office.database, invited(office, case))

    form = guest.form()
    assert form is not None
    assert (form.form, form.action) == ("agency_return", "police_return")
    assert question(guest.sent()[0].form, "what").value == "Out late in the park"
    guest.submit(KNOWN)

    after = office.cases.get(case, by=OFFICER)
    assert stands(after)["police_return"] == "done"
    for again in (guest.form, guest.sent, lambda: guest.submit(KNOWN)):
        with pytest.raises(NotFound):
            again()


def test_that_somebody_was_invited_is_on_record(office: Office) -> None:
    case = asked(office)
    invited(office, case)

    line = office.cases.timeline(case, by=OFFICER)[-1].lines[0]
    assert line == f'{WHO} invited to "Police return" by a link that runs out at 12:00 on Thursday 26 March 2026'


def test_what_is_wrong_with_the_answers_uses_nothing_up(office: Office) -> None:
    guest = office.engine.guest(office.database, invited(office, asked(office)))
    before = written(office)

    with pytest.raises(Refused) as refusal:
        guest.submit({"known": "yes", "handling": "nonsense"})

    assert codes(refusal.value) == {"required", "wrong_code"}
    assert written(office) == before
    guest.submit(KNOWN)


def test_every_link_that_is_no_good_looks_the_same(office: Office) -> None:
    case = asked(office)
    good, other = invited(office, case), invited(office, case)
    first, second = good.partition("."), other.partition(".")
    swapped = f"{first[0]}.{second[2]}"

    for token in ("", ".", "x", swapped, f"{good}x", good[:-1], good.upper(), "é" * 40, "y" * 10_000, f"{first[0]}."):
        with pytest.raises(NotFound) as refused:
            office.engine.guest(office.database, token).form()
        assert str(refused.value) == "We cannot find that record."


def test_a_link_runs_out(office: Office) -> None:
    token = invited(office, asked(office), days=2)
    office.clock.move(timedelta(days=2))

    with pytest.raises(NotFound):
        office.engine.guest(office.database, token).submit(KNOWN)


def test_no_link_lasts_longer_than_anybody_remembers(office: Office) -> None:
    case = asked(office)
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=case.version, valid_for=timedelta(4000))

    assert link.expires == office.clock.now() + timedelta(days=90)


def test_a_link_is_gone_once_somebody_else_did_the_task(office: Office) -> None:
    case = asked(office)
    token = invited(office, case)
    completed(office, case, "police_return", KNOWN, by=PAT)

    with pytest.raises(NotFound):
        office.engine.guest(office.database, token).form()


def test_a_link_of_one_council_opens_nothing_at_another(office: Office) -> None:
    token = invited(office, asked(office))
    elsewhere = Engine(definition_of(TASKS), TASKS, ports=Ports(clock=office.clock, link_key=KEY), council="elsewhere")

    with pytest.raises(NotFound):
        elsewhere.guest(office.database, token).form()


def test_only_those_who_speak_for_the_agency_invite_it_and_only_to_its_own_task(office: Office) -> None:
    case = asked(office)
    for task, to, by, code in (
        ("note_it", WHO, OFFICER, "not_allowed"),
        ("police_return", " ", OFFICER, "who"),
        ("nonsense", WHO, OFFICER, "unknown_task"),
    ):
        with pytest.raises(Refused) as refusal:
            office.cases.invite(case, task, to, by=by, seen=case.version)
        assert codes(refusal.value) == {code}
    for stranger in (PAT, HAL):
        with pytest.raises(NotFound):
            office.cases.invite(case, "police_return", WHO, by=stranger, seen=case.version)
    assert written(office)["casepath_invitation"] == 0


@pytest.mark.parametrize("key", [None, b"", b"short"])
def test_nobody_is_invited_without_a_key_to_sign_with(database: Database, key: bytes | None) -> None:
    office = Office(database, files=TASKS, ports=Ports(link_key=key))
    case = asked(office)

    with pytest.raises(NoLinkKey):
        office.cases.invite(case, "police_return", WHO, by=MANAGER, seen=case.version)
    with pytest.raises(NoLinkKey):
        office.engine.guest(database, "anything.at-all").form()


def test_a_token_is_kept_nowhere_and_neither_it_nor_its_key_is_ever_printed(office: Office) -> None:
    case = asked(office)
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=case.version)
    token = link.token
    assert token not in repr(link)
    _, _, signature = token.partition(".")

    with office.database.connection() as connection:
        for table in ("casepath_invitation", "casepath_step", "casepath_case"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - three names written here
            assert signature not in repr(rows)
    assert "only tests know" not in repr(office.engine.ports)


@given(st.text(max_size=300))
def test_no_text_that_was_not_signed_opens_anything(text: str) -> None:
    database = Database("sqlite://")
    office = Office(database, files=TASKS, ports=Ports(link_key=KEY))

    try:
        with pytest.raises(NotFound):
            office.engine.guest(database, text).form()
    finally:
        database.close()


# --- files -----------------------------------------------------------------------------------------------------------

PDF = b"%PDF-1.7 a note"
MANAGERS_ONLY = "          evidence: {type: files, label: Evidence, accept: pdf}\n"


class Scanner:
    """A scanner that says what it is told to say, and lets something happen meanwhile."""

    def __init__(self, says: FileState, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.says, self.meanwhile = says, meanwhile

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        self.meanwhile()
        return self.says


def office_with(database: Database, scanner: Scanner, store: FolderFiles | None = None) -> Office:
    """Return a council whose agencies are asked for files, of which one is the manager's to send."""
    path = "form_schemas/asked.yaml"
    more = (
        f"{MANAGERS_ONLY}          signed: {{type: file, label: Signed by the manager, edit: manager}}\n"
        "          for_health: {type: file, label: For health, for: health_return}\n"
        "          visits:\n            type: rows\n            label: Visits\n            row: Visit\n"
        "            fields: {photo: {type: file, label: Photo, accept: pdf}}\n"
    )
    text = TASKS[path].decode()
    assert text.count(MANAGERS_ONLY) == 1
    files = {**TASKS, path: text.replace(MANAGERS_ONLY, more).encode()}
    return Office(database, files=files, ports=Ports(link_key=KEY, scanner=scanner, files=store))


def guest_of(office: Office, case: Case, **said: object) -> Guest:
    return office.engine.guest(office.database, invited(office, case, **said))


def files_kept(office: Office) -> int:
    assert written(office)["casepath_file"] >= written(office)["casepath_file_content"]
    return written(office)["casepath_file"]


def test_a_guest_sends_the_files_that_their_form_asks_for_and_names_them(database: Database) -> None:
    office = office_with(database, Scanner("clean"))
    case = asked(office)
    guest = guest_of(office, case)

    note = guest.upload("evidence", "note.pdf", PDF)
    photo = guest.upload("visits.photo", "photo.pdf", PDF)
    guest.submit({**KNOWN, "evidence": [note["id"]], "visits": [{"photo": photo}]})

    assert note == {**note, "name": "note.pdf", "type": "pdf", "bytes": len(PDF)}
    answered = office.cases.show(case, "agency_return", by=OFFICER, task="police_return")
    assert question(answered, "evidence").value == [note]
    assert office.cases.open_file(case, str(note["id"]), by=OFFICER).content == PDF
    with pytest.raises(NotFound):
        office.cases.open_file(case, str(note["id"]), by=HAL)


def test_a_guests_file_stays_in_quarantine_until_somebody_vouches_for_it(database: Database) -> None:
    office = office_with(database, Scanner("waiting"))
    case = asked(office)
    guest = guest_of(office, case)
    note = str(guest.upload("evidence", "note.pdf", PDF)["id"])
    guest.submit({**KNOWN, "evidence": note})

    with pytest.raises(Refused) as refused:
        office.cases.open_file(case, note, by=OFFICER)
    office.cases.settle_file(case, note, clean=True)

    assert codes(refused.value) == {"file_waiting"}
    assert office.cases.open_file(case, note, by=OFFICER).content == PDF


@pytest.mark.parametrize(
    ("field", "content", "code"),
    [
        ("evidence", b"\x89PNG\r\n\x1a\n", "wrong_file"),
        ("evidence", b"", "empty_file"),
        ("summary", PDF, "unknown_field"),
        ("nonsense", PDF, "unknown_field"),
        ("", PDF, "unknown_field"),
        ("visits", PDF, "unknown_field"),
        ("visits.photo.photo", PDF, "unknown_field"),
        ("signed", PDF, "not_allowed"),
        ("for_health", PDF, "not_allowed"),
    ],
)
def test_what_a_guest_is_not_asked_for_is_refused_and_not_kept(
    database: Database, field: str, content: bytes, code: str
) -> None:
    office = office_with(database, Scanner("clean"))
    guest = guest_of(office, asked(office))

    with pytest.raises(Refused) as refused:
        guest.upload(field, "note.pdf", content)

    assert {one.code for one in refused.value.reasons} == {code}
    assert files_kept(office) == 0
    guest.submit(KNOWN)


def test_a_file_with_a_virus_is_refused_and_not_kept(database: Database, tmp_path: Path) -> None:
    office = office_with(database, Scanner("refused"), FolderFiles(tmp_path / "files"))
    guest = guest_of(office, asked(office))

    with pytest.raises(Refused) as refused:
        guest.upload("evidence", "note.pdf", PDF)

    assert codes(refused.value) == {"file_refused"}
    assert (files_kept(office), list(tmp_path.glob("files/*"))) == (0, [])


def test_a_task_that_is_only_ticked_off_takes_no_file(database: Database) -> None:
    diary = "        title: Note it in the diary\n        by: "
    files = tasks_with((f"{diary}officer\n", f"{diary}police\n        on_behalf: officer\n"))
    office = Office(database, files=files, ports=Ports(link_key=KEY))
    case = asked(office)
    token = office.cases.invite(case, "note_it", WHO, by=OFFICER, seen=case.version).token
    guest = office.engine.guest(database, token)

    with pytest.raises(Refused) as refused:
        guest.upload("evidence", "note.pdf", PDF)

    assert [one.text for one in refused.value.reasons] == ['"Note it in the diary" asks no questions.']
    guest.submit()


def test_a_link_that_is_no_good_any_more_takes_no_file(database: Database) -> None:
    office = office_with(database, Scanner("clean"))
    case = asked(office)
    used, late, made_up = guest_of(office, case), guest_of(office, case, days=1), office.engine.guest(database, "x.y")
    used.submit(KNOWN)
    office.clock.move(timedelta(days=2))

    for guest in (used, late, made_up):
        with pytest.raises(NotFound):
            guest.upload("evidence", "note.pdf", PDF)

    assert files_kept(office) == 0


@pytest.mark.parametrize("held_by", ["database", "folder"])
def test_a_file_that_arrives_while_the_link_is_used_up_is_not_kept(
    database: Database, tmp_path: Path, held_by: str
) -> None:
    scanner = Scanner("clean")
    office = office_with(database, scanner, FolderFiles(tmp_path / "files") if held_by == "folder" else None)
    case = asked(office)
    guest = guest_of(office, case)
    scanner.meanwhile = lambda: guest.submit(KNOWN)

    with pytest.raises(NotFound):
        guest.upload("evidence", "note.pdf", PDF)

    assert (files_kept(office), list(tmp_path.glob("files/*"))) == (0, [])


def test_a_guest_names_no_file_but_their_own(database: Database) -> None:
    office = office_with(database, Scanner("clean"))
    case = asked(office)
    theirs = office.cases.upload(case, "agency_return", "evidence", "note.pdf", PDF, by=HAL)
    guest = guest_of(office, case)

    with pytest.raises(Refused) as refused:
        guest.submit({**KNOWN, "evidence": [theirs["id"]]})

    assert codes(refused.value) == {"no_file"}
    guest.submit({**KNOWN, "evidence": [guest.upload("evidence", "note.pdf", PDF)["id"]]})


def test_what_the_agency_had_begun_with_is_there_for_its_guest(database: Database) -> None:
    office = office_with(database, Scanner("clean"))
    case = asked(office)
    begun = office.cases.upload(case, "agency_return", "evidence", "note.pdf", PDF, by=PAT)
    office.cases.save(case, "agency_return", {"evidence": [begun["id"]]}, by=PAT, seen=0, task="police_return")
    guest = guest_of(office, case)

    form = guest.form()
    assert form is not None
    guest.submit({**KNOWN, "evidence": question(form, "evidence").value})

    answered = office.cases.show(case, "agency_return", by=OFFICER, task="police_return")
    assert question(answered, "evidence").value == [begun]


def test_one_link_sends_so_many_files_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "MOST_FILES", 2)
    office = office_with(database, Scanner("clean"))
    guest = guest_of(office, asked(office))
    for _ in range(2):
        guest.upload("evidence", "note.pdf", PDF)

    with pytest.raises(Refused) as refused:
        guest.upload("evidence", "note.pdf", PDF)

    assert codes(refused.value) == {"too_many"}
    assert files_kept(office) == 2
