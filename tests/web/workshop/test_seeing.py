"""See: the form, the paper, the map, uses and papers of what is typed, in words that lead to the lines that say so."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from engine.interop import outline, paper
from engine.web.pages import STATIC
from engine.web.workshop.snapshot import Snapshot
from engine.web.workshop.views import TABS, VIEWS
from tests.overlays import overlay
from tests.support import little_with
from tests.web.workshop.seeing import little, national, seen_of, shown, words

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'\\N"
ASKED = {
    "form": ("in", "form", "role", "action", "page"),
    "blank": ("in", "form"),
    "map": ("in", "workflow"),
    "uses": ("of",),
    "rules": ("in", "of"),
    "burden": ("in",),
    "index": ("in",),
    "compare": (),
    "floors": (),
    "others": ("about",),
    "drafts": ("old", "new"),
}


def marks(html: str) -> dict[str, str]:
    """Return the marks of the questions of a form, as the page carries them."""
    return dict(re.findall(r'name="(o\.[^"]+)" value="([^"]+)"', html))


# --- the form --------------------------------------------------------------------------------------------------------


def test_a_form_is_shown_as_the_role_that_begins_it_is_asked_it() -> None:
    told = words(shown(little(), "form"))

    assert "Where is the harm?" in told
    assert "Under 18" not in told, "nobody was named yet"
    assert "Outcome" not in told, "the decision is the manager's, later"


def test_a_question_for_one_answer_is_asked_once_that_answer_is_given() -> None:
    before = shown(little(), "form", form="referral", role="officer")
    after = shown(little(), "form", form="referral", role="officer", **marks(before), **{"q.harm": "outside"})

    assert 'name="q.where"' not in before
    assert 'name="q.where"' in after
    assert 'value="outside" checked' in after


def test_what_one_answer_opens_can_be_answered_and_opens_more() -> None:
    before = shown(little(), "form")
    opened = shown(little(), "form", **marks(before), **{"q.harm": "outside"})
    further = shown(little(), "form", **marks(opened), **{"q.harm": "outside", "q.where": "park"})

    assert 'name="q.park_name"' in further


def test_questions_that_wait_for_an_answer_are_listed_with_when_they_are_asked() -> None:
    told = words(shown(little(), "form"))

    assert 'Where outside? "Where is the harm?" is "Outside"' in told


def test_another_action_asks_the_questions_of_its_own_hand() -> None:
    told = words(shown(little(), "form", role="manager", action="decide"))

    assert "Outcome" in told
    assert "Where is the harm?" not in told.partition("Not asked as things stand")[0].partition("Outcome")[2]


def test_a_role_that_only_reads_sees_what_it_may_read_and_no_inputs() -> None:
    page = shown(little(), "form", role="guest")

    assert "Neither fills in nor reads this form." in words(page)
    assert 'name="q.' not in page


def test_a_form_is_shown_in_welsh_with_the_words_of_the_page_in_english() -> None:
    page = shown(national(), "form", form="contact_referral", **{"in": "cy"})

    assert 'lang="cy"' in page
    assert "Gweddill" not in page
    assert "(dewisol)" in words(page)
    assert "Seen by" in words(page)


def test_a_row_is_added_in_a_form_that_is_only_looked_at() -> None:
    before = shown(little(), "form")
    new = re.search(r'value="(add:people\.[^"]+)"', before)
    assert new is not None
    after = shown(little(), "form", **marks(before), go=new[1])

    assert 'name="r.people"' in after


def test_the_form_on_paper_is_the_one_that_is_printed() -> None:
    page = shown(little(), "blank", form="referral")

    assert "Filled in by: Officer" in words(page)
    assert "data-print" in page
    assert "style=" not in page


def test_the_paper_on_the_screen_has_the_style_of_the_printed_page() -> None:
    sheet = " ".join((STATIC / "views.css").read_text("utf-8").split())
    printed = f"{outline.STYLE}{paper._STYLE}"  # the style is no part of what others may call
    rules = re.findall(r"^[^@{}\n][^{}]*\{[^}]*\}", printed, re.MULTILINE)
    missing = [one for one in rules if " ".join(one.split()) not in sheet and not one.startswith(("*", "body"))]

    assert len(rules) > 40
    assert [one for one in missing if not one.startswith(" ")] == []


# --- the map ---------------------------------------------------------------------------------------------------------


def test_a_state_of_the_map_leads_to_its_line_and_a_step_to_its_rules() -> None:
    page = shown(little(), "map", workflow="path")

    line = next(
        number
        for number, text in enumerate(little().texts["workflow_definitions/path.yaml"].split("\n"), 1)
        if text == "  waiting:"
    )
    assert f'xlink:href="#workflow_definitions/path.yaml:{line}"' in page
    assert f'data-go="workflow_definitions/path.yaml:{line}"' in page
    rules = dict(re.findall(r'<tr class="[^"]*" id="(rule-\d+)"[^>]*>(.*?)</tr>', page, re.DOTALL))
    steps = re.findall(r'xlink:href="#(rule-\d+)"', page)
    assert steps
    assert set(steps) <= rules.keys()
    assert any("Not by whoever did" in words(rules[one]) for one in steps)


def test_the_map_has_clocks_and_people_and_a_table_that_says_the_same() -> None:
    page = shown(little(), "map")
    picture, _, table = page.partition("</svg>")

    for said in ("2 working days, statutory", "Refer", "Manager"):
        assert said in words(picture)
        assert said in words(table)


def test_a_map_that_is_too_large_to_draw_is_told_as_a_table() -> None:
    states = "".join(
        f"  s{n}: {{title: S{n}, actions: {{go: {{title: Go, by: officer, goes: s{n + 1}}}}}}}\n" for n in range(130)
    )
    flow = (
        f"workflow: path\ntitle: Path\nsubject: child\nopened_by: officer\nview: officer\nstart: s0\nstates:\n{states}"
    )
    flow += "  s130: {title: End, ending: true}\n"
    page = shown(little({**little_with(), "workflow_definitions/path.yaml": flow.encode()}), "map")

    assert "<svg" not in page
    assert "The table says all of it." in words(page)
    assert "S129" in words(page)


# --- uses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("referral.harm", '"Where outside?" is asked if "Where is the harm?" is "Outside"'),
        ("referral.harm=outside", '"Where outside?" is asked if "Where is the harm?" is "Outside"'),
        ("referral.level=low", 'in the list "Levels"'),
        ("officer", '"Refer": may do it'),
        ("worker", '"Name the worker": the place is given here'),
        ("path.waiting", '"Refer": leads here'),
        ("path.new", '"Give back": leads here'),
        ("path.closed", '"Finish": leads here'),
    ],
)
def test_a_use_is_told_in_words_with_its_line(of: str, said: str) -> None:
    page = shown(little(), "uses", of=of)

    assert said in words(page)
    assert re.search(r'data-go="[a-z_./]+:\d+"', page)


def test_a_name_that_there_is_not_is_answered_with_one_that_there_is() -> None:
    assert 'Did you mean "referral.harm"?' in words(shown(little(), "uses", of="referral.harn"))
    assert 'Did you mean "referral"?' in words(shown(little(), "form", form="referal"))
    assert "Choose one of those that there are." in words(shown(little(), "map", workflow="zzz"))


def test_what_stands_in_the_template_leads_to_no_line_of_the_councils_own_file_of_that_name() -> None:
    council = seen_of(overlay(form="fields:\n  harm: {label: Where it happens}\n"))
    page = shown(council, "uses", of="referral.level")

    assert "form_schemas/referral.yaml:" in page
    assert "data-go" not in page


# --- papers ----------------------------------------------------------------------------------------------------------


def test_rules_how_much_is_asked_and_which_form_asks_what_are_the_papers_that_are_printed() -> None:
    assert "Must be answered when" in words(shown(national(), "rules", of="contact_referral"))
    assert "Asked every time" in words(shown(little(), "burden"))
    assert "Every question, in alphabetical order" in words(shown(little(), "index"))


# --- every view ------------------------------------------------------------------------------------------------------


def test_every_tab_is_a_view() -> None:
    assert TABS.keys() <= VIEWS.keys()
    assert ASKED.keys() < VIEWS.keys()


@pytest.mark.parametrize("view", ASKED)
def test_without_a_version_without_errors_there_is_nothing_to_show_and_nothing_breaks(view: str) -> None:
    empty = Snapshot(little().folder, 1, {}, (), None, None, None, 0, "en")

    assert "there is no version without errors" in words(shown(empty, view))


@pytest.mark.parametrize("view", ASKED)
def test_what_a_council_wrote_is_text_on_every_view_and_nothing_has_a_style_of_its_own(view: str) -> None:
    label = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    files = little_with(
        form=("label: Where is the harm?", f'label: "{label}"'),
        workflow=("    title: Waiting", f'    title: "{label}"'),
        manifest=("title: Little council", f'title: "{label}"'),
    )
    tags = _Tags()
    tags.feed(shown(little(files), view, **dict.fromkeys(ASKED[view], HOSTILE)))

    assert tags.seen
    assert {tag for tag, _ in tags.seen} & {"script", "img", "style", "iframe"} == set()
    assert {name for _, name in tags.seen if name == "style" or name.startswith("on")} == set()


class _Tags(HTMLParser):
    """Collects every tag with each of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, ""), *((tag, name) for name, _ in attrs)}


@pytest.mark.parametrize("view", ASKED)
def test_whatever_is_asked_of_a_view_is_answered_in_words(view: str) -> None:
    for asked in ("", "..", "=", "nothing.at.all", "x" * 5_000, "\x00\u202e", "referral.", "path.new.new"):
        page = shown(little(), view, **dict.fromkeys(ASKED[view], asked))
        assert "<h2" in page
        assert "x" * 100 not in words(page)


def test_a_view_in_welsh_has_no_english_of_its_own() -> None:
    for view in ASKED:
        told = words(shown(little(language="cy"), view))
        assert not re.search(r"\b(Language|Show|Written at|Seen by|Nothing)\b", told), view
