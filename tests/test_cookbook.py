"""The twelve edits of `docs/howto/councils.md`: each as printed checks clean, and does what the page promises."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Actor, Case, Cases, Database, NotFound, OnBehalf, Refused
from engine.cases.compiling import compile_configuration
from engine.cases.values import Answers
from engine.cases.views import FormView
from engine.checks import check
from engine.cli import main
from engine.definitions.assemble import MANIFEST, assemble
from engine.definitions.read import folder_files
from engine.definitions.source import Plain, plain, read
from engine.definitions.translations import in_language
from engine.findings import Finding, has_errors, render_all
from engine.shipped import shipped_configuration
from engine.store.migrate import upgrade
from engine.testing.fakes import FakeClock
from tests.cookbook import FOLDER, HEAD, PAGE, council, edits, files
from tests.support import Office, question
from tests.template.test_front_door import CONTACT

OFFICER = Actor("amy", roles=["mash_officer"])
MANAGER = Actor("max", roles=["mash_manager"])
SERVICE_MANAGER = Actor("sue", roles=["service_manager"])
POLICE = Actor("pat", roles=["police"])
THURSDAY = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)

BUS: Answers = {"context_kind": "transport_route", "context_name": "The 42 bus", "context_part": "at_risk_there"}
PARK: Answers = {"context_kind": "neighbourhood_location", "context_name": "The park", "context_part": "at_risk_there"}
SCREENED: Answers = {
    "harm_types": ["peer_abuse"],
    "contexts": [BUS, PARK],
    "others_affected": "no",
    "main_driver": "a_context",
    "refer_context": "no",
    "screening_analysis": "The way home is the worry",
}
DECIDED: Answers = {
    "threshold": "targeted",
    "outcome": ["early_or_family_help"],
    "decision_reason": "The family is protective",
    "referrer_told": "anonymous",
}


class Door:
    """The child's front door of a council that has made one edit."""

    def __init__(self, edit: str, database: Database) -> None:
        own = files(edit)
        assembled = council(own)
        assert assembled.configuration is not None, render_all(assembled.findings)
        definition = compile_configuration(assembled.configuration, assembled.origins).definition
        office = Office(database, files=assembled.files, definition=definition, clock=FakeClock(THURSDAY))
        self.cases: Cases = office.cases

    def contact(self) -> Case:
        """Return a case whose contact was recorded."""
        case = self.cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
        return self.act(case, "record_contact", CONTACT)

    def act(self, case: Case, action: str, answers: Answers | None = None, by: Actor = OFFICER) -> Case:
        reason = "To be sure" if action == "to_panel" else None
        return self.cases.act(case, action, answers, by=by, seen=case.version, reason=reason).case

    def screened(self) -> Case:
        """Return a case that waits for the manager's decision."""
        return self.act(self.contact(), "finish_screening", SCREENED)

    def form(self, case: Case, by: Actor = OFFICER) -> FormView:
        return self.cases.show(case, "contact_referral", by=by)

    def refused(self, case: Case, action: str, answers: Answers, by: Actor) -> list[str]:
        with pytest.raises(Refused) as refusal:
            self.act(case, action, answers, by)
        return [one.text for one in refusal.value.reasons]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    with made.connection() as connection:
        upgrade(connection)
    yield made
    made.close()


# All of them


def test_the_page_has_the_twelve_edits_in_its_order() -> None:
    assert list(edits()) == [
        "rename",
        "one_answer",
        "sign_off",
        "deadline",
        "partner",
        "welsh",
        "split",
        "panel",
        "managers",
        "option",
        "who",
        "paper",
    ]


@pytest.mark.parametrize("name", [name for name in edits() if name != "welsh"])
def test_each_edit_checks_without_a_finding(name: str) -> None:
    findings = check(council(files(name))).findings

    assert findings == (), render_all(findings)


@pytest.mark.parametrize("name", list(edits()))
def test_each_edit_is_in_the_house_layout(name: str, tmp_path: Path) -> None:
    put(tmp_path, files(name))

    done = CliRunner().invoke(main, ["format", "--check", str(tmp_path)])

    assert done.exit_code == 0, done.output


def test_a_council_that_makes_all_of_them_holds_together() -> None:
    own: dict[str, Plain] = {MANIFEST: said(HEAD)}
    for edit in edits().values():
        own = merged(own, {path: said(text) for path, text in edit.items()})
    made = council({path: json.dumps(held).encode() for path, held in own.items()})

    findings = check(made).findings

    # The last edit changes the title that the sixth translates, and is told so.
    assert {one.code.id for one in findings} == {"W010", "W012"}, render_all(findings)
    assert made.origins.over is not None
    assert len(made.origins.over.edits) >= len(edits())


# One by one


