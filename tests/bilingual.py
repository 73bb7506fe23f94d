"""The little council in two languages: English whole, Welsh in part, with a part and a file of several forms."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.sidecars import source_of
from tests.support import little_with

Words = Mapping[str, tuple[str, str]]
"""By path: the Welsh, and the English that it is of."""


def sidecar(first: str, words: Words, language: str = "cy") -> bytes:
    """Return a file of translations that starts with the line *first*."""
    lines = [first, f"language: {language}", "texts:", *entries(words)]
    return ("\n".join(lines) + "\n").encode()


def entries(words: Words, indent: int = 2) -> list[str]:
    """Return the lines of translations, each with the hash of its English."""
    return [
        " " * indent + line
        for path, (welsh, english) in words.items()
        for line in (f"{path}:", f'  text: "{welsh}"', f"  source: {source_of(english)}")
    ]


REFERRAL: Words = {
    "title": ("Atgyfeiriad", "Referral"),
    "pages.about.title": ("Ynghylch", "About"),
    "fields.child_name.label": ("Enw", "Name"),
    "fields.harm.label": ("Ble mae'r niwed?", "Where is the harm?"),
    "fields.harm.options.home.label": ("Gartref", "Home"),
    "fields.where.none": ("Dim un o'r rhain", "None of these"),
    "fields.people.row": ("Person arall", "Person"),
    "fields.people.fields.school_name.label": ("Ysgol", "School of this person"),
    "rules.high_is_not_home.say": ("Dywedwch ble mae'r niwed.", "Say where the harm is when the level is high."),
}
LEVELS: Words = {"options.high.label": ("Uchel", "High")}
RECORD: Words = {"fields.full_name.label": ("Enw llawn", "Full name")}
PATH: Words = {
    "title": ("Llwybr", "Path"),
    "checks.serious.say": ("Mae'r lefel o dan ganolig.", "The level is below middle."),
    "states.new.title": ("Newydd", "New"),
    "states.new.actions.refer.title": ("Atgyfeirio", "Refer"),
    "states.new.deadlines.refer.title": ("Atgyfeiriad wedi'i wneud", "Referral made"),
    "anytime.visit.title": ("Cofnodi ymweliad", "Record a visit"),
}
MANIFEST: Words = {
    "title": ("Cyngor bach", "Little council"),
    "roles.social_worker.title": ("Gweithiwr cymdeithasol", "Social worker"),
    "roles.officer.title": ("Swyddog", "Officer"),
}

SHARED = """\
part: shared
fields:
  seen_by: {type: text, label: Seen by}
"""
NOTES = """\
forms:
  phone_note:
    title: Phone note
    subject: child
    view: officer
    pages:
      note:
        title: Note
        use: shared
  door_note:
    title: Door note
    subject: child
    view: officer
    pages:
      note:
        title: Note
        fields:
          said: {type: text, label: What was said}
"""
NOTES_CY = "\n".join(
    ["forms:", "  door_note:", "    texts:", *entries({"title": ("Nodyn drws", "Door note")}, 6), "language: cy", ""]
)

BILINGUAL: Mapping[str, bytes] = {
    **little_with(manifest=("calendar:", "languages: {default: en, also: cy}\ncalendar:")),
    "form_schemas/parts/shared.yaml": SHARED.encode(),
    "form_schemas/notes.yaml": NOTES.encode(),
    "casepath.cy.yaml": sidecar("configuration: little", MANIFEST),
    "form_schemas/referral.cy.yaml": sidecar("form: referral", REFERRAL),
    "form_schemas/notes.cy.yaml": NOTES_CY.encode(),
    "form_schemas/parts/shared.cy.yaml": sidecar("part: shared", {"fields.seen_by.label": ("Gwelwyd gan", "Seen by")}),
    "form_schemas/lists/levels.cy.yaml": sidecar("list: levels", LEVELS),
    "form_schemas/records/child.cy.yaml": sidecar("record: child", RECORD),
    "workflow_definitions/path.cy.yaml": sidecar("workflow: path", PATH),
}
ENGLISH: Mapping[str, bytes] = {path: content for path, content in BILINGUAL.items() if ".cy." not in path}
"""The same, with nothing translated yet."""
