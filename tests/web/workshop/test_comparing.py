"""Compare: what a council changes in its template, in sentences; floors; other councils; and drafts side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.definitions.assemble import assemble
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration
from engine.web.workshop.snapshot import Snapshot
from engine.web.workshop.views.others import COUNCILS
from tests import cookbook
from tests.overlays import HEAD, overlay
from tests.support import LITTLE
from tests.web.workshop.seeing import little, seen_of, shown, words


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A template with two councils on it: the one that is open, and one that has another limit, and says why."""
    template = written(tmp_path, dict(LITTLE))
    own = "form: referral\nfields:\n  note: {label: Notes}\n"
    written(template / "councils/open", {"casepath.yaml": HEAD.encode(), "form_schemas/referral.yaml": own.encode()})
    other = (
        "workflow: path\nstates:\n  new:\n    deadlines:\n      refer:\n"
        "        within: 1 working day\n        why: The police asked for it.\n"
    )
    head = HEAD.replace("northshire", "southshire").replace("Northshire", "Southshire")
    written(
        template / "councils/other", {"casepath.yaml": head.encode(), "workflow_definitions/path.yaml": other.encode()}
    )
    return template / "councils/open"


def opened(folder: Path) -> Snapshot:
    return seen_of(read_folder(folder), folder)


def test_differences_are_sentences_grouped_statutory_local_and_wording() -> None:
    council = seen_of(
        overlay(
            form="fields:\n  note: {label: Notes}\n  missing: {required: true, why: The panel asks.}\n",
            workflow="states:\n  new: {deadlines: {refer: {within: 1 working day}}}\n",
        )
    )
    told = words(shown(council, "compare"))

    assert told.index("Statutory or locked (1)") < told.index("Local (1)") < told.index("Wording (1)")
    assert "from 2 to 1 working day" in told
    assert "Why: The panel asks." in told


def test_a_difference_leads_to_the_line_that_makes_it() -> None:
    page = shown(seen_of(overlay(form="fields:\n  note: {label: Notes}\n")), "compare")

    assert 'data-go="form_schemas/referral.yaml:3"' in page


def test_what_extends_nothing_differs_from_nothing_and_says_so() -> None:
    assert "extends no template" in words(shown(little(), "compare"))


def test_floors_are_shown_before_they_are_broken_with_what_may_be_done() -> None:
    told = words(shown(seen_of(overlay()), "floors"))

    assert "path. states. new. deadlines. refer. within" in told
    assert "may only get shorter 2 working days 2 working days as in the template" in told
    within = seen_of(overlay(workflow="states:\n  new: {deadlines: {refer: {within: 1 working day}}}\n"))
    assert "may only get shorter 2 working days 1 working day changed, within what is allowed" in words(
        shown(within, "floors")
    )


def test_a_floor_that_an_approved_exception_goes_below_is_marked() -> None:
    approved = (
        "approved_exceptions:\n  - {path: path.states.new.deadlines.refer.within, who: Max Example, "
        "when: 2026-03-01, why: Agreed for a year.}\n"
    )
    below = overlay(manifest=approved, workflow="states:\n  new: {deadlines: {refer: {within: 5 working days}}}\n")
    page = shown(seen_of(below), "floors")

    assert "ws-below" in page
    assert "by an exception that was approved" in words(page)


def test_what_nothing_is_locked_in_says_so() -> None:
    assert "Nothing is locked here." in words(shown(little(), "floors"))


def test_another_council_beside_this_one_is_shown_with_why(beside: Path) -> None:
    told = words(shown(opened(beside), "others"))

    assert "Southshire 4 on little 1.0.0" in told
    assert "1 working day Why: The police asked for it." in told
    assert "Notes" in told, "what is typed here stands beside it"


def test_councils_that_are_named_are_shown_and_no_others(beside: Path, tmp_path: Path) -> None:
    named = replace(opened(beside), beside={COUNCILS: ()})

    assert "There is no other council here" in words(shown(named, "others"))
    named = replace(opened(beside), beside={COUNCILS: (tmp_path / "councils/other",)})
    assert "Southshire" in words(shown(named, "others"))


def test_a_council_is_read_again_when_a_file_of_it_has_changed(beside: Path) -> None:
    seen, file = opened(beside), beside.parent / "other/workflow_definitions/path.yaml"
    before = words(shown(seen, "others"))
    file.write_text(
        file.read_text("utf-8").replace("The police asked for it.", "Agreed with everybody, at length."), "utf-8"
    )

    assert "The police asked" in before
    assert "Agreed with everybody" in words(shown(seen, "others"))


