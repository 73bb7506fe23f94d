"""Files and declarations: sent before the form that names them, trusted in nothing, opened by whoever may view them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Actor, Database, NotFound, Ports, Refused
from engine.cases.files import FileState
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.definitions.fields import FileKind
from engine.service.files import FileLost
from engine.service.ports import FolderFiles
from engine.store import tables as t
from tests.support import GUEST, LITTLE, MANAGER, OFFICER, REFERRED, Office, question

PDF, PNG = b"%PDF-1.7 a letter", b"\x89PNG\r\n\x1a\n a picture"
_ROW = "          young: {type: yes_no, label: Under 18}\n"
_PHOTO = "          photo: {type: file, label: Photo, accept: png}\n"
_AFTER = "  decision:\n"
_FORM = LITTLE["form_schemas/referral.yaml"].decode()
FILES = {
    **LITTLE,
    "form_schemas/referral.yaml": _FORM.replace(
        _ROW, _ROW + "          photo: {type: file, label: Photo, accept: png}\n"
    )
    .replace(
        _AFTER,
        """\
      evidence: {type: files, label: Evidence, accept: [pdf, png], max: 2, max_mb: 1}
      agreed: {type: declaration, label: The family knows of this, required: true}
  letters:
    title: Letters
    fields:
      letter: {type: file, label: Letter, view: manager}
