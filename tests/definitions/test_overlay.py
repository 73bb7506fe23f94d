"""A council's differences: what they make of the template, where each part then stands, and what is refused."""

from __future__ import annotations

from engine.checks import check
from engine.definitions.assemble import assemble
from engine.definitions.configuration import Configuration
from engine.definitions.extending import together
from engine.definitions.forms import Form
from engine.findings import has_errors, render_all
from tests.overlays import FORM, HEAD, LEVELS, MANIFEST, TEMPLATE, WORKFLOW, assembled, checked, overlay, told


def configuration(form: str = "", workflow: str = "", manifest: str = "") -> Configuration:
    made = overlay(form=form, workflow=workflow, manifest=manifest)
    assert made.configuration is not None, render_all(made.findings)
    return made.configuration


def questions(form: Form, page: str) -> list[str]:
    return list(form.pages[page].fields)


# What differences make of the template


def test_without_differences_a_council_has_what_the_template_has_under_its_own_name_and_version() -> None:
    made = configuration()

    assert (made.manifest.configuration, made.manifest.title, made.manifest.version) == (
        "northshire",
        "Northshire",
        "4",
    )
    assert made.workflows.keys() == {"path"}
    assert made.manifest.roles.keys() == {"officer", "manager", "social_worker", "guest"}
    assert checked().findings == ()


def test_what_a_council_does_not_touch_is_the_very_object_of_the_template() -> None:
    template = assemble(TEMPLATE)
    made = assemble({MANIFEST: HEAD.encode()}, template=template)

    assert template.configuration is not None
    assert made.configuration is not None
    assert made.configuration.forms["referral"] is template.configuration.forms["referral"]
    assert made.configuration.workflows["path"] is template.configuration.workflows["path"]


def test_a_question_is_changed_by_its_id_whatever_its_page() -> None:
    form = configuration(form="fields:\n  park_name:\n    label: Name of the park\n").forms["referral"]

    assert form.pages["about"].fields["park_name"].label == "Name of the park"
    assert form.pages["about"].fields["park_name"].show_if == "park in where"


def test_a_new_question_says_its_type_and_its_place() -> None:
    form = configuration(
        form="fields:\n  bus:\n    type: text\n    label: Which bus?\n    page: about\n    after: where\n"
        "    show_if: answered(where)\n    why: Three referrals named a bus.\n"
    ).forms["referral"]

    assert questions(form, "about")[3:6] == ["where", "bus", "park_name"]


def test_a_new_question_without_a_place_comes_last_on_its_page() -> None:
    form = configuration(form="fields:\n  bus: {type: text, label: Bus, page: decision}\n").forms["referral"]

    assert questions(form, "decision") == ["outcome", "note", "bus"]


def test_a_question_is_moved_to_another_page() -> None:
    form = configuration(form="fields:\n  held_on: {page: decision, before: outcome}\n").forms["referral"]

    assert questions(form, "decision") == ["held_on", "outcome", "note"]
    assert "held_on" not in questions(form, "about")


def test_a_question_named_on_its_page_is_the_same_question() -> None:
    by_page = overlay(form="pages:\n  about:\n    fields:\n      park_name: {label: Name of the park}\n")
    alone = overlay(form="fields:\n  park_name: {label: Name of the park}\n")

    assert by_page.configuration is not None
    assert alone.configuration is not None
    assert by_page.configuration.forms == alone.configuration.forms


def test_a_new_page_brings_its_questions() -> None:
    form = configuration(
        form="pages:\n  travel:\n    new: true\n    after: about\n    title: Travel\n"
        "    fields:\n      bus: {type: text, label: Bus}\n"
    ).forms["referral"]

    assert list(form.pages) == ["about", "travel", "decision"]
    assert questions(form, "travel") == ["bus"]


def test_a_form_is_split_by_moving_questions_to_a_new_page() -> None:
    form = configuration(
        form="pages:\n  people_page:\n    new: true\n    after: about\n    title: People\n"
        "    fields:\n      how_many: {type: integer, label: How many}\n"
        "fields:\n  people: {page: people_page}\n"
    ).forms["referral"]

    assert questions(form, "people_page") == ["how_many", "people"]


