"""What becomes of a council's differences on the next version of its template, and of its files."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.checks import check
from engine.definitions.assemble import assemble
from engine.findings import has_errors
from engine.interop.upgrades.also import also_changed, said_of_the_template
from engine.interop.upgrades.upgrade import upgrade
from tests.bilingual import sidecar
from tests.interop.upgrades.council import (
    OLD,
    PATHS,
    council,
    judged,
    newer,
    template,
    told,
    without_mistakes,
    written,
)
from tests.overlays import FORM, HEAD, LEVELS, MANIFEST, WORKFLOW, assembled

RAISED = HEAD.replace("little 1.0", "little 1.1").replace("version: 4", "version: 5")
PARK = (
    "      park_name:\n        hint: As on the map.\n        type: text\n        label: Which park?\n"
    "        show_if: park in where\n        required: true\n"
)
RULES = "rules:\n  high_is"
GREEN = (
    ("form", "      park_name:\n", "      green:\n"),
    ("form", RULES, "changes:\n  - {in: 1.1.0, rename: park_name, to: green}\n" + RULES),
)
SCREENING = (
    ("workflow", "  waiting:\n    title", "  screening:\n    title"),
    ("workflow", "goes: waiting", "goes: screening"),
    ("workflow", "start: new", "changes: {in: 1.1.0, state: waiting, to: screening}\nstart: new"),
    ("manifest", "path.states.waiting", "path.states.screening"),
)
AWAY = (
    ("form", "outside: Outside", "away: Outside"),
    ("form", "harm == outside\n        required", "harm == away\n        required"),
    ("form", "low and harm == outside", "low and harm == away"),
    ("form", RULES, "changes: {in: 1.1.0, option: outside, in_field: harm, to: away}\n" + RULES),
)
LABEL = "fields:\n  park_name:\n    label: Name of the park     # as people say\n    why: Asked for.\n"
BUS = "fields:\n  bus: {type: text, label: Bus, page: about, after: park_name}\n"
DECIDE = "states:\n  waiting:\n    actions:\n      decide:\n        goes:\n"
WHEN = DECIDE + "          - {id: act, if: referral.level == high}\n"


@dataclass(frozen=True)
class Case:
    """A council's differences in one file, the template's changes, and what must be said and become of the file."""

    name: str
    file: str
    differences: str
    changes: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]
    becomes: str | None = None
    """What follows the first line of the file; nothing where it stays as it is."""

    @property
    def path(self) -> str:
        return PATHS.get(self.file, MANIFEST)


CASES = (
    Case(
        "both reword a label",
        "form",
        LABEL,
        (("form", "Which park?", "Which green?"),),
        (
            (
                f'decide {FORM}:4 The template changed "label" of "park_name" from "Which park?" to "Which green?"; '
                'you changed it to "Name of the park".'
            ),
        ),
    ),
    Case(
        "the template takes up the council's label",
        "form",
        "# Ours\n" + LABEL + "view: {add: guest}\n",
        (("form", "Which park?", "Name of the park"),),
        (f'take_out {FORM}:5 The template says the same of "label" of "park_name" now.',),
        "# Ours\nview: {add: guest}\n",
    ),
    Case(
        "only one of two differences goes",
        "form",
        "fields:\n  park_name: {label: Name of the park, hint: On our map.}   # ours\n",
        (("form", "Which park?", "Name of the park"),),
        (f'take_out {FORM}:3 The template says the same of "label" of "park_name" now.',),
        "fields:\n  park_name: {hint: On our map.}   # ours\n",
    ),
    Case(
        "a question is gone",
        "form",
        LABEL,
        (("form", PARK, ""),),
        (f'decide {FORM}:3 The template has no "park_name" in "referral" any more, and you change it.',),
    ),
    Case(
        "a question has another id",
        "form",
        LABEL,
        GREEN,
        (f'follows {FORM}:3 "park_name" in "referral" is called "green" in the template now.',),
        LABEL.replace("park_name", "green"),
    ),
    Case(
        "a question has another id, and both reword it",
        "form",
        LABEL,
        (*GREEN, ("form", "Which park?", "Which green?")),
        (
            f'follows {FORM}:3 "park_name" in "referral" is called "green" in the template now.',
            (
                f'decide {FORM}:4 The template changed "label" of "green" from "Which park?" to "Which green?"; '
                'you changed it to "Name of the park".'
            ),
        ),
        LABEL.replace("park_name", "green"),
    ),
    Case(
        "a question has another id, and the council's label",
        "form",
        "title: Ours\n" + LABEL,
        (*GREEN, ("form", "Which park?", "Name of the park")),
        (f'take_out {FORM}:5 The template says the same of "label" of "green" now.',),
        "title: Ours\n",
    ),
    Case(
        "the template takes out what the council changed",
        "form",
        "fields: {park_name: {hint: On our map.}}\n",
        (("form", "        hint: As on the map.\n", ""),),
        (f'decide {FORM}:2 You changed "hint" of "park_name"; the template took it out.',),
    ),
    Case(
        "both add a setting",
        "form",
        "fields:\n  note: {hint: Two lines}\n",
        (("form", "label: Note}", "label: Note, hint: In short}"),),
        (
            (
                f'decide {FORM}:3 You and the template both added "hint" of "note": you "Two lines", '
                'the template "In short".'
            ),
        ),
    ),
    Case(
        "both add the same setting",
        "form",
        "title: Our referral\nfields:\n  note: {hint: Two lines}\n",
        (("form", "label: Note}", "label: Note, hint: Two lines}"),),
        (f'take_out {FORM}:4 The template has "hint" of "note" now, just as you wrote it.',),
        "title: Our referral\n",
    ),
    Case(
        "what a new question stands after is gone",
        "form",
        BUS,
        (("form", PARK, ""),),
        (
            (
                f'follows {FORM}:3 The template no longer has "park_name" there, and "bus" stands after it. '
                'It can stand after "where".'
            ),
        ),
        BUS.replace("after: park_name", "after: where"),
    ),
    Case(
        "what a new question stands before is gone, and was the first",
        "form",
        BUS.replace("after: park_name", "before: child_name"),
        (
            (
                "form",
                (
                    "      child_name:\n        type: text\n        label: Name\n        from: child.full_name\n"
                    "        required: true\n"
                ),
                "",
            ),
        ),
        (
            (
                f'follows {FORM}:3 The template no longer has "child_name" there, and "bus" stands before it. '
                'It can stand before "sex".'
            ),
        ),
        BUS.replace("after: park_name", "before: sex"),
    ),
    Case(
        "what a new question stands after has another id",
        "form",
        BUS,
        GREEN,
        (f'follows {FORM}:3 "park_name" is called "green" now, and "bus" stands after it.',),
        BUS.replace("after: park_name", "after: green"),
    ),
    Case(
        "a condition of the council reads what has another id",
        "form",
        "fields:\n  bus: {type: text, label: Bus, page: about, show_if: \"park_name == 'a' or park_name == 'b'\"}\n",
        GREEN,
        (f'follows {FORM}:3 "park_name" is called "green" in the template now.',),
        "fields:\n  bus: {type: text, label: Bus, page: about, show_if: \"green == 'a' or green == 'b'\"}\n",
    ),
    Case(
        "a check of the council reads what has another id, and a new action leads where something has",
        "workflow",
        "checks:\n  park: {new: true, that: answered(referral.park_name), say: No park.}\nstates:\n"
        "  new:\n    actions:\n"
        "      skip: {title: Skip, by: manager, goes: waiting}   # in a hurry\n  working:\n    actions:\n"
        "      finish: {require: [serious, park, entered(waiting)]}\n",
        (*GREEN, *SCREENING),
        (
            f'follows {WORKFLOW}:3 "referral.park_name" is called "referral.green" in the template now.',
            f'follows {WORKFLOW}:7 "waiting" is called "screening" in the template now.',
            f'follows {WORKFLOW}:10 "waiting" is called "screening" in the template now.',
        ),
        "checks:\n  park: {new: true, that: answered(referral.green), say: No park.}\nstates:\n  new:\n    actions:\n"
        "      skip: {title: Skip, by: manager, goes: screening}   # in a hurry\n  working:\n    actions:\n"
        "      finish: {require: [serious, park, entered(screening)]}\n",
    ),
    Case(
        "the template has the council's question",
        "form",
        BUS,
        (("form", "      score:", "      bus: {type: text, label: Bus}\n      score:"),),
        (f'take_out {FORM}:3 The template has "bus" in "referral" now, just as you wrote it.',),
        "",
    ),
    Case(
        "the template has the council's question, and no more what that stood after",
        "form",
        BUS,
        (("form", "      score:", "      bus: {type: text, label: Bus}\n      score:"), ("form", PARK, "")),
        (f'take_out {FORM}:3 The template has "bus" in "referral" now, just as you wrote it.',),
        "",
    ),
    Case(
        "the council's question has an id that the template had for another in between",
        "form",
        BUS,
        (
            ("form", "      score:", "      tram: {type: text, label: Tram}\n      score:"),
            ("form", RULES, "changes: {in: 1.1.0, rename: bus, to: tram}\n" + RULES),
        ),
        (f'decide {FORM}:3 "bus" is still a question of "referral".',),
    ),
    Case(
        "the template has another question of that id",
        "form",
        BUS,
        (("form", "      score:", "      bus: {type: text, label: Bus route}\n      score:"),),
        (
            (
                f'decide {FORM}:3 You added "bus" in "referral", and the template has one of its own now; '
                "they differ in: label."
            ),
        ),
    ),
    Case(
        "the page of new questions is gone",
        "form",
        "fields:\n  bus: {type: text, label: Bus, page: decision, after: outcome}\n"
        "  tram: {type: text, label: Tram, page: decision}\n",
        (("form", "  decision:\n    title", "  result:\n    title"),),
        (
            (
                f'follows {FORM}:3 The template has no page "decision" any more, on which "bus" is asked. '
                '"outcome" is on page "result" now.'
            ),
            f'decide {FORM}:4 The template has no page "decision" any more, on which "tram" is asked.',
        ),
        "fields:\n  bus: {type: text, label: Bus, page: result, after: outcome}\n"
        "  tram: {type: text, label: Tram, page: decision}\n",
    ),
    Case(
        "both remove a question",
        "form",
        "title: Our referral\nremove: [fields.note, fields.missing]   # too long\n",
        (("form", "      note: {type: long_text, label: Note}\n", ""),),
        (f'take_out {FORM}:3 The template has no "note" in "referral" any more.',),
        "title: Our referral\nremove: [fields.missing]   # too long\n",
    ),
    Case(
        "the council removes what the template rewords",
        "form",
        "remove: fields.note\n",
        (("form", "label: Note}", "label: Notes}"),),
        (f'decide {FORM}:2 You removed "note" in "referral"; the template changed it (label).',),
    ),
    Case(
        "a question is moved where the template has it now",
        "form",
        "fields:\n  note: {page: about, after: missing, label: What else}\n",
        (
            ("form", "      note: {type: long_text, label: Note}\n", ""),
            ("form", "      people:\n", "      note: {type: long_text, label: Note}\n      people:\n"),
        ),
        (f'take_out {FORM}:3 The template has "note" in "referral" in that place now.',),
        "fields:\n  note: {label: What else}\n",
    ),
    Case(
        "a word that the council adds to a list is there",
        "form",
        "view: {add: guest, drop: worker}\n",
        (("form", "view: [officer, worker]", "view: [officer, worker, guest]"),),
        (f'take_out {FORM}:2 The template has "guest" in "view" of "referral" now.',),
        "view: {drop: worker}\n",
    ),
    Case(
        "a word that the council drops from a list is gone",
        "form",
        "view: {add: [guest], drop: [worker]}\n",
        (("form", "view: [officer, worker]", "view: [officer]"),),
        (f'take_out {FORM}:2 The template has no "worker" in "view" of "referral" any more.',),
        "view: {add: [guest]}\n",
    ),
    Case(
        "a list that the council replaces is longer",
        "form",
        "view: [officer]\n",
        (("form", "view: [officer, worker]", "view: [officer, worker, guest]"),),
        (
            (
                f'decide {FORM}:2 The template changed "view" of "referral" from "officer, worker" '
                'to "officer, worker, guest"; you changed it to "officer".'
            ),
        ),
    ),
    Case(
        "an option has another code",
        "form",
        "fields:\n  harm:\n    options:\n      outside: Outside the home\n"
        "      both: {label: Both, new: true, after: outside}\n",
        AWAY,
        (
            f'follows {FORM}:5 "outside" in "harm" is called "away" in the template now.',
            f'follows {FORM}:6 "outside" is called "away" now, and "both" stands after it.',
        ),
        "fields:\n  harm:\n    options:\n      away: Outside the home\n"
        "      both: {label: Both, new: true, after: away}\n",
    ),
    Case(
        "both reword an option that is only its label",
        "form",
        "fields:\n  harm:\n    options:\n      unclear: Nobody knows\n",
        (("form", "unclear: Not clear", "unclear: Not known"),),
        (
            (
                f'decide {FORM}:5 The template changed "label" of "unclear" from "Not clear" to "Not known"; '
                'you changed it to "Nobody knows".'
            ),
        ),
    ),
    Case(
        "a question of rows has another id",
        "form",
        "fields:\n  people:\n    fields:\n      young: {label: Still young}\n",
        (
            ("form", "          young: {", "          minor: {"),
            ("form", "show_if: young == yes", "show_if: minor == yes"),
            ("form", RULES, "changes: {in: 1.1.0, rename: people.young, to: people.minor}\n" + RULES),
        ),
        (f'follows {FORM}:5 "young" in "people" is called "minor" in the template now.',),
        "fields:\n  people:\n    fields:\n      minor: {label: Still young}\n",
    ),
    Case(
        "a state has another id, also where something in it is removed",
        "workflow",
        "states:\n  waiting:      # for us\n    title: Look\nremove: [states.waiting.actions.give_back]\n",
        SCREENING,
        (
            f'follows {WORKFLOW}:3 "waiting" in "path" is called "screening" in the template now.',
            f'follows {WORKFLOW}:5 "waiting" in "path" is called "screening" in the template now.',
        ),
        "states:\n  screening:      # for us\n    title: Look\nremove: [states.screening.actions.give_back]\n",
    ),
    Case(
        "both change a decision rule",
        "workflow",
        WHEN,
        (("workflow", "if: referral.outcome == act", "if: [referral.outcome == act, serious]"),),
        (
            (
                f'decide {WORKFLOW}:7 The template changed "if" of "act" from "referral.outcome == act" '
                'to "referral.outcome == act, serious"; you changed it to "referral.level == high".'
            ),
        ),
    ),
    Case(
        "a decision rule is gone",
        "workflow",
        WHEN,
        (("workflow", "- id: act", "- id: other"),),
        (f'decide {WORKFLOW}:7 The template has no "act" in "decide" any more, and you change it.',),
    ),
    Case(
        "both change where all else leads",
        "workflow",
        WHEN + "          - else: waiting\n",
        (("workflow", "- else: closed", "- else: new"),),
        (
            (
                f'decide {WORKFLOW}:8 The template changed "else" of "decide" from "closed" to "new"; '
                'you changed it to "waiting".'
            ),
        ),
    ),
    Case(
        "the template has tasks of its own, one of them the council's",
        "workflow",
        "states:\n  waiting:\n    tasks:\n      home: {title: Ask at home, by: officer, due: 2 working days}\n"
        "      school: {title: Ask the school, by: officer, due: 2 working days}\n",
        (
            (
                "workflow",
                "    title: Waiting\n",
                (
                    "    title: Waiting\n    tasks:\n"
                    "      school: {title: Ask the school, by: officer, due: 2 working days}\n"
                ),
            ),
        ),
        (f'take_out {WORKFLOW}:4 The template has "school" in "waiting" now, just as you wrote it.',),
        "states:\n  waiting:\n    tasks:\n      home: {title: Ask at home, by: officer, due: 2 working days}\n",
    ),
    Case(
        "a floor is new",
        "form",
        LABEL,
        (("manifest", "locked:\n", "locked:\n  referral.fields.park_name.label: may not change\n"),),
        (f'decide {FORM}:4 Northshire changes "label" of "park_name"; the template fixes it.',),
    ),
    Case(
        "a time limit that the council made shorter is shorter still",
        "workflow",
        "states: {new: {deadlines: {refer: {within: 2 working days}}}}\n",
        (("workflow", "within: 3 working days", "within: 1 working days"),),
        (
            (
                f'decide {WORKFLOW}:2 Northshire sets "within" of "refer" to 2 working days; '
                "the template allows 1 working days or less."
            ),
        ),
    ),
    Case(
        "a shared list lets councils change less",
        "levels",
        "options: {worst: {label: Worst, points: 4, new: true}}\n",
        (("levels", "overlay: extend", "overlay: labels_only"),),
        (f'decide {LEVELS}:2 This adds "worst"; of "levels" councils may only change labels.',),
    ),
    Case(
        "a role is called what the council calls it",
        "manifest",
        "roles:\n  manager: Senior manager   # ours\n  nurse: {title: Nurse, new: true}\n",
        (("manifest", "    title: Manager", "    title: Senior manager"),),
        (f'take_out {MANIFEST}:7 The template says the same of "title" of "manager" now.',),
        "roles:\n  nurse: {title: Nurse, new: true}\n",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_difference_is_told_and_the_file_follows(case: Case) -> None:
    mine = council(**{case.file: case.differences})
    found = judged(mine, newer(*case.changes))

    assert told(found) == list(case.said)
    before = mine.files[case.path].decode()
    after = written(mine, found)
    head = before.removesuffix(case.differences)
    changed = case.becomes is not None
    expected = RAISED if case.file == "manifest" else head
    assert after[case.path].decode() == (expected + (case.becomes or "") if changed else before)
    assert after[MANIFEST].decode().startswith(RAISED if changed else HEAD)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_left_to_decide_is_all_that_is_wrong_afterwards(case: Case) -> None:
    new = newer(*case.changes)
    mine = council(**{case.file: case.differences})
    found = judged(mine, new)

    after = assemble(written(mine, found), template=template(new))
    errors = [one for one in check(after).findings if one.is_error]

    to_decide = {one.place.file for one in found.in_group("decide")}
    assert {one.place.file for one in errors} <= to_decide
    if not to_decide:
        assert not judged(without_mistakes(after), new).files


SCENARIO = """\
scenarios_of: path
given:
  today: 2026-03-12T12:00
  people:
    olive: officer
  child: {full_name: Sam Example}
  answers:
    named:       # the park is
      {harm: outside, where: [park], park_name: The green, level: low}
