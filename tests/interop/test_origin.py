"""Where a setting comes from: the template or the council, what was said before, why, and what binds it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.checks import check
from engine.checks.book import Book
from engine.cli import main
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.extending import together
from engine.findings import render_all
from engine.interop.form_explained import explain_form
from engine.interop.origin import differences_inside, explain_path, known_at, paths_at, with_provenance
from engine.interop.question_explained import Explained, explain_field
from tests.overlays import FORM, HEAD, MANIFEST, TEMPLATE, WORKFLOW, overlay

LIMIT = "path.states.new.deadlines.refer.within"


def opened(assembled: Assembled) -> Book:
    definition = check(assembled).definition
    assert assembled.configuration is not None, render_all(assembled.findings)
    assert definition is not None
    return Book(assembled.configuration, assembled.origins, definition)


def book(form: str = "", workflow: str = "", manifest: str = "") -> Book:
    return opened(overlay(form=form, workflow=workflow, manifest=manifest))


def explained(made: Book, path: str) -> Explained:
    (one,) = paths_at(made, path)
    return explain_path(made, one)


def said(found: Explained) -> dict[str, list[str]]:
    """Return what is said under each heading: the words, and file, line and whose where there are any."""
    lines: dict[str, list[str]] = {}
    for one in found.lines:
        at = f" [{one.place.file}:{one.place.line}{f' {one.whose}' if one.whose else ''}]" if one.place else ""
        lines.setdefault(one.heading, []).append(one.words + at)
    return lines


def test_what_a_council_changed_says_what_the_template_said_and_why_it_differs() -> None:
    made = book(workflow="states:\n  waiting:\n    title: In the queue\n    why: Said so in the hall for years.\n")

    found = explained(made, "path.states.waiting.title")

    assert (found.place.file, found.place.line, found.whose) == (WORKFLOW, 4, "northshire 4")
    assert said(found) == {
        "What it says": ["In the queue"],
        "Who says so": ["northshire 4: changed"],
        "What the template says": ["Waiting [extends/workflow_definitions/path.yaml:34 little 1.0.0]"],
        "Why it differs": ["Said so in the hall for years."],
    }


def test_what_a_council_left_alone_is_the_template_s_also_beside_a_change() -> None:
    made = book(workflow="states:\n  waiting: {title: In the queue}\n")

    found = explained(made, "path.states.waiting.actions.decide.title")

    assert (found.place.file, found.whose) == (f"extends/{WORKFLOW}", "little 1.0.0")
    assert said(found) == {"What it says": ["Decide"], "Who says so": ["little 1.0.0"]}


def test_what_stands_around_a_change_is_the_template_s_and_names_the_change() -> None:
    made = book(workflow="states:\n  waiting: {title: In the queue, why: Asked for.}\n")

    found = explained(made, "path.states.waiting")

    assert (found.place.file, found.label) == (f"extends/{WORKFLOW}", "In the queue")
    assert said(found)["Who says so"] == ["little 1.0.0"]
    assert said(found)["What differs inside it"] == [f"title [{WORKFLOW}:3 northshire 4: changed (Asked for.)]"]


def test_what_is_new_is_the_council_s_with_all_that_is_in_it() -> None:
    made = book(form="fields:\n  bus: {type: text, label: Which bus, page: about, why: Asked for.}\n")

    assert said(explained(made, "referral.fields.bus"))["Who says so"] == ["northshire 4: added"]
    assert said(explained(made, "referral.fields.bus.label")) == {
        "What it says": ["Which bus"],
        "Who says so": ["northshire 4: added"],
        "Why it differs": ["Asked for."],
    }


def test_what_was_removed_says_what_it_was() -> None:
    found = explained(book(form="remove: [fields.note]\n"), "referral.fields.note")

    assert (found.place.file, found.place.line) == (FORM, 2)
    assert said(found)["Who says so"] == ["northshire 4: removed"]
    assert said(found)["What the template says"] == [f"type, label [extends/{FORM}:81 little 1.0.0]"]


def test_a_list_says_what_it_is_now_what_it_was_and_what_was_added_and_dropped() -> None:
    found = explained(book(form="view:\n  add: guest\n  drop: worker\n"), "referral.view")

    assert said(found) == {
        "What it says": ["officer, guest"],
        "Who says so": ["northshire 4: changed"],
        "What the template says": [f"officer, worker [extends/{FORM}:4 little 1.0.0]"],
        "What differs inside it": [
            f"worker [{FORM}:4 northshire 4: removed]",
            f"guest [{FORM}:3 northshire 4: added]",
        ],
    }


def test_a_question_that_was_moved_is_still_the_template_s() -> None:
    found = explained(book(form="fields:\n  held_on: {page: decision}\n"), "referral.fields.held_on")

    assert said(found)["Who says so"] == ["northshire 4: moved"]
    assert said(found)["What it says"] == ["type, label, default"]


def test_the_lock_that_binds_is_named_with_its_place() -> None:
    made = book(workflow="states:\n  new: {deadlines: {refer: {within: 1 working day}}}\n")

    lines = said(explained(made, LIMIT))["What councils may do with it"]

    assert lines == [f"{LIMIT}: may only get shorter [extends/{MANIFEST}:27]"]
    assert "What councils may do with it" not in said(explained(made, "path.states.new.title"))


def test_a_lock_with_stars_and_a_lock_of_all_around_bind_too() -> None:
    template = {
        **TEMPLATE,
        MANIFEST: TEMPLATE[MANIFEST] + b"  path.states.working: may not change\n",
    }
    made = opened(overlay(template=template, workflow="title: Way\n"))

    within = said(explained(made, "path.states.working.actions.finish.by"))["What councils may do with it"]
    form = said(explained(made, "path.states.new.actions.refer.form"))["What councils may do with it"]

    assert [one.partition(" [")[0] for one in within] == ["path.states.working: may not change"]
    assert [one.partition(" [")[0] for one in form] == ["path.**.actions.*.form: may not be removed"]


def test_an_approved_exception_is_named_with_who_and_when() -> None:
    exception = f"approved_exceptions:\n  - path: {LIMIT}\n    who: The partnership\n    when: 2026-06-03\n"
    made = book(
        manifest=f"{exception}    why: A pilot.\n",
        workflow="states:\n  new: {deadlines: {refer: {within: 3 working days}}}\n",
    )

    lines = said(explained(made, LIMIT))["What councils may do with it"]

    assert lines[1] == f"an exception was approved by The partnership on 2026-06-03: A pilot. [{MANIFEST}:7]"


def test_a_council_on_a_council_names_the_one_that_said_it() -> None:
    town = HEAD.replace("northshire", "southtown").replace("little 1.0", "northshire 4").encode()
    north = together({MANIFEST: HEAD.encode(), FORM: b"form: referral\ntitle: Northern\n"}, TEMPLATE)
    made = opened(assemble(together({MANIFEST: town, WORKFLOW: b"workflow: path\ntitle: Way\n"}, north)))

    assert said(explained(made, "referral.title"))["Who says so"] == ["northshire 4"]
    assert said(explained(made, "referral.pages.about.title"))["Who says so"] == ["little 1.0.0"]
    assert said(explained(made, "path.title"))["Who says so"] == ["southtown 4: changed"]


def test_the_head_of_the_configuration_is_its_own() -> None:
    made = book()

    assert said(explained(made, "version")) == {"What it says": ["4"], "Who says so": ["northshire 4"]}
    assert said(explained(made, "roles.officer"))["Who says so"] == ["little 1.0.0"]


def test_a_configuration_that_stands_alone_says_everything_itself() -> None:
    made = opened(assemble(TEMPLATE))

    found = explained(made, LIMIT)

    assert said(found)["Who says so"] == ["little 1.0.0"]
    assert said(found)["What councils may do with it"] == [f"{LIMIT}: may only get shorter [{MANIFEST}:27]"]


def test_a_path_with_stars_is_explained_wherever_it_leads() -> None:
    made = book(workflow="states:\n  waiting: {title: In the queue}\n")

    found = [explain_path(made, one) for one in paths_at(made, "path.states.*.title")]

    assert [(one.label, one.whose) for one in found] == [
        ("New", "little 1.0.0"),
        ("In the queue", "northshire 4"),
        ("Working", "little 1.0.0"),
        ("Closed", "little 1.0.0"),
    ]


def test_every_setting_of_every_definition_can_be_explained() -> None:
    made = book(
        form="title: First look\nremove: [fields.note]\nview: {add: guest}\n",
        workflow="states:\n  waiting: {title: In the queue}\n",
        manifest="roles: {manager: Senior manager}\n",
    )
    paths = [path for root in ("referral", "path", "child", "levels", "roles") for path in paths_at(made, f"{root}.**")]

    assert len(paths) > 200
    for path in paths:
        found = explain_path(made, path)
        assert found.whose in ("little 1.0.0", "northshire 4")
        assert said(found)["Who says so"]


def test_many_stars_end_and_find_what_one_of_them_finds() -> None:
    made = book()

    assert paths_at(made, ".".join(["path", *["**"] * 60, "title"])) == paths_at(made, "path.**.title")


def test_a_line_of_a_question_says_whose_it_is_and_why() -> None:
    made = book(
        form="fields:\n  park_name:\n    show_if: school in where\n    why: Asked for.\n",
    )

    lines = said(with_provenance(made, explain_field(made, "referral", "park_name")))

    assert lines["When it is asked"][0].endswith(f"[{FORM}:4 northshire 4: changed (Asked for.)]")
    assert lines["When it must be answered"][0].endswith("little 1.0.0]")


def test_a_form_says_what_differs_in_it() -> None:
    made = book(form="title: First look\n")

    assert [one.words for one in differences_inside(made, ("referral",))] == ["title"]
    assert with_provenance(opened(assemble(TEMPLATE)), explain_form(opened(assemble(TEMPLATE)), "referral")).whose == ""


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("path.states.wating", 'Did you mean "path.states.waiting"?'),
        (
            "path.states.waiting.actions.zzz",
            'In "path.states.waiting.actions" there are: decide, give_back, name_worker',
        ),
        ("refferal.title", 'Did you mean "referral"?'),
        ("", "The definitions here: child, levels, path, referral."),
        ("...", "The definitions here: child, levels, path, referral."),
    ],
)
def test_a_path_that_leads_nowhere_is_told_what_is_there(path: str, hint: str) -> None:
    made = book()

    assert paths_at(made, path) == []
    assert known_at(made, path).startswith(hint)


def test_the_command_prints_it_and_refuses_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, TEMPLATE)
    put(
        tmp_path / "councils/north",
        {
            MANIFEST: HEAD.encode(),
            WORKFLOW: b"workflow: path\nstates:\n  waiting: {title: In the queue, why: Asked.}\n",
        },
    )
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(main, ["explain", "councils/north", "path.states.waiting.title"])
    wrong = CliRunner().invoke(main, ["explain", "councils/north", "path.states.wating"])

    assert done.exit_code == 0, done.output
    assert done.output == (
        '"In the queue"  path.states.waiting.title\n'
        "councils/north/workflow_definitions/path.yaml:3  northshire 4\n"
        "\nWhat it says\n  In the queue\n"
        "\nWho says so\n  northshire 4: changed\n"
        "\nWhat the template says\n  Waiting\n      workflow_definitions/path.yaml:34  little 1.0.0\n"
        "\nWhy it differs\n  Asked.\n"
    )
    assert wrong.exit_code == 2
    assert 'There is nothing at "path.states.wating". Did you mean "path.states.waiting"?' in wrong.output


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