def test_options_written_in_the_form_are_renamed_added_and_placed() -> None:
    form = configuration(
        form="fields:\n  harm:\n    options:\n      outside: Outside the home\n"
        "      both: {label: Both, new: true, after: outside}\n"
    ).forms["referral"]

    options = form.pages["about"].fields["harm"].model_dump()["options"]
    assert list(options) == ["home", "outside", "both", "unclear"]
    assert options["outside"]["label"] == "Outside the home"


def test_questions_of_rows_are_changed_and_added_inside_them() -> None:
    form = configuration(
        form="fields:\n  people:\n    max: 9\n    fields:\n      young: {label: Younger than 18}\n"
        "      nickname: {type: text, label: Known as, after: person}\n"
    ).forms["referral"]

    rows = form.pages["about"].fields["people"].model_dump()
    assert rows["max"] == 9
    assert list(rows["fields"]) == ["person", "nickname", "young", "school_name"]


def test_a_list_of_words_says_what_it_adds_and_drops() -> None:
    made = configuration(form="view:\n  add: guest\n  drop: worker\n")

    assert made.forms["referral"].view == ("officer", "guest")


def test_a_list_where_the_template_has_none_begins_with_what_holds_by_default() -> None:
    template = {
        **TEMPLATE,
        FORM: TEMPLATE[FORM].replace(b"      note: {", b"      papers: {type: files, label: Papers}\n      note: {"),
    }
    made = overlay(template=template, form="fields:\n  papers:\n    accept: {add: txt, drop: png}\n")

    assert made.configuration is not None, render_all(made.findings)
    papers = made.configuration.forms["referral"].pages["decision"].fields["papers"]
    assert papers.model_dump()["accept"] == ("pdf", "docx", "odt", "jpg", "txt")


def test_a_list_alone_replaces_the_template_s() -> None:
    assert configuration(form="view: [officer]\n").forms["referral"].view == ("officer",)


def test_decision_rules_merge_by_their_ids_and_a_new_one_stands_where_it_says() -> None:
    flow = configuration(
        workflow="states:\n  waiting:\n    actions:\n      decide:\n        goes:\n"
        "          - id: young\n            if: referral.level == low\n            to: new\n            before: act\n"
        "          - id: act\n            to: closed\n"
    ).workflows["path"]

    rules = flow.states["waiting"].actions["decide"].goes
    assert [(one.id, one.target) for one in rules] == [("young", "new"), ("act", "closed"), (None, "closed")]
    assert rules[1].when == ("referral.outcome == act",)


def test_a_new_decision_rule_without_a_place_comes_before_the_else() -> None:
    flow = configuration(
        workflow="states:\n  waiting:\n    actions:\n      decide:\n        goes:\n"
        "          - {id: young, if: referral.level == low, to: new}\n"
    ).workflows["path"]

    assert [one.id for one in flow.states["waiting"].actions["decide"].goes] == ["act", "young", None]


def test_a_decision_list_without_ids_replaces_the_whole() -> None:
    flow = configuration(
        workflow="states:\n  waiting:\n    actions:\n      decide:\n        goes:\n          - else: working\n"
    ).workflows["path"]

    assert [one.target for one in flow.states["waiting"].actions["decide"].goes] == ["working"]


def test_states_actions_and_tasks_are_added_and_placed() -> None:
    flow = configuration(
        workflow="states:\n  panel:\n    new: true\n    title: Panel\n    before: working\n"
        "    actions:\n      hear: {title: Hear the panel, by: manager, goes: working}\n"
        "  waiting:\n    actions:\n      to_panel: {title: Take to the panel, by: officer, goes: panel}\n"
        "    tasks:\n      ask_school: {title: Ask the school, by: officer, due: 2 working days}\n"
    ).workflows["path"]

    assert list(flow.states) == ["new", "waiting", "panel", "working", "closed"]
    assert "to_panel" in flow.states["waiting"].actions
    assert "ask_school" in flow.states["waiting"].tasks


def test_a_role_that_is_only_a_title_is_that_title_and_the_rest_of_the_template_s() -> None:
    made = configuration(manifest="roles:\n  manager: Senior manager\n  nurse: {title: Nurse, new: true}\n")

    assert made.manifest.roles["manager"].title == "Senior manager"
    assert made.manifest.roles["manager"].includes == ("officer",)
    assert made.manifest.roles["nurse"].reach == "case"


