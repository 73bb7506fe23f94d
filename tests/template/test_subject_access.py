"""All that is held about a young person, for whoever asks what is kept: whole, marked, and of nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import Actor, Case, Cases, Database
from engine.cases.held import Held, HeldPaper, left_out
from engine.cases.values import Answers
from engine.cli import main
from engine.interop.held_data import held_data
from engine.interop.held_paper import held_paper
from engine.interop.outline import as_html
from engine.store.migrate import upgrade
from tests.support import Office, national
from tests.template.test_context_walls import (
    LEAD,
    ONLY_THEIRS,
    POLICE,
    WORKERS,
    Street,
    street,
    told,
    words,
)
from tests.template.test_front_door import CONTACT, MANAGER, OFFICER

__all__ = ["street"]

ROOT = Path(__file__).resolve().parent.parent.parent
ZONE = national().zone
PEERS: Answers = {
    "harm_types": ["criminal_exploitation"],
    "contexts": [
        {"context_kind": "neighbourhood_location", "context_name": "Canal Street", "context_part": "at_risk_there"}
    ],
    "peers": [
        {
            "peer_name": "Kit Example",
            "peer_part": "not_known",
            "peer_source": "school",
            "peer_confidence": "likely",
            "peer_handling": "professionals_only",
        }
    ],
    "others_affected": "no",
    "main_driver": "a_context",
    "refer_context": "no",
    "screening_analysis": "The steps are the worry",
}


def office_of(database: Database) -> Office:
    return Office(database, definition=national())


def screened(cases: Cases) -> Case:
    """Return a contact about Alex that was screened, with a friend named and a question to the police."""
    cases.record_facts("child", "P-1", {"full_name": "Alex Example"}, by=OFFICER)
    case = cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    case = cases.act(case, "record_contact", CONTACT, by=OFFICER, seen=1).case
    return cases.act(case, "finish_screening", PEERS, by=OFFICER, seen=case.version).case


def paper(held: Held, form: str) -> HeldPaper:
    (found,) = [one for case in held.cases for one in case.papers if one.view.form == form and not one.task][-1:]
    return found


def said(held: Held) -> str:
    """Return the document and the data in one text, as somebody would search them."""
    page = as_html(held_paper(held, {}, language="en", zone=ZONE))
    return page + json.dumps(held_data(held, {}, language="en", zone=ZONE), ensure_ascii=False)


def test_what_is_held_is_there_with_its_question_and_who_wrote_it_and_when(database: Database) -> None:
    cases = office_of(database).cases
    screened(cases)

    held = cases.held_about("child", "P-1", by=MANAGER)

    page = as_html(held_paper(held, {}, language="en", zone=ZONE))
    assert "What has happened?" in page
    assert "Seen twice at the back of the bus with older young people" in page
    assert "Submitted by amy" in page
    assert "Alex Example" in page
    assert "MASH officer" in page or "Record the contact" in page
    assert [one.fact.id for one in held.facts][:1] == ["full_name"]


def test_every_revision_is_there(database: Database) -> None:
    cases = office_of(database).cases
    case = screened(cases)
    cases.correct(
        case,
        "contact_referral",
        {"impact_on_child": "Tired, late and hungry"},
        by=MANAGER,
        seen=case.version,
        reason="More was said",
    )

    held = cases.held_about("child", "P-1", by=MANAGER)

    answers = [one.view.field("impact_on_child") for one in held.cases[0].papers if one.view.form == "contact_referral"]
    assert [one.value for one in answers if one is not None] == ["Tired and late"] * 2 + ["Tired, late and hungry"]


def test_what_is_about_somebody_else_is_marked_and_left_out_when_that_is_asked(database: Database) -> None:
    cases = office_of(database).cases
    screened(cases)
    held = cases.held_about("child", "P-1", by=MANAGER)

    marks = paper(held, "contact_referral").marks
    assert "third_party" in marks["peers"]
    assert "third_party" not in marks.get("concern_summary", ())
    assert "special" in marks["ethnicity"]
    assert "Kit Example" in said(held)
    assert "[about somebody else" in said(held)

    sent = left_out(held, ["third_party"], "en")
    assert "Kit Example" not in said(sent)
    assert "Left out: it is about somebody else." in said(sent)
    assert "Seen twice at the back of the bus" in said(sent)


def test_another_child_that_an_answer_names_is_somebody_else(database: Database) -> None:
    cases = office_of(database).cases
    case = cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    cases.act(case, "record_contact", {**CONTACT, "children": ["P-1", "P-brother"]}, by=OFFICER, seen=1)

    held = cases.held_about("child", "P-1", by=MANAGER)

    assert "third_party" in paper(held, "contact_referral").marks["children"]
    assert "P-brother" not in said(left_out(held, ["third_party"], "en"))


def test_what_a_partner_gave_is_marked_and_what_was_sent_to_them_is_listed(street: Street) -> None:
    cases = street.cases
    place = cases.act(
        street.place, "ask_partners", told("asked"), by=LEAD, seen=cases.get(street.place, by=LEAD).version
    ).case

    held = cases.held_about("context", "K-1", by=LEAD)

    (case,) = [one for one in held.cases if one.reference == place.reference]
    assert (case.sendings[0].to, case.sendings[0].basis) == ("Police", "public_task")
    assert "Name people use" in case.sendings[0].questions


def test_nobody_finds_more_than_they_may_see(database: Database) -> None:
    office = office_of(database)
    case = screened(office.cases)

    stranger = Actor("sam", roles=["social_worker"])
    for by in (stranger, POLICE, Actor("cas", roles=["panel_chair"])):
        assert office.cases.held_about("child", "P-1", by=by).cases == ()
        assert office.cases.held_about("child", "P-1", by=by).facts == ()
    assert [one.id for one in office.cases.held_about("child", "P-1", by=MANAGER).cases] == [case.id]


@pytest.mark.parametrize("name", WORKERS)
def test_what_is_held_about_one_child_of_a_place_has_no_trace_of_another(street: Street, name: str) -> None:
    for by in (MANAGER, WORKERS[name]):
        held = street.cases.held_about("child", f"P-{name}", by=by)

        found = said(held) + " ".join(words(held))
        assert f"planted worry of {name}" in found
        for other in WORKERS.keys() - {name}:
            assert not [mark for mark in ONLY_THEIRS if mark.format(other) in found]
            assert street.children[other].reference not in found


def test_a_restricted_case_is_not_there_for_who_was_not_let_in(database: Database) -> None:
    office = office_of(database)
    boss, other = Actor("tom", roles=["team_manager"]), Actor("una", roles=["service_manager"])
    case = office.cases.open("child_plan", subject={"child": "P-1"}, by=boss).case
    assert office.cases.held_about("child", "P-1", by=other).cases

    office.cases.restrict(case, people=["tom"], roles=(), reason="A colleague's child", by=boss, seen=case.version)

    nothing = office.cases.held_about("child", "P-none", by=other)
    assert replace(office.cases.held_about("child", "P-1", by=other), subject="P-none") == nothing
    assert len(office.cases.held_about("child", "P-1", by=boss).cases) == 1


def test_who_looked_is_told_to_those_whom_the_workflow_names_and_the_look_is_on_record(database: Database) -> None:
    office = office_of(database)
    case = screened(office.cases)
    office.clock.move(timedelta(minutes=5))

    held = office.cases.held_about("child", "P-1", by=MANAGER)

    assert held.cases[0].looks is None
    looks = office.engine.looks(database, reference=case.reference)
    assert ("max", "held_about") in {(one.person, one.surface) for one in looks}


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> Mapping[str, str]:
    database = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    with database.connection() as connection:
        upgrade(connection)
    screened(office_of(database).cases)
    database.close()
    return {"url": f"sqlite:///{tmp_path / 'cases.db'}", "out": str(tmp_path / "all.html")}


def run(kept: Mapping[str, str], *more: str, out: str = "", role: str = "mash_manager", subject: str = "P-1") -> Result:
    where = ("--database", kept["url"], "--out", out or kept["out"])
    return CliRunner().invoke(
        main, ["subject-access", str(ROOT), "child", subject, "--as", "max", "--role", role, *where, *more]
    )


def test_the_command_writes_a_page_for_one_reader(kept: Mapping[str, str]) -> None:
    result = run(kept)

    assert result.exit_code == 0, result.output
    assert "Cases: 1. Papers: 2." in result.output
    assert "Nothing is left out of it." in result.output
    assert "Kit Example" in Path(kept["out"]).read_text("utf-8")
    assert Path(kept["out"]).stat().st_mode & 0o077 == 0
    assert "Example" not in result.output


def test_the_command_leaves_out_what_it_is_told_and_writes_json(kept: Mapping[str, str]) -> None:
    out = kept["out"].replace(".html", ".json")
    result = run(kept, "--leave-out", "third_party", out=out)

    assert result.exit_code == 0, result.output
    found = json.loads(Path(out).read_text("utf-8"))
    assert found["left_out"] == ["third_party"]
    assert "Kit Example" not in json.dumps(found)
    (latest, *_) = [one for one in found["cases"][0]["papers"] if one["revision"] == 2]
    (asked,) = [one for one in latest["answers"] if one["id"] == "impact_on_child"]
    assert asked["words"] == ["Tired and late"]


def test_the_command_says_in_welsh_what_it_says_itself(kept: Mapping[str, str]) -> None:
    wanted = run(kept, "--language", "cy")

    # The template offers Welsh to councils, and is not itself read in it.
    assert wanted.exit_code == 1
    assert not Path(kept["out"]).exists()


@pytest.mark.parametrize(
    ("role", "subject", "says"),
    [
        ("mash_manager", "P-none", "There is nothing about them that this person may see. Nothing was written."),
        ("social_worker", "P-1", "There is nothing about them that this person may see. Nothing was written."),
        ("mash_manger", "P-1", 'There is no role "mash_manger" in this configuration.'),
    ],
)
def test_the_command_writes_nothing_where_there_is_nothing_to_see(
    kept: Mapping[str, str], role: str, subject: str, says: str
) -> None:
    result = run(kept, role=role, subject=subject)

    assert result.exit_code != 0
    assert says in result.output
    assert not Path(kept["out"]).exists()


def test_the_command_writes_over_no_file(kept: Mapping[str, str]) -> None:
    Path(kept["out"]).write_text("gone through by hand", "utf-8")

    result = run(kept)

    assert result.exit_code == 1
    assert "There is such a file already." in result.output
    assert Path(kept["out"]).read_text("utf-8") == "gone through by hand"