scenarios:
  a_park_is_named:
    - open: {by: olive}
    - do: {refer: {by: olive, form: {like: named, park_name: "The other green"}}}
    - expect: {hidden: [park_name]}
"""
FILE = "workflow_definitions/scenarios/ours.scenarios.yaml"


def test_scenarios_of_the_council_follow_too() -> None:
    mine = without_mistakes(assembled({MANIFEST: HEAD.encode(), FILE: SCENARIO.encode()}, OLD))
    found = judged(mine, newer(*GREEN))
    after = written(mine, found)

    assert after[FILE].decode() == SCENARIO.replace("park_name", "green")
    assert [one.place.line for one in found.outcomes if one.file == FILE] == [9, 13, 14]
    assert not has_errors(check(assemble(after, template=template(newer(*GREEN)))).findings)


def test_translations_of_the_council_follow_too() -> None:
    path = "form_schemas/referral.cy.yaml"
    welsh = sidecar("form: referral", {"fields.park_name.label": ("Enw'r parc", "Name of the park")}).decode()
    languages = HEAD + "languages: {default: en, also: cy}\n"
    own = {MANIFEST: languages, FORM: "form: referral\n" + LABEL, path: welsh}
    mine = without_mistakes(assembled({name: text.encode() for name, text in own.items()}, OLD))
    found = judged(mine, newer(*GREEN))
    after = written(mine, found)

    assert after[path].decode() == welsh.replace("fields.park_name.label", "fields.green.label")
    said = 'The text "fields.park_name.label" is called "fields.green.label" in the template now.'
    assert said in [one.sentence for one in found.in_group("follows")]
    assert not has_errors(check(assemble(after, template=template(newer(*GREEN)))).findings)


@pytest.mark.parametrize(
    ("extends", "version", "form", "becomes"),
    [
        ("little 1.0", "1.1.0", "title: Ours\n", "little 1.0"),
        ("little 1", "1.4.2", "title: Ours\n", "little 1"),
        ("little =1.0.0", "1.1.0", "title: Ours\n", "little =1.1.0"),
        ("little =1", "1.0.1", "title: Ours\n", "little =1.0.1"),
        ("'little 1.0'   # first", "2.0.0", "title: Ours\n", "'little 2.0'   # first"),
        ("little 1", "2.0.0", "title: Ours\n", "little 2"),
        ("little 1.0", "2.0.1", "title: Ours\n", "little 2.0.1"),
        ("little 1.0", "1.1.0", "title: Look\n", "little 1.1"),
        ("little 1", "1.1.0", "title: Look\n", "little 1.1"),
    ],
)
def test_the_version_that_is_extended_is_raised_where_it_has_to_be(
    extends: str, version: str, form: str, becomes: str
) -> None:
    head = HEAD.replace("little 1.0", extends)
    own = {MANIFEST: head.encode(), FORM: f"form: referral\n{form}".encode()}
    mine = without_mistakes(assembled(own, OLD))
    found = judged(mine, newer(("form", "title: Referral\n", "title: Look\n"), version=version))

    stays = becomes == extends
    expected = head if stays else head.replace(extends, becomes).replace("version: 4", "version: 5")
    assert written(mine, found)[MANIFEST].decode() == expected


def test_what_was_renamed_twice_has_its_newest_name() -> None:
    twice = "changes:\n  - {in: 1.1.0, rename: park_name, to: lawn}\n  - {in: 1.1.0, rename: lawn, to: green}\n"
    files = newer(GREEN[0], ("form", RULES, twice + RULES))
    differences = (
        LABEL + "  bus: {type: text, label: Bus, page: about, after: park_name, show_if: answered(park_name)}\n"
    )
    mine = council(form=differences)
    found = judged(mine, files)

    assert written(mine, found)[FORM].decode() == "form: referral\n" + differences.replace("park_name", "green")


def test_a_floor_with_an_approved_exception_is_not_told() -> None:
    approved = (
        "approved_exceptions:\n  - {path: referral.fields.park_name.label, who: Panel, when: 2026-06-03, why: Agreed}\n"
    )
    new = newer(("manifest", "locked:\n", "locked:\n  referral.fields.park_name.label: may not change\n"))

    assert told(judged(council(approved, form=LABEL), new)) == []
    assert len(told(judged(council(form=LABEL), new))) == 1


def test_a_template_that_renames_in_a_circle_ends() -> None:
    circle = "changes:\n  - {in: 1.1.0, rename: park_name, to: green}\n  - {in: 1.1.0, rename: green, to: park_name}\n"
    files = newer(("form", PARK, ""), ("form", RULES, circle + RULES))
    found = upgrade(council(form=LABEL + BUS.removeprefix("fields:\n")), assemble(files, shown_under="new/"))

    assert "gone" in {one.kind for one in found.outcomes}


def test_what_the_template_changes_besides_is_told_of_it() -> None:
    mine = council(form=LABEL)
    new = newer(("form", "Which park?", "Name of the park"), ("form", "label: Level", "label: How bad"))
    changes = also_changed(mine, judged(mine, new).merged)

    assert changes is not None
    assert [(one.new.file if one.new else "", said_of_the_template(one)) for one in changes] == [
        ("new/form_schemas/referral.yaml", 'The template renamed "Level" to "How bad".')
    ]


def test_what_the_template_changes_besides_is_not_told_while_there_are_mistakes() -> None:
    mine = council(form=LABEL)

    assert also_changed(mine, judged(mine, newer(("form", PARK, ""))).merged) is None