def test_1_the_state_has_its_new_name_and_its_old_id(database: Database) -> None:
    door = Door("rename", database)
    case = door.cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case

    step = next(one for one in door.cases.next(case, by=OFFICER) if one.action == "record_contact")

    assert step.leads_to == ("Hub screening",)
    assert door.act(case, "record_contact", CONTACT).state == "screening"


def test_2_the_question_is_asked_in_rows_about_a_transport_route_and_in_no_other(database: Database) -> None:
    door = Door("one_answer", database)
    case = door.contact()

    assert door.refused(case, "finish_screening", {**SCREENED, "contexts": [{**PARK, "bus_route": "42"}]}, OFFICER) == [
        '"Which bus or train route?" is not asked in this row. Take its answer out.'
    ]
    case = door.act(case, "finish_screening", {**SCREENED, "contexts": [{**BUS, "bus_route": "42"}, PARK]})
    rows = question(door.form(case), "contexts").value
    assert isinstance(rows, list)
    assert [one.get("bus_route") for one in rows if isinstance(one, dict)] == ["42", None]


def test_3_the_question_is_asked_at_the_decision_and_has_to_be_answered_there(database: Database) -> None:
    door = Door("sign_off", database)
    assert door.form(door.contact()).field("child_told_by") is None

    case = door.screened()

    assert question(door.form(case, MANAGER), "child_told_by").required
    assert door.refused(case, "decide", DECIDED, MANAGER) == [
        'Not answered yet: "Who tells the child what was decided?" in "Contact and referral".'
    ]
    told = {**DECIDED, "child_told_by": "The form tutor"}
    assert door.act(case, "decide", told, MANAGER).state == "passed_to_early_help"


def test_4_the_local_limit_is_two_days_and_the_statutory_one_stays(database: Database) -> None:
    door = Door("deadline", database)

    days = {one.id: one.day for one in door.cases.deadlines(door.contact(), by=OFFICER)}

    assert days == {"decision": date(2026, 3, 13), "screened": date(2026, 3, 16)}


def test_4_the_statutory_limit_cannot_be_made_longer_in_the_same_way() -> None:
    (text,) = edits()["deadline"].values()
    longer = text.replace("screening:", "contact_received:").replace("screened:", "decision:")

    findings = check(council({MANIFEST: HEAD.encode(), "workflow_definitions/x.yaml": longer.encode()})).findings

    assert [(one.code.id, one.place.line) for one in findings] == [("O920", 6)]


def test_5_the_police_have_a_task_and_see_nothing_else(database: Database) -> None:
    door = Door("partner", database)
    case = door.contact()
    task = next(one for one in door.cases.tasks(case, by=POLICE) if one.task == "police_reply_due")

    assert (task.title, task.day) == ("Reply of the police", date(2026, 3, 13))
    with pytest.raises(NotFound):
        door.form(case, POLICE)
    with pytest.raises(NotFound):
        door.cases.get(case, by=POLICE)
    known: Answers = {"known_to_police": "Seen near the park"}
    done = door.cases.complete(case, task.id, known, by=POLICE, seen=case.version).case
    assert question(door.cases.show(done, "police_reply", by=OFFICER), "known_to_police").value == "Seen near the park"


def test_5_an_officer_writes_down_what_the_police_said_on_the_telephone(database: Database) -> None:
    door = Door("partner", database)
    case = door.contact()
    said = OnBehalf("PC Example", "phone", THURSDAY)

    done = door.cases.complete(
        case, "police_reply_due", {"known_to_police": "Nothing"}, by=OFFICER, seen=case.version, on_behalf=said
    ).case

    assert done.tasks["police_reply_due"].status == "done"


def test_6_the_form_says_the_councils_welsh_and_the_templates_where_it_has_none() -> None:
    assembled = council(files("welsh"))
    assert assembled.configuration is not None

    welsh = in_language(assembled.configuration, "cy").forms["contact_referral"]

    assert welsh.title == "Cyswllt ac adroddiad"
    assert welsh.pages["concern"].title == "Y pryder"


def test_6_the_check_counts_what_waits_and_finds_nothing_wrong() -> None:
    findings = check(council(files("welsh"))).findings

    assert {one.code.id for one in findings} == {"W010"}
    assert not has_errors(findings)


def test_6_what_the_template_has_in_english_only_is_told_once_and_can_be_accepted() -> None:
    less = {path: text for path, text in folder_files(shipped_configuration())[0].items() if "harm_type.cy" not in path}

    def waiting(own: dict[str, bytes]) -> list[Finding]:
        found = check(assemble(own, template=assemble(less))).findings
        return [one for one in found if one.path == "languages.also"]

    (waits,) = waiting(files("welsh"))
    entry = "  - {code: W010, path: languages.also, why: Being translated, who: Welsh officer, when: 2026-06-03}\n"
    lived_with = merged_text(files("welsh"), f"accepted:\n{entry}")

    assert "texts that come from the template" in waits.message
    assert waiting(lived_with) == []


