"""What the words of the definition language mean that stand for one of a few: `next_working_day`, `propose`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.say import Sentence

CODES: Mapping[str, Sentence] = {
    "england_and_wales": Sentence("England and Wales"),
    "scotland": Sentence("Scotland"),
    "northern_ireland": Sentence("Northern Ireland"),
    "task": Sentence("their own tasks only"),
    "case": Sentence("the cases they are named on"),
    "team": Sentence("the cases of their teams"),
    "council": Sentence("every case"),
    "public_task": Sentence("a public task"),
    "legal_obligation": Sentence("a legal obligation"),
    "vital_interests": Sentence("vital interests"),
    "consent": Sentence("consent"),
    "contract": Sentence("a contract"),
    "ordinary": Sentence("ordinary"),
    "personal": Sentence("personal"),
    "special": Sentence("special"),
    "required": Sentence("required"),
    "optional": Sentence("optional"),
    "error": Sentence("an error, which stops it"),
    "warning": Sentence("a warning, which does not"),
    "never": Sentence("never"),
    "propose": Sentence("a proposal"),
    "update": Sentence("the changed answer"),
    "third_party": Sentence("someone other than the subject"),
    "not_known": Sentence("not known"),
    "declined": Sentence("declined"),
    "not_asked": Sentence("not asked"),
    "anonymise": Sentence("made anonymous"),
    "erase": Sentence("erased"),
    "review": Sentence("looked at by somebody"),
    "statutory": Sentence("one that the law sets"),
    "standard": Sentence("a standard of the council"),
    "planned": Sentence("a planned day"),
    "from_next_day": Sentence("from the next day"),
    "inclusive": Sentence("with the first day"),
    "none": Sentence("where it falls"),
    "next_working_day": Sentence("the next working day"),
    "previous_working_day": Sentence("the working day before"),
    "last": Sentence("where it was left"),
    "replace": Sentence("all of it"),
    "extend": Sentence("its wording and new answers"),
    "labels_only": Sentence("its wording only"),
}