def test_what_is_removed_is_gone_and_nothing_else() -> None:
    made = configuration(
        workflow="remove:\n  - states.waiting.actions.name_worker\n  - states.waiting.actions.give_back\n",
        form="remove: [fields.note, fields.harm.options.unclear]\nrules:\n  high_is_not_home:\n"
        "    require: harm != home\n",
    )

    assert list(made.workflows["path"].states["waiting"].actions) == ["decide"]
    assert questions(made.forms["referral"], "decision") == ["outcome"]
    assert list(made.forms["referral"].pages["about"].fields["harm"].model_dump()["options"]) == ["home", "outside"]


def test_what_is_removed_takes_with_it_what_changes_say_of_how_it_came_about() -> None:
    template = {
        **TEMPLATE,
        FORM: TEMPLATE[FORM]
        + b"changes:\n  - {in: 1.0.0, new: note, on_old: leave_empty}\n"
        + b"  - {in: 1.0.0, option: away, in_field: harm, to: unclear}\n  - {in: 1.0.0, drop: old_one}\n",
        WORKFLOW: TEMPLATE[WORKFLOW] + b"changes:\n  - {in: 1.0.0, action: hand_over, to: name_worker}\n",
    }
    made = overlay(
        template=template,
        form="remove: [fields.note, fields.harm.options.unclear]\nrules: {high_is_not_home: {require: harm != home}}\n",
        workflow="remove: states.waiting.actions.name_worker\n",
    )

    assert made.configuration is not None, render_all(made.findings)
    assert [one.old for one in made.configuration.forms["referral"].changes] == ["old_one"]
    assert made.configuration.workflows["path"].changes == ()
    assert not has_errors(check(made).findings), render_all(check(made).findings)


def test_changes_and_promises_of_a_council_come_after_those_of_the_template() -> None:
    template = {
        **TEMPLATE,
        FORM: TEMPLATE[FORM] + b"changes:\n  - {in: 1.0.0, drop: old_one}\n",
        WORKFLOW: TEMPLATE[WORKFLOW] + b"always:\n  - {every_case_can_end: true, say: It can end.}\n",
    }
    made = overlay(
        template=template,
        form="changes:\n  - {in: 3, drop: other_one}\n  - {in: 4, new: note, on_old: leave_empty}\n",
        workflow="always:\n  - {every_case_can_end: true, say: No case gets stuck.}\n",
    )

    assert made.configuration is not None, render_all(made.findings)
    assert [one.since for one in made.configuration.forms["referral"].changes] == ["1.0.0", "3", "4"]
    assert len(made.configuration.workflows["path"].always) == 2
    assert not has_errors(check(made).findings), render_all(check(made).findings)


def test_a_council_switches_a_module_of_the_template_on_and_off() -> None:
    template = {
        **TEMPLATE,
        MANIFEST: TEMPLATE[MANIFEST] + b"modules: {extra: Extra questions}\n",
        FORM: TEMPLATE[FORM].replace(b"      note: {", b"      note: {module: extra, "),
    }
    off = overlay(template=template, manifest="modules: {extra: {used: false}}\n")
    on = overlay(template=template)

    assert off.configuration is not None
    assert on.configuration is not None
    assert questions(off.configuration.forms["referral"], "decision") == ["outcome"]
    assert questions(on.configuration.forms["referral"], "decision") == ["outcome", "note"]


def test_a_part_that_a_council_changes_is_changed_in_every_form_that_uses_it() -> None:
    template = {
        **TEMPLATE,
        FORM: TEMPLATE[FORM].replace(b"    for: decide\n", b"    for: decide\n    use: footer\n"),
        "form_schemas/parts/footer.yaml": b"part: footer\nfields:\n  comment: {type: text, label: Comment}\n",
    }
    own = {
        MANIFEST: HEAD.encode(),
        "form_schemas/parts/footer.yaml": b"part: footer\nfields:\n  comment: {label: What else}\n",
    }
    made = assembled(own, template)

    assert made.configuration is not None, render_all(made.findings)
    assert made.configuration.forms["referral"].pages["decision"].fields["comment"].label == "What else"


