"""Types of question that vendors add: found when they are named, read within bounds, and never trusted."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some

from engine import Database, Refused
from engine.cases.compiled import Definition
from engine.cases.values import BadAnswer, Json
from engine.cases.vendor_types import MOST
from engine.checks import check
from engine.cli import main
from engine.definitions.assemble import assemble
from engine.definitions.vendor_types import Json as GivenJson
from engine.findings import Finding
from engine.interop.json_schema import form_schema
from engine.interop.outline import as_markdown
from engine.interop.rule_book import rule_book
from engine.testing.field_types import broken_promises
from tests.plugged.installing import RECORD_NUMBER, Installer
from tests.plugged.record_number import RecordNumber, Settings, record_number
from tests.support import OFFICER, REFERRED, Office, codes, definition_of, little_with, question

FIELD = (
    "      health_number: {type: record_number, label: Number of the health record, hint: On every letter.SETTINGS}\n"
)
NUMBER, KEPT = "999 000 0018", "9990000018"
WRONG_DIGIT = "999 000 0019"


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    return Installer(tmp_path, monkeypatch)


@pytest.fixture
def record_numbers(installer: Installer) -> None:
    installer.install("health-records", {"record_number": "record_number"})


def asking(settings: str = "", *, kind: str = "record_number") -> dict[str, bytes]:
    field = FIELD.replace("SETTINGS", settings).replace("type: record_number", f"type: {kind}")
    return little_with(form=("      held_on:\n", field + "      held_on:\n"))


def told(files: dict[str, bytes]) -> list[Finding]:
    return [one for one in check(assemble(files)).findings if one.is_error]


def said(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Return code, message and the text at the place of each error."""
    return [
        (one.code.id, one.message, one.place.excerpt[one.place.column - 1 : one.place.end_column - 1])
        for one in told(files)
    ]


def office_with(database: Database, files: dict[str, bytes]) -> Office:
    return Office(database, files=files)


# --- a type that keeps to the contract --------------------------------------------------------------------------------


@pytest.mark.usefixtures("record_numbers")
def test_an_answer_of_a_vendors_type_is_read_kept_and_seen_by_conditions(database: Database) -> None:
    rule = f'  not_ours:\n    require: health_number != "{KEPT}" or level == high\n    say: That is ours.\n'
    files = asking()
    files["form_schemas/referral.yaml"] += rule.encode()
    office = office_with(database, files)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    low = {**REFERRED, "level": "low", "people": [{"person": "Ann Example"}], "health_number": NUMBER}

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", low, by=OFFICER, seen=1)
    case = office.cases.act(case, "refer", {**REFERRED, "health_number": NUMBER}, by=OFFICER, seen=1).case
    shown = question(office.cases.show(case, "referral", by=OFFICER), "health_number")

    assert "That is ours." in str(refusal.value)
    assert (shown.value, shown.type) == (KEPT, "record_number")


@pytest.mark.usefixtures("record_numbers")
@pytest.mark.parametrize(
    ("given", "code", "english"),
    [
        (WRONG_DIGIT, "mistyped", "A digit of this record number is wrong. Compare it with the letter it came from."),
        ("999", "not_ten_digits", "A record number has ten digits."),
        (["999"], "not_ten_digits", "A record number has ten digits."),
        ("9" * 10_001, "too_long", "Use at most 10,000 characters."),
    ],
)
def test_what_it_does_not_take_is_refused_in_its_own_words_and_never_repeated(
    database: Database, given: Json, code: str, english: str
) -> None:
    office = office_with(database, asking())
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", {**REFERRED, "health_number": given}, by=OFFICER, seen=1)

    assert [(one.path, one.code) for one in refusal.value.reasons] == [("referral.health_number", code)]
    assert english in refusal.value.reasons[0].text
    assert "999" not in refusal.value.reasons[0].text


@pytest.mark.usefixtures("record_numbers")
def test_a_refusal_is_in_welsh_where_the_vendor_wrote_it_and_else_in_english() -> None:
    field = compiled(asking()).forms["referral"].by_id["health_number"]
    assert field.read is not None

    for wrong, words in (("999", "Mae deg digid mewn rhif cofnod."), (WRONG_DIGIT, "A digit of this record number")):
        with pytest.raises(BadAnswer) as refused:
            field.read(wrong)
        assert words in refused.value.said("cy")


def compiled(files: dict[str, bytes]) -> Definition:
    return definition_of(files)