"""
        + _AFTER,
    )
    .encode(),
}


class Scanner:
    """A scanner that says what it is told to say, or fails."""

    def __init__(self, says: str) -> None:
        self.says = says

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        if self.says == "broken":
            raise OSError("no scanner")
        return self.says  # type: ignore[return-value]  # a host's scanner may say anything


def office_with(database: Database, scanner: str = "clean", store: FolderFiles | None = None) -> Office:
    return Office(database, files=FILES, ports=Ports(scanner=Scanner(scanner), files=store))


@pytest.fixture
def office(database: Database) -> Office:
    return office_with(database)


def opened(office: Office) -> Case:
    return office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case


def sent(office: Office, case: Case, content: bytes = PDF, field: str = "evidence", by: Actor = OFFICER) -> Answers:
    return office.cases.upload(case, "referral", field, "letter.pdf", content, by=by)


def refer(office: Office, case: Case, **more: Json) -> Case:
    answers = {**REFERRED, "agreed": "yes", **more}
    return office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version).case


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(reason.path, reason.code) for reason in refusal.value.reasons}


def kept_files(office: Office) -> int:
    with office.database.connection() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(t.file)).scalar_one()


def test_a_file_is_sent_named_submitted_and_opened_again(office: Office) -> None:
    case = opened(office)
    file = sent(office, case)
    case = refer(office, case, evidence=[{"id": file["id"]}])

    view = office.cases.show(case, "referral", by=MANAGER).field("evidence")
    assert view is not None
    assert view.value == [file]
    assert file == {
        "id": file["id"],
        "name": "letter.pdf",
        "type": "pdf",
        "bytes": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    got = office.cases.open_file(case, str(file["id"]), by=MANAGER)
    assert (got.name, got.media_type, got.content) == ("letter.pdf", "application/pdf", PDF)


def test_what_a_caller_says_of_a_file_counts_for_nothing_but_its_id(office: Office) -> None:
    case = opened(office)
    file = sent(office, case)
    case = refer(office, case, evidence={**file, "name": "other.exe", "bytes": 1, "type": "png"})

    view = office.cases.show(case, "referral", by=OFFICER).field("evidence")
    assert view is not None
    assert view.value == [file]


def test_a_file_of_another_case_is_not_there(office: Office) -> None:
    mine, other = opened(office), opened(office)
    file = sent(office, other)

    with pytest.raises(Refused) as refusal:
        refer(office, mine, evidence=[file["id"]])
    assert codes(refusal) == {("referral.evidence", "no_file")}
    with pytest.raises(NotFound):
        office.cases.open_file(mine, str(file["id"]), by=OFFICER)


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ("nothing", "no_file"),
        ({"id": ["x"]}, "no_file"),
        ({"refused": "x"}, "no_file"),
        ([7], "no_file"),
        (True, "no_file"),
    ],
)
def test_what_names_no_file_is_a_problem_and_never_an_error(office: Office, evidence: Json, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        refer(office, opened(office), evidence=evidence)

    assert codes(refusal) == {("referral.evidence", code)}


def test_too_many_files_and_one_file_twice_are_problems(office: Office) -> None:
    case = opened(office)
    one, two, three = (sent(office, case)["id"] for _ in range(3))

    for evidence, code in (([one, two, three], "too_many"), ([one, one], "twice")):
        with pytest.raises(Refused) as refusal:
            refer(office, case, evidence=evidence)
        assert codes(refusal) == {("referral.evidence", code)}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_file"), (b"MZ\x90", "wrong_file"), (PDF + b"x" * 1_000_000, "too_large")]
)
def test_a_file_that_the_question_does_not_take_is_not_kept(office: Office, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        sent(office, opened(office), content)

    assert codes(refusal) == {("referral.evidence", code)}
    assert kept_files(office) == 0


@pytest.mark.parametrize("field", ["child_name", "nothing", "people", "people.nothing", "evidence.id", ""])
def test_only_a_question_that_asks_for_files_takes_one(office: Office, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        sent(office, opened(office), field=field)

    assert {code for _, code in codes(refusal)} == {"unknown_field"}
    assert kept_files(office) == 0


def test_only_whoever_fills_the_form_sends_a_file(office: Office) -> None:
    case = opened(office)

    with pytest.raises(NotFound):
        sent(office, case, by=GUEST)
    case = refer(office, case)
    with pytest.raises(Refused) as refusal:
        sent(office, case)
    assert kept_files(office) == 0
    assert {code for _, code in codes(refusal)} == {"not_allowed"}


def test_a_file_in_a_row_belongs_to_that_row(office: Office) -> None:
    case = opened(office)
    photo = sent(office, case, PNG, "people.photo")
    case = refer(office, case, people=[{"person": "Kit"}, {"person": "Robin", "photo": photo["id"]}])

    view = office.cases.show(case, "referral", by=OFFICER).field("people")
    assert view is not None
    assert isinstance(view.value, list)
    assert [row.get("photo") for row in view.value if isinstance(row, dict)] == [
        None,
        {**photo, "name": "letter.pdf.png"},
    ]
    assert office.cases.open_file(case, str(photo["id"]), by=OFFICER).content == PNG


def test_only_who_may_view_the_question_opens_its_file(office: Office) -> None:
    case = opened(office)
    letter = sent(office, case, field="letter")
    case = refer(office, case, letter=letter["id"])

    assert office.cases.open_file(case, str(letter["id"]), by=MANAGER).content == PDF
    with pytest.raises(NotFound):
        office.cases.open_file(case, str(letter["id"]), by=OFFICER)


def test_whoever_fills_the_form_opens_what_they_sent_before_it_is_saved_and_others_after(office: Office) -> None:
    case, colleague = opened(office), Actor("otto", roles=["officer"])
    file = sent(office, case)

    assert office.cases.open_file(case, str(file["id"]), by=OFFICER).content == PDF
    with pytest.raises(NotFound):
        office.cases.open_file(case, str(file["id"]), by=colleague)
    office.cases.save(case, "referral", {"evidence": [file["id"]]}, by=OFFICER, seen=0)
    assert office.cases.open_file(case, str(file["id"]), by=colleague).content == PDF


@pytest.mark.parametrize("says", ["waiting", "broken", "CLEAN", ""])
def test_a_file_that_nobody_vouched_for_stays_in_quarantine(database: Database, says: str) -> None:
    office = office_with(database, says)
    case = opened(office)
    file = sent(office, case)
    case = refer(office, case, evidence=[file["id"]])

    with pytest.raises(Refused) as refusal:
        office.cases.open_file(case, str(file["id"]), by=OFFICER)
    assert codes(refusal) == {("referral.evidence", "file_waiting")}

    office.cases.settle_file(case, str(file["id"]), clean=True)
    assert office.cases.open_file(case, str(file["id"]), by=OFFICER).content == PDF
    with pytest.raises(NotFound):
        office.cases.settle_file(case, str(file["id"]), clean=False)


def test_without_a_scanner_no_file_is_opened(database: Database) -> None:
    office = Office(database, files=FILES)
    case = opened(office)
    file = sent(office, case)

    with pytest.raises(Refused):
        office.cases.open_file(case, str(file["id"]), by=OFFICER)


def test_a_file_that_the_scanner_refuses_is_not_kept(database: Database) -> None:
    office = office_with(database, "refused")

    with pytest.raises(Refused) as refusal:
        sent(office, opened(office))

    assert codes(refusal) == {("referral.evidence", "file_refused")}
    assert kept_files(office) == 0


def test_a_file_refused_after_it_was_saved_must_be_taken_out_before_submitting(database: Database) -> None:
    office = office_with(database, "waiting")
    case = opened(office)
    file = sent(office, case)
    office.cases.save(case, "referral", {"evidence": [file["id"]]}, by=OFFICER, seen=0)
    office.cases.settle_file(case, str(file["id"]), clean=False)

    with pytest.raises(Refused) as refusal:
        refer(office, case)
    assert codes(refusal) == {("referral.evidence", "file_refused")}
    with pytest.raises(Refused) as opening:
        office.cases.open_file(case, str(file["id"]), by=OFFICER)
    assert codes(opening) == {("referral.evidence", "file_refused")}
    assert refer(office, case, evidence=None).state == "waiting"


def test_the_host_may_keep_what_files_hold(database: Database, tmp_path: Path) -> None:
    office = office_with(database, store=FolderFiles(tmp_path / "files"))
    case = opened(office)
    file = sent(office, case)
    case = refer(office, case, evidence=[file["id"]])

    assert [path.read_bytes() for path in (tmp_path / "files").iterdir()] == [PDF]
    assert office.cases.open_file(case, str(file["id"]), by=OFFICER).content == PDF
    with database.connection() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.file_content)).scalar_one() == 0


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 another letter"])
def test_a_file_that_is_lost_or_was_changed_is_never_handed_on(
    database: Database, tmp_path: Path, content: bytes | None
) -> None:
    office = office_with(database, store=FolderFiles(tmp_path))
    case = opened(office)
    file = sent(office, case)
    path = tmp_path / str(file["id"])
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(FileLost):
        office.cases.open_file(case, str(file["id"]), by=OFFICER)


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 65, "a.b"])
def test_a_folder_of_files_takes_nothing_but_ids(tmp_path: Path, name: str) -> None:
    store = FolderFiles(tmp_path / "files")

    with pytest.raises(ValueError, match="no id of a file"):
        store.write(name, PDF)


def test_a_declaration_is_that_of_the_person_who_is_signed_in_now(office: Office) -> None:
    case = refer(office, opened(office), agreed={"by": "someone-else", "at": "2020-01-01T00:00:00+00:00"})

    view = office.cases.show(case, "referral", by=OFFICER).field("agreed")
    assert view is not None
    assert view.value == {"by": OFFICER.id, "at": "2026-03-12T12:00:00+00:00"}


@pytest.mark.parametrize(("given", "code"), [("no", "required"), (False, "required"), ("maybe", "wrong_type")])
def test_a_declaration_that_is_not_ticked_is_not_made(office: Office, given: Json, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        refer(office, opened(office), agreed=given)

    assert codes(refusal) == {("referral.agreed", code)}


def test_what_one_person_declared_in_a_draft_another_does_not_submit(office: Office) -> None:
    case, colleague = opened(office), Actor("otto", roles=["officer"])
    office.cases.save(case, "referral", {**REFERRED, "agreed": "yes"}, by=colleague, seen=0)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", {}, by=OFFICER, seen=case.version)
    assert codes(refusal) == {("referral.agreed", "required")}
    assert office.cases.act(case, "refer", {}, by=colleague, seen=case.version).case.state == "waiting"


_READERS = "view: [officer, worker]\npages:"


@pytest.fixture
def forgiving(database: Database) -> Office:
    """An office where managers may correct the referral, and withdraw it."""
    form = FILES["form_schemas/referral.yaml"].decode()
    settings = _READERS.replace("pages:", "correct: {by: manager}\nwithdraw: {by: manager}\npages:")
    files = {**FILES, "form_schemas/referral.yaml": form.replace(_READERS, settings).encode()}
    return Office(database, files=files, ports=Ports(scanner=Scanner("clean")))


def test_a_wrong_file_is_corrected_by_another_and_the_declaration_stays_who_made_it(forgiving: Office) -> None:
    case = opened(forgiving)
    wrong = sent(forgiving, case)
    case = refer(forgiving, case, evidence=[{"id": wrong["id"]}])
    case = forgiving.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2).case
    declared = forgiving.cases.show(case, "referral", by=OFFICER).field("agreed")

    right = sent(forgiving, case, PNG, by=MANAGER)
    assert forgiving.cases.open_file(case, str(right["id"]), by=MANAGER).content == PNG
    answers: Answers = {"evidence": [right["id"]]}
    case = forgiving.cases.correct(case, "referral", answers, by=MANAGER, seen=3, reason="Wrong letter").case

    view = forgiving.cases.show(case, "referral", by=OFFICER)
    assert question(view, "evidence").value == [right]
    assert view.field("agreed") == declared
    assert forgiving.cases.open_file(case, str(right["id"]), by=OFFICER).content == PNG


def test_whoever_may_not_correct_a_form_sends_no_file_for_it_and_no_made_up_file_is_taken(forgiving: Office) -> None:
    case = refer(forgiving, opened(forgiving))

    with pytest.raises(Refused) as refusal:
        sent(forgiving, case, by=OFFICER)
    assert codes(refusal) == {("decide", "not_allowed")}
    with pytest.raises(Refused) as made_up:
        forgiving.cases.correct(case, "referral", {"evidence": ["x"]}, by=MANAGER, seen=2, reason="Wrong letter")
    assert {path.partition(".")[0] for path, _ in codes(made_up)} == {"referral"}
    assert forgiving.cases.get(case, by=OFFICER) == case


def test_the_files_of_a_withdrawn_form_are_opened_by_nobody(forgiving: Office) -> None:
    case = opened(forgiving)
    file = sent(forgiving, case)
    case = refer(forgiving, case, evidence=[file["id"]])

    case = forgiving.cases.withdraw(case, "referral", by=MANAGER, seen=2, reason="Wrong child").case

    for person in (OFFICER, MANAGER):
        with pytest.raises(NotFound):
            forgiving.cases.open_file(case, str(file["id"]), by=person)