def test_a_whole_form_is_new_when_it_says_so() -> None:
    form = b"form: visit\nnew: true\ntitle: Visit\nsubject: child\nview: officer\nwhy: Asked for.\npages:\n  one:\n"
    form += b"    title: One\n    fields:\n      seen: {type: yes_no, label: Seen, why: To know.}\n"
    made = assembled({MANIFEST: HEAD.encode(), "form_schemas/visit.yaml": form})

    assert made.configuration is not None, render_all(made.findings)
    assert list(made.configuration.forms) == ["referral", "visit"]


def test_a_council_may_extend_a_council() -> None:
    town = HEAD.replace("northshire", "southtown").replace("little 1.0", "northshire 4").encode()
    north = together({MANIFEST: HEAD.encode(), FORM: b"form: referral\ntitle: Northern referral\n"}, TEMPLATE)
    made = assembled({MANIFEST: town, FORM: b"form: referral\nsummary: In short\n"}, north)

    assert made.configuration is not None, render_all(made.findings)
    assert made.configuration.forms["referral"].title == "Northern referral"
    assert made.configuration.forms["referral"].summary == "In short"


def test_a_release_of_a_council_keeps_the_template_s_files_and_reads_the_same_again() -> None:
    made = overlay(form="title: First look\n")
    again = assemble(made.files)

    assert again.configuration == made.configuration
    assert check(again).definition is not None
    assert check(again).definition.release == check(made).definition.release  # type: ignore[union-attr]  # both compile


# Where things stand


def test_a_mistake_in_a_difference_points_at_the_council_s_file() -> None:
    assert told(form="fields:\n  park_name:\n    required_if: park inside where\n")[0].startswith(f"{FORM}:4 ")


def test_everything_knows_which_file_it_is_from() -> None:
    origins = overlay(form="fields:\n  park_name: {label: Name of the park}\n").origins

    assert origins.place("form", "referral", "pages", "about", "fields", "park_name", "label").file == FORM
    assert (
        origins.place("form", "referral", "pages", "about", "fields", "park_name", "show_if").file == f"extends/{FORM}"
    )


# What is refused


def test_an_id_that_the_template_does_not_have_is_a_slip_or_says_that_it_is_new() -> None:
    assert told(form="fields:\n  park_nam: {label: Park}\n") == [f'{FORM}:3 O913 The template has no "park_nam" here.']
    report = render_all(checked(form="fields:\n  park_nam: {label: Park}\n").findings)
    assert 'Did you mean "park_name"? If it is new, give it a "type".' in report
    assert told(workflow="states:\n  wating: {title: Waiting}\n")[0].startswith(f"{WORKFLOW}:3 O913")
    assert told(workflow="states:\n  waiting:\n    actions:\n      decid: {title: Decide}\n")[0].startswith(
        f"{WORKFLOW}:5 O913"
    )
    assert told(manifest="roles:\n  nurse: Nurse\n")[0].startswith(f"{MANIFEST}:7 O913")


def test_a_whole_file_of_something_the_template_does_not_have_is_refused_in_the_same_way() -> None:
    made = check(assembled({MANIFEST: HEAD.encode(), "form_schemas/referal.yaml": b"form: referal\ntitle: R\n"}))

    assert [(one.code.id, one.message) for one in made.findings] == [("O913", 'The template has no form "referal".')]
    assert 'Did you mean "referral"?' in made.findings[0].hint


def test_something_new_that_the_template_has_already_is_told() -> None:
    assert told(workflow="states:\n  waiting:\n    new: true\n    title: To wait\n") == [
        f'{WORKFLOW}:4 O928 The template has "waiting" already, so it is not new.'
    ]


def test_a_place_beside_something_that_is_not_there_is_told() -> None:
    assert told(form="fields:\n  bus: {type: text, label: Bus, page: about, after: park_nam}\n")[0].startswith(
        f'{FORM}:3 O914 There is no "park_nam" here'
    )


def test_a_new_question_on_no_page_or_on_one_that_is_not_there_is_told() -> None:
    assert told(form="fields:\n  bus: {type: text, label: Bus}\n") == [
        f'{FORM}:3 O924 "bus" is new, and does not say on which page it is asked.'
    ]
    assert told(form="fields:\n  bus: {type: text, label: Bus, page: abut}\n") == [
        f'{FORM}:3 O924 The form has no page "abut".'
    ]