def test_6_the_source_of_the_translation_is_of_the_text_that_the_template_has() -> None:
    source = hashlib.sha256(b"Contact and referral").hexdigest()[:8]

    assert f"source: {source}\n" in edits()["welsh"]["form_schemas/contact_referral.cy.yaml"]


def test_7_the_page_is_split_and_keeps_its_answers(database: Database) -> None:
    door = Door("split", database)
    case = door.cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case

    pages = {one.id: [field.id for field in one.fields] for one in door.form(case).pages}

    assert list(pages).index("strengths") == list(pages).index("concern") + 1
    assert pages["strengths"] == ["working_well"]
    assert "working_well" not in pages["concern"]
    case = door.act(case, "record_contact", {**CONTACT, "working_well": "The form tutor"})
    assert question(door.form(case), "working_well").value == "The form tutor"


def test_8_a_case_goes_to_the_next_panel_and_comes_back_to_be_decided(database: Database) -> None:
    door = Door("panel", database)
    case = door.act(door.screened(), "to_panel", by=MANAGER)

    due = {one.id: one.day for one in door.cases.deadlines(case, by=MANAGER)}

    assert due["heard"] == date(2026, 3, 24)  # every second Tuesday from 13 January
    assert [one.title for one in door.cases.next(case, by=SERVICE_MANAGER)] == ["Record that the panel heard it"]
    case = door.act(case, "hear", by=SERVICE_MANAGER)
    assert door.act(case, "decide", DECIDED, MANAGER).state == "passed_to_early_help"


def test_9_managers_read_the_reason_and_officers_do_not_know_that_it_is_there(database: Database) -> None:
    door = Door("managers", database)
    case = door.act(door.screened(), "decide", DECIDED, MANAGER)

    assert question(door.form(case, MANAGER), "decision_reason").value == "The family is protective"
    assert question(door.form(case, SERVICE_MANAGER), "decision_reason").value == "The family is protective"
    assert question(door.form(case, OFFICER), "threshold").value == "targeted"
    assert door.form(case, OFFICER).field("decision_reason") is None


def test_10_the_option_can_be_chosen_and_stands_where_it_says(database: Database) -> None:
    door = Door("option", database)
    case = door.cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    named: Answers = {"referral_source": "school", "referrer_anonymous": "no"}
    door.cases.save(case, "contact_referral", named, by=OFFICER, seen=0)

    codes = [code for code, _ in question(door.form(case), "referrer_agency").options]

    assert codes[codes.index("youth_service") + 1] == "leisure"


def test_11_the_service_manager_decides_and_the_mash_manager_does_not(database: Database) -> None:
    door = Door("who", database)
    case = door.screened()

    assert door.refused(case, "decide", DECIDED, MANAGER) == ['"Record the decision" is for: Service manager.']
    assert door.act(case, "decide", DECIDED, SERVICE_MANAGER).state == "passed_to_early_help"


def test_11_whoever_finished_the_screening_still_cannot_decide(database: Database) -> None:
    door = Door("who", database)
    both = Actor("amy", roles=["mash_officer", "service_manager"])

    assert door.refused(door.screened(), "decide", DECIDED, both) == [
        '"Record the decision" is not for the person who did "Finish the screening".'
    ]


def test_12_the_commands_of_the_page_print_the_council_s_own_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / FOLDER, files("paper"))
    monkeypatch.chdir(tmp_path)
    shown = [line.split()[2:] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("$ casepath print")]

    done = [CliRunner().invoke(main, words) for words in shown]

    assert [one.exit_code for one in done] == [0, 0], [one.output for one in done]
    assert "Contact with Northshire's front door" in done[0].output
    assert "Contact with Northshire&#x27;s front door" in (tmp_path / "contact_referral.html").read_text("utf-8")


def merged_text(own: dict[str, bytes], more: str) -> dict[str, bytes]:
    return {**own, MANIFEST: own[MANIFEST] + more.encode()}


def put(folder: Path, own: dict[str, bytes]) -> None:
    for path, content in own.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def said(text: str) -> Plain:
    root = read(text, "").root
    assert root is not None
    return plain(root)


def merged(one: dict[str, Plain], other: dict[str, Plain]) -> dict[str, Plain]:
    """Return two files as one person would write them as one: settings beside settings, each in its place."""
    made = dict(one)
    for name, held in other.items():
        there = made.get(name)
        made[name] = merged(there, held) if isinstance(there, dict) and isinstance(held, dict) else held
    return made
