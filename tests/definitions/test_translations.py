"""A configuration says the same in each of its languages, in other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.configuration import Manifest
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import Model
from engine.definitions.parts import Part
from engine.definitions.read import folder_files
from engine.definitions.records import Record
from engine.definitions.sidecars import source_of
from engine.definitions.texts import spoken_settings, texts_of
from engine.definitions.translations import in_language, languages_of
from engine.definitions.workflows import Workflow
from engine.findings import render_all
from tests.bilingual import BILINGUAL, ENGLISH, sidecar


def definition_in(language: str, files: Mapping[str, bytes] = BILINGUAL) -> Definition:
    assembled = assemble(files)
    assert assembled.configuration is not None, render_all(assembled.findings)
    return compile_configuration(in_language(assembled.configuration, language), assembled.origins).definition


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    text = BILINGUAL[path].decode()
    assert text.count(old) == 1
    return {**BILINGUAL, path: text.replace(old, new).encode()}


def test_the_bilingual_council_has_no_mistakes_but_unfinished_work() -> None:
    told = check(assemble(BILINGUAL)).findings

    assert {one.code.id for one in told if "cy" in one.message} == {"W010"}
    assert not [one for one in told if one.is_error]


OFFERING = {path: content.replace(b"also: cy", b"offered: cy") for path, content in BILINGUAL.items()}
"""The same as a template that is read in English alone, and has some Welsh for councils."""


def council_on(template: Mapping[str, bytes], languages: str) -> Assembled:
    head = f"casepath: 1\nconfiguration: northshire\nextends: little 1.0.0\nversion: 1\n{languages}"
    return assemble({"casepath.yaml": head.encode()}, template=assemble(template))


def test_a_template_is_not_told_what_it_offers_no_translation_of() -> None:
    offering = assemble(OFFERING)

    assert not [one for one in check(offering).findings if "cy" in one.message]
    assert offering.configuration is not None
    assert languages_of(offering.configuration) == ("en",)


def test_what_a_template_offers_is_checked_as_what_it_is_read_in() -> None:
    path = "form_schemas/referral.cy.yaml"
    stale = OFFERING[path].replace(b"source: ", b"source: 0", 1)
    nowhere = OFFERING[path].replace(b"  title:", b"  titel:", 1)

    assert "W012" in {one.code.id for one in check(assemble({**OFFERING, path: stale})).findings}
    assert "W015" in {one.code.id for one in check(assemble({**OFFERING, path: nowhere})).findings}


def test_a_council_that_translates_has_what_its_template_offers() -> None:
    made = council_on(OFFERING, "languages: {also: cy}\n")

    assert not [one for one in check(made).findings if one.is_error]
    assert made.configuration is not None
    assert in_language(made.configuration, "cy").forms["referral"].title == "Atgyfeiriad"


def test_a_council_that_does_not_translate_hears_nothing_of_what_its_template_offers() -> None:
    assert not [one for one in check(council_on(OFFERING, "")).findings if "cy" in one.message]


def test_the_language_of_the_files_is_not_offered_as_a_translation() -> None:
    offering = {**OFFERING, "casepath.yaml": OFFERING["casepath.yaml"].replace(b"offered: cy", b"offered: [cy, en]")}

    assert [one.message for one in assemble(offering).findings] == ['"languages": A language is named twice.']


def test_the_languages_of_a_configuration_begin_with_the_one_it_is_written_in() -> None:
    configuration = assemble(BILINGUAL).configuration

    assert configuration is not None
    assert languages_of(configuration) == ("en", "cy")


def test_each_kind_of_text_is_said_in_the_other_language() -> None:
    welsh = definition_in("cy")
    form, flow = welsh.forms["referral"], welsh.workflows["path"]
    people = form.by_id["people"].row

    assert welsh.title == "Cyngor bach"
    assert welsh.roles.titles["social_worker"] == "Gweithiwr cymdeithasol"
    assert form.definition.title == "Atgyfeiriad"
    assert form.definition.pages["about"].title == "Ynghylch"
    assert form.by_id["harm"].definition.label == "Ble mae'r niwed?"
    assert form.by_id["harm"].options is not None
    assert form.by_id["harm"].options.labels["home"] == "Gartref"
    assert form.by_id["where"].options is not None
    assert form.by_id["where"].options.labels["none"] == "Dim un o'r rhain"
    assert form.by_id["level"].options is not None
    assert form.by_id["level"].options.labels["high"] == "Uchel"
    assert people is not None
    assert people.by_id["school_name"].definition.label == "Ysgol"
    assert form.rules[0].definition.say == "Dywedwch ble mae'r niwed."
    assert welsh.facts["child", "full_name"].definition.label == "Enw llawn"
    assert flow.definition.title == "Llwybr"
    assert flow.states["new"].definition.title == "Newydd"
    assert flow.titles["refer"] == "Atgyfeirio"
    assert flow.titles["visit"] == "Cofnodi ymweliad"
    assert flow.deadlines["refer"].title == "Atgyfeiriad wedi'i wneud"
    assert [one.say for one in flow.states["working"].actions["finish"].require] == ["Mae'r lefel o dan ganolig."]


def test_several_forms_in_one_file_are_translated_each_under_its_own_id() -> None:
    welsh = definition_in("cy")

    assert welsh.forms["door_note"].definition.title == "Nodyn drws"
    assert welsh.forms["phone_note"].definition.title == "Phone note"


def test_a_part_is_translated_beside_its_own_file() -> None:
    assert definition_in("cy").forms["phone_note"].by_id["seen_by"].definition.label == "Gwelwyd gan"


def test_a_text_without_a_translation_stays_english() -> None:
    assert definition_in("cy").forms["referral"].by_id["level"].definition.label == "Level"


def test_a_translation_of_what_the_english_no_longer_says_is_not_shown() -> None:
    files = changed("form_schemas/referral.yaml", "label: Where is the harm?", "label: Where did the harm happen?")

    assert definition_in("cy", files).forms["referral"].by_id["harm"].definition.label == "Where did the harm happen?"


def test_only_words_differ_between_the_languages() -> None:
    english, welsh = definition_in("en"), definition_in("cy")

    assert english.release == welsh.release
    assert english.title == "Little council"
    for name, form in english.forms.items():
        other = welsh.forms[name]
        assert [one.id for one in form.fields] == [one.id for one in other.fields]
        assert [one.id for one in form.order] == [one.id for one in other.order]
        assert form.reads == other.reads
        assert [one.sources for one in form.fields] == [one.sources for one in other.fields]
    assert english.workflows["path"].needs == welsh.workflows["path"].needs
    assert english.subjects["child"].reference == welsh.subjects["child"].reference


def test_a_release_is_another_when_a_translation_changes() -> None:
    other = changed("form_schemas/lists/levels.cy.yaml", "Uchel", "Uchel iawn")

    assert definition_in("en", other).release != definition_in("en").release


def test_a_release_stays_the_same_while_a_text_waits_for_its_translation() -> None:
    waiting = changed(
        "form_schemas/lists/levels.cy.yaml",
        "texts:\n",
        f"texts:\n  title:\n    text:\n    source: {source_of('Levels')}\n",
    )

    assert definition_in("en", waiting).release == definition_in("en").release


def test_the_english_is_never_asked_to_be_translated_twice() -> None:
    assembled = assemble(BILINGUAL)
    assert assembled.configuration is not None
    form = assembled.configuration.forms["phone_note"]

    texts = texts_of(form, assembled.origins.nodes["form", "phone_note"])

    assert [one.path for one in texts] == ["title", "pages.note.title"]


def test_texts_come_in_the_order_of_the_file() -> None:
    assembled = assemble(BILINGUAL)
    assert assembled.configuration is not None
    flow = assembled.configuration.workflows["path"]

    texts = texts_of(flow, assembled.origins.nodes["workflow", "path"])

    assert [one.path for one in texts[:5]] == [
        "title",
        "checks.serious.say",
        "states.new.title",
        "states.new.deadlines.refer.title",
        "states.new.actions.refer.title",
    ]


def test_what_only_has_slots_or_figures_is_not_asked_to_be_translated() -> None:
    files = {**ENGLISH}
    files["form_schemas/referral.yaml"] = files["form_schemas/referral.yaml"].replace(
        b"        row: Person\n", b'        row: Person\n        row_title: "{{ person }}"\n'
    )
    assembled = assemble(files)
    assert assembled.configuration is not None
    texts = texts_of(assembled.configuration.forms["referral"], assembled.origins.nodes["form", "referral"])

    assert "fields.people.row" in [one.path for one in texts]
    assert "fields.people.row_title" not in [one.path for one in texts]


SPOKEN = {
    "Action": {"title", "hint"},
    "Always": {"say"},
    "CaseRole": {"title"},
    "Check": {"say"},
    "ChoiceField": {"none", "other"},
    "Deadline": {"title"},
    "FieldBase": {"label", "hint", "help", "purpose", "unit"},
    "Form": {"title", "summary", "purpose"},
    "GridField": {"lines"},
    "Manifest": {"title"},
    "Meeting": {"title"},
    "Module": {"title"},
    "Option": {"label", "hint"},
    "OptionList": {"title"},
    "Page": {"title", "purpose"},
    "Record": {"title", "shown_as"},
    "Reopen": {"title"},
    "Role": {"title"},
    "RowsField": {"row", "row_title"},
    "Rule": {"say"},
    "State": {"title", "summary"},
    "Strand": {"title"},
    "Subject": {"title"},
    "Team": {"title"},
    "Workflow": {"title", "summary"},
}
"""Every setting that people read, by the model that has it."""


def test_these_settings_are_what_people_read_and_nothing_else() -> None:
    found = {
        model.__name__: own
        for model in models()
        if (
            own := set(spoken_settings(model)) - {name for parent in parents(model) for name in spoken_settings(parent)}
        )
    }

    assert found == SPOKEN


def models() -> Iterator[type[Model]]:
    """Yield every model of a definition."""
    ours = {one.__module__ for one in (Manifest, Form, OptionList, Part, Record, Workflow)} | {
        f"engine.definitions.{name}" for name in ("fields", "deadlines", "meetings", "decisions")
    }
    waiting: list[type[Model]] = [Model]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if model.__module__ in ours:
            yield model


def parents(model: type[Model]) -> list[type[Model]]:
    return [one for one in model.__mro__[1:] if issubclass(one, Model) and one is not Model]


def test_a_translation_of_casepath_yaml_is_read_from_its_folder(tmp_path: Path) -> None:
    for path, content in BILINGUAL.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)

    files, findings = folder_files(tmp_path)

    assert findings == []
    assert set(files) == set(BILINGUAL)


def test_a_translation_with_another_ending_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "casepath.yaml").write_bytes(BILINGUAL["casepath.yaml"])
    (tmp_path / "casepath.cy.yml").write_bytes(BILINGUAL["casepath.cy.yaml"])

    assert [one.code.id for one in folder_files(tmp_path)[1]] == ["Y103"]


def told(path: str, content: bytes) -> list[tuple[str, str]]:
    findings = check(assemble({**BILINGUAL, path: content})).findings
    return [(one.code.id, one.hint) for one in findings if one.place.file == path and one.code.id != "W010"]


def test_a_text_of_a_part_is_sent_to_the_file_of_the_part() -> None:
    lines = ["forms:", "  phone_note:", "    texts:", "      fields.seen_by.label: Gwelwyd gan", "language: cy", ""]

    assert told("form_schemas/notes.cy.yaml", "\n".join(lines).encode()) == [
        ("W015", 'It comes from the part "shared". Translate it beside the file of the part.')
    ]


@pytest.mark.parametrize(
    ("welsh", "code"),
    [
        ("{{ person }}: enw", None),
        ("Enw {{ person }} a {{ person }}", None),
        ("Enw", "W016"),
        ("Enw {{ person }} {{ age }}", "W016"),
        ("Enw {{ person }} {{ ", "W016"),
        ("Enw { { person } }", "W016"),
    ],
)
def test_a_translation_keeps_the_slots_of_the_english(welsh: str, code: str | None) -> None:
    form = BILINGUAL["form_schemas/referral.yaml"].replace(
        b"        row: Person\n", b'        row: Person\n        row_title: "Person {{ person }}"\n'
    )
    words = sidecar("form: referral", {"fields.people.row_title": (welsh, "Person {{ person }}")})
    files = {**BILINGUAL, "form_schemas/referral.yaml": form, "form_schemas/referral.cy.yaml": words}

    codes = [one.code.id for one in check(assemble(files)).findings if one.code.id in ("W012", "W014", "W015", "W016")]

    assert codes == ([code] if code else [])