def test_options_of_a_shared_list_are_changed_in_the_list() -> None:
    assert told(form="fields:\n  level:\n    options:\n      low: Lowest\n") == [
        f'{FORM}:4 O915 The options of "level" are those of "levels", so they cannot be changed here.'
    ]


def test_a_list_that_lets_only_labels_change_refuses_another_option() -> None:
    assert told(levels="options:\n  low: Lowest\n") == []
    assert told(levels="options:\n  worst: {label: Worst, new: true}\n") == [
        f'{LEVELS}:3 O923 This adds "worst"; of "levels" councils may only change labels.'
    ]
    assert told(levels="options:\n  low: {points: 2}\n")[0].startswith(f"{LEVELS}:3 O923")
    assert "O923" in told(levels="remove: options.low\n")[0]


def test_a_list_that_may_be_extended_takes_an_option_and_loses_none() -> None:
    template = {**TEMPLATE, LEVELS: TEMPLATE[LEVELS] + b"overlay: extend\n"}

    assert told(template=template, levels="options:\n  worst: {label: Worst, points: 4, new: true}\n") == []
    assert "O923" in told(template=template, levels="remove: options.low\n")[0]


def test_adding_what_is_there_and_dropping_what_is_not_are_told() -> None:
    assert told(form="view: {add: worker, drop: guest}\n") == [
        f'{FORM}:2 O916 "worker" is in the list already.',
        f'{FORM}:2 O916 "guest" is not in the list, so it cannot be dropped.',
    ]


def test_removing_what_is_not_there_is_told() -> None:
    assert told(workflow="remove: states.waiting.actions.decid\n") == [
        f'{WORKFLOW}:2 O917 There is no "states.waiting.actions.decid" in the template to remove.'
    ]


def test_a_difference_that_is_none_is_told() -> None:
    assert told(form="fields:\n  park_name: {label: 'Which park?'}\n") == [
        f'{FORM}:3 O919 The template says the same of "label".'
    ]


def test_words_of_a_difference_have_no_place_where_there_is_no_template() -> None:
    found = check(assemble({**TEMPLATE, FORM: TEMPLATE[FORM].replace(b"note: {", b"note: {why: Because, ")})).findings

    assert [one.code.id for one in found] == ["O927"]


# What is extended


def test_a_template_is_found_by_id_and_version() -> None:
    for extends in ("little 1", "little 1.0", "little 1.0.0", "little =1.0.0"):
        own = HEAD.replace("little 1.0", extends).encode()
        assert assembled({MANIFEST: own}).configuration is not None, extends
    for extends in ("little 1.1", "little 2", "little =1.0.1", "little 0.9"):
        own = HEAD.replace("little 1.0", extends).encode()
        assert [one.code.id for one in assembled({MANIFEST: own}).findings] == ["O911"], extends


def test_what_is_extended_is_never_a_path_or_an_address() -> None:
    for extends in ("../little 1.0", "https://example.org/little 1.0", "little", "little latest", "/etc 1", "''"):
        own = HEAD.replace("little 1.0", extends).encode()
        found = [one.code.id for one in assembled({MANIFEST: own}).findings]
        assert found[0] in ("O910", "Y182", "Y127"), (extends, found)


def test_a_configuration_cannot_extend_itself_whatever_lies_between() -> None:
    itself = HEAD.replace("little 1.0", "northshire 4").encode()
    assert [one.code.id for one in assembled({MANIFEST: itself}).findings] == ["O912"]

    little = TEMPLATE[MANIFEST].replace(b"version: 1.0.0", b"version: 1.0.0\nextends: northshire 4")
    found = assembled({MANIFEST: HEAD.encode()}, {**TEMPLATE, MANIFEST: little}).findings
    assert found[0].code.id == "O911"


def test_a_template_with_mistakes_is_corrected_first() -> None:
    template = {**TEMPLATE, FORM: TEMPLATE[FORM].replace(b"label: Name", b"lable: Name")}
    found = overlay(template=template, form="title: Other\n").findings

    assert [(one.code.id, one.place.file) for one in found] == [("O911", MANIFEST), ("Y110", f"extends/{FORM}")]


def test_the_version_of_an_overlay_is_a_whole_number() -> None:
    own = HEAD.replace("version: 4", "version: 4.1").encode()

    assert [one.code.id for one in check(assembled({MANIFEST: own})).findings] == ["O925"]