@pytest.mark.usefixtures("record_numbers")
def test_its_settings_are_the_vendors_own() -> None:
    field = compiled(asking(', starts_with: "999"')).forms["referral"].by_id["health_number"]
    assert field.read is not None

    assert field.read(NUMBER)[0] == KEPT
    assert said(asking(", start_with: 999")) == [
        ("Y108", '"start_with": This is not a setting of the type "record_number".', "999")
    ]
    assert said(asking(", spaces: sometimes")) == [
        ("Y108", '"spaces": This cannot be written like this for the type "record_number".', "sometimes")
    ]
    assert said(asking(", requierd: true"))[0][0] == "Y108"


@pytest.mark.usefixtures("record_numbers")
def test_it_is_in_the_schema_the_rules_and_on_paper(tmp_path: Path) -> None:
    definition = compiled(asking())
    schema = form_schema(definition, definition.forms["referral"])
    properties = schema["properties"]
    assert isinstance(properties, dict)

    jsonschema.validate(KEPT, properties["health_number"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("999", properties["health_number"])
    assert "Answer: A record number of ten digits." in as_markdown(rule_book(definition, "referral"))
    folder = tmp_path / "council"
    for name, text in asking().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"health_number": KEPT}), "utf-8")
    printed = CliRunner().invoke(main, ["print", str(folder), "referral", "--answers", str(answers)])
    blank = CliRunner().invoke(main, ["print", str(folder), "referral", "--blank"])
    assert "999 000 0018" in printed.output
    assert "A record number of ten digits." in blank.output


NEEDY = RECORD_NUMBER.replace('starts_with: str = ""', "starts_with: str")
SUSPICIOUS = RECORD_NUMBER.replace(
    'starts_with: str = ""',
    'starts_with: str = ""\n\n    def model_post_init(self, context: object) -> None:\n        1 / 0',
)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (NEEDY, ("Y108", '"type": The type "record_number" needs "starts_with".', "record_number")),
        (SUSPICIOUS, ("Y107", '"type": The type "record_number" fails over these settings.', "record_number")),
    ],
    ids=["needs", "fails"],
)
def test_settings_that_are_missing_or_that_the_type_fails_over_are_told(
    installer: Installer, source: str, found: tuple[str, str, str], request: pytest.FixtureRequest
) -> None:
    installer.install(f"settings-{request.node.callspec.id}", {"record_number": "record_number"}, source)

    assert said(asking()) == [found]