def test_a_council_with_mistakes_and_one_on_another_template_are_passed_over(beside: Path) -> None:
    other = beside.parent / "other"
    (other / "casepath.yaml").write_text("casepath: 1\n\t- nonsense", "utf-8")

    assert "There is no other council here" in words(shown(opened(beside), "others"))


def test_the_shipped_template_shows_what_its_councils_chose() -> None:
    folder = Path(shipped_configuration())
    told = words(shown(opened(folder), "others")) if (folder / "councils").is_dir() else "Why:"

    assert "Why:" in told


# --- the twelve edits of a first workshop -----------------------------------------------------------------------------

EDITS = {
    "rename": ('You renamed "Screening" to "Hub screening".', "map", {"workflow": "child_front_door"}, "Hub screening"),
    "one_answer": (
        'You added the question "Which bus or train route?"',
        "uses",
        {"of": "contact_referral.contexts.bus_route"},
        "only if",
    ),
    "sign_off": (
        'You added the question "Who tells the child what was decided?" to "Decision".',
        "form",
        {"form": "contact_referral", "role": "mash_manager", "action": "decide"},
        "Who tells the child what was decided?",
    ),
    "deadline": (
        'You lengthened "Screening finished" from 1 to 2 working days.',
        "map",
        {"workflow": "child_front_door"},
        "Screening finished: 2 working days",
    ),
    "partner": (
        'You added the task "Reply of the police" to "Screening".',
        "form",
        {"form": "police_reply", "role": "police"},
        "What do you know that matters for this decision?",
    ),
    "welsh": (
        'Translations into "cy" that you changed: 1.',
        "form",
        {"form": "contact_referral", "in": "cy"},
        "Cyswllt ac adroddiad",
    ),
    "split": (
        'You moved the question "What is working well? Who helps?" from "The concern" to "What is going well".',
        "form",
        {"form": "contact_referral"},
        "What is going well",
    ),
    "panel": (
        'You added the state "Waiting for the panel"',
        "map",
        {"workflow": "child_front_door"},
        'the next meeting: "Risk panel"',
    ),
    "managers": (
        'You set those who may read "Reason for the decision": "MASH manager", "Service manager".',
        "uses",
        {"of": "contact_referral.decision_reason"},
        "MASH manager, Service manager, and whoever fills it in",
    ),
    "option": (
        'You added the answer "Leisure centre or library" to "Agencies".',
        "uses",
        {"of": "contact_referral.referrer_agency=leisure"},
        "Leisure centre or library",
    ),
    "who": (
        'You added "Service manager" to those who may take "Record the decision", and removed "MASH manager".',
        "rules",
        {"of": "child_front_door"},
        "Service manager",
    ),
    "paper": (
        'You renamed "Contact and referral" to "Contact with Northshire\'s front door".',
        "blank",
        {"form": "contact_referral"},
        "Contact with Northshire's front door",
    ),
}
"""By edit: its sentence in the comparison, and the view with what is asked of it that shows it, and the words there."""


def test_every_edit_of_the_first_workshop_is_seen_and_compared() -> None:
    assert EDITS.keys() == cookbook.edits().keys()


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_the_first_workshop_has_its_sentence_and_shows_where_it_is_looked_for(edit: str) -> None:
    sentence, view, asked, said = EDITS[edit]
    council = seen_of(assemble(cookbook.files(edit), template=cookbook.national()))

    assert sentence in words(shown(council, "compare"))
    assert said in words(shown(council, view, **asked))


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_compared_with_what_the_files_hold_and_with_another(beside: Path) -> None:
    shorter = "workflow: path\nstates:\n  new: {deadlines: {refer: {within: 1 working day}}}\n"
    label = "form: referral\nfields:\n  note: {label: Remarks}\n"
    drafts = {"Short": {"workflow_definitions/path.yaml": shorter}, "Words": {"form_schemas/referral.yaml": label}}
    seen = replace(opened(beside), drafts=drafts)

    assert "from 2 to 1 working day" in words(shown(seen, "drafts", new="draft.Short"))
    told = words(shown(seen, "drafts", old="draft.Short", new="draft.Words"))
    assert "from 1 to 2 working days" in told
    assert "Remarks" in told
    assert "Nothing differs." in words(shown(seen, "drafts"))


def test_a_draft_with_mistakes_is_not_compared_and_named(beside: Path) -> None:
    seen = replace(opened(beside), drafts={"Broken": {"form_schemas/referral.yaml": "form: [referral\n"}})

    told = words(shown(seen, "drafts", new="draft.Broken"))
    assert "This has mistakes, so it cannot be compared: Broken." in told