@pytest.mark.usefixtures("record_numbers")
def test_a_vendors_type_stands_in_rows_and_in_records_and_is_copied_from_one(database: Database) -> None:
    cell, fact = "{type: record_number, label: Record number}", "{type: record_number, label: Record number}"
    files = little_with(
        form=("          young: {", f"          number: {cell}\n          young: {{"),
        record=("  born: {", f"  number: {fact}\n  born: {{"),
    )
    copied = FIELD.replace("SETTINGS", ", from: child.number")
    form = files["form_schemas/referral.yaml"].decode().replace("      held_on:\n", copied + "      held_on:\n")
    office = Office(database, files={**files, "form_schemas/referral.yaml": form.encode()})

    office.cases.record_facts("child", "P-1", {"number": NUMBER}, by=OFFICER)
    with pytest.raises(Refused) as refusal:
        office.cases.record_facts("child", "P-1", {"number": WRONG_DIGIT}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    draft = office.cases.draft(case, "referral", by=OFFICER)
    people: list[Json] = [{"id": "r1", "person": "Ann Example", "number": NUMBER}]
    case = office.cases.act(case, "refer", {**REFERRED, "people": people}, by=OFFICER, seen=1).case
    rows = question(office.cases.show(case, "referral", by=OFFICER), "people").value

    assert codes(refusal.value) == {"mistyped"}
    assert question(draft, "health_number").value == KEPT
    assert rows == [{"id": "r1", "person": "Ann Example", "number": KEPT}]


def test_no_package_is_imported_while_every_type_is_built_in(installer: Installer) -> None:
    installer.install("never-needed", {"record_number": "record_number"})

    assert told(little_with()) == []
    assert "never_needed" not in sys.modules
    assert told(asking()) == []
    assert "never_needed" in sys.modules


# --- types that cannot be used ----------------------------------------------------------------------------------------


def test_a_type_that_nobody_brings_is_no_type() -> None:
    assert said(asking()) == [("Y114", '"record_number" is not a type of field.', "record_number")]


def test_a_package_cannot_replace_a_built_in_type(installer: Installer) -> None:
    installer.install("sly", {"text": "record_number"}, "raise RuntimeError('never imported')")

    assert told(little_with()) == []
    assert '"text" is a built-in type, which no package can replace.' in broken_promises("text", record_number, good=[])


BROKEN = {
    "raises": ("raise RuntimeError('secret')", "cannot be loaded"),
    "leaves": ("raise SystemExit(7)", "cannot be loaded"),
    "no object": ("other = 1", "cannot be loaded"),
    "not a type": ("record_number = 7", "has no settings and no sees"),
    "another sight": (RECORD_NUMBER.replace('= "text"', '= "everything"'), "has no sees"),
    "no English": (RECORD_NUMBER.replace('"en"', '"fr"'), "has no problems"),
    "fails": (RECORD_NUMBER.replace("digits = re.sub", "digits = 1 / 0 or re.sub"), "does not take its own example"),
    "sees another": (RECORD_NUMBER.replace("return digits, digits", "return digits, 7"), "its own example"),
    "keeps another": (RECORD_NUMBER.replace("return digits, digits", 'return digits + "1", digits'), "its own example"),
    "says nothing": (RECORD_NUMBER.replace('return f"{digits[:3]}', 'return "" and f"{digits[:3]}'), "print one"),
    "no schema": (RECORD_NUMBER.replace('return {"type": "string"', 'return {"type": object()'), "print one"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_a_type_that_cannot_be_used_is_a_finding_at_its_name(installer: Installer, how: str) -> None:
    source, words = BROKEN[how]
    installer.install(f"broken-{how.replace(' ', '-')}", {"record_number": "record_number"}, source)

    found = said(asking())

    assert [(code, at) for code, _, at in found] == [("Y107", "record_number")]
    assert words in found[0][1]
    assert "secret" not in found[0][1]


def test_two_packages_with_the_same_type_are_told_apart_by_their_names(installer: Installer) -> None:
    installer.install("one-vendor", {"record_number": "record_number"})
    installer.install("another-vendor", {"record_number": "record_number"})

    assert said(asking())[0][1] == (
        '"type": The type "record_number" is there more than once, from another-vendor and one-vendor. Uninstall one.'
    )


FAILS_LATER = RECORD_NUMBER.replace(
    'digits = re.sub(" ", "", given)', 'digits = re.sub(" ", "", given if given != "999 000 0018" else 1 / 0)'
)
NOT_DECLARED = RECORD_NUMBER.replace('raise NotTaken("mistyped")', "raise NotTaken(str(given))")
TOO_MUCH = RECORD_NUMBER.replace(
    "return digits, digits", f"return digits * (1 if given != '{NUMBER}' else {MOST}), digits"
)


@pytest.mark.parametrize(
    ("source", "given"),
    [(FAILS_LATER, NUMBER), (NOT_DECLARED, WRONG_DIGIT), (TOO_MUCH, NUMBER)],
    ids=["fails", "tells", "swells"],
)
def test_an_answer_that_a_type_fails_over_is_never_taken_nor_told(
    database: Database, installer: Installer, source: str, given: str, request: pytest.FixtureRequest
) -> None:
    installer.install(f"late-{request.node.callspec.id}", {"record_number": "record_number"}, source)
    office = office_with(database, asking())
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", {**REFERRED, "health_number": given}, by=OFFICER, seen=1)

    assert codes(refusal.value) == {"type_failed"}
    assert "was not taken" in str(refusal.value)
    assert "999" not in str(refusal.value)


# --- the contract -----------------------------------------------------------------------------------------------------


def test_the_example_keeps_the_contract() -> None:
    good = [NUMBER, KEPT, record_number.example(Settings())]

    assert broken_promises("record_number", record_number, good=good, bad=[WRONG_DIGIT, "12"]) == []
    assert broken_promises("record_number", record_number, settings={"starts_with": "999"}, good=[KEPT]) == []


class _Takes(RecordNumber):
    """One that takes anything."""

    def read(self, given: GivenJson, settings: Settings) -> tuple[GivenJson, str]:
        return "0000000000", "0000000000"


class _Fails(RecordNumber):
    """One that fails over what is no text."""

    def read(self, given: GivenJson, settings: Settings) -> tuple[GivenJson, str]:
        return super().read(given.strip(), settings)  # type: ignore[union-attr]  # that is the mistake


def test_the_contract_finds_what_is_broken() -> None:
    assert broken_promises("Record Number", record_number, good=[]) != []
    assert "A bad answer is taken." in broken_promises("n", _Takes(), good=[], bad=[WRONG_DIGIT])
    assert any("fails over" in one for one in broken_promises("n", _Fails(), good=[KEPT]))
    assert broken_promises("n", record_number, good=[WRONG_DIGIT]) == ["A good answer is refused (mistyped)."]


@given(some.text("0123456789 ", max_size=12))
def test_a_digit_that_is_mistyped_is_found(text: str) -> None:
    digits = text.replace(" ", "").ljust(9, "0")[:9]
    for last in range(10):
        broken = broken_promises("record_number", record_number, good=[f"{digits}{last}"])
        assert broken in ([], ["A good answer is refused (mistyped)."])
