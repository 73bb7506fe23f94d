"""The phrases of casepath.yaml: who there is, what cases are about, and what holds for all of a council's work."""

from __future__ import annotations

from engine.definitions.accepting import Acceptance
from engine.definitions.configuration import (
    CaseRole,
    Configuration,
    Languages,
    Manifest,
    Module,
    Role,
    Subject,
    Team,
)
from engine.definitions.locks import ApprovedException
from engine.definitions.meetings import Meeting
from engine.definitions.sidecars import Sidecar, Translated
from engine.interop.differences.phrases import INSIDE, IS_KNOWN, TITLE, Phrases, Setting, Switch, Things
from engine.sentences.say import Sentence

PHRASES: Phrases = {
    Manifest: {
        "casepath": Setting("the version of the file format"),
        "configuration": Setting("the id of the configuration"),
        "title": TITLE,
        "version": Setting("the version"),
        "languages": INSIDE,
        "calendar": Setting("the calendar of days off", "code"),
        "closures": Setting("the days on which the council is closed"),
        "cut_off": Setting("the time of day after which what arrives counts as the next working day"),
        "roles": Things(Sentence('the role "{title}"')),
        "case_roles": Things(Sentence('the place on a case "{title}"')),
        "groups": IS_KNOWN,
        "teams": Things(Sentence('the team "{title}"')),
        "subjects": Things(Sentence('the subject "{title}"')),
        "system": Things(Sentence('the value "{title}" from the case system')),
        "meetings": Things(Sentence('the meetings "{title}"')),
        "modules": Things(Sentence('the module "{title}"')),
        "locked": Setting("what no council may loosen"),
        "extends": Setting("the template that this builds on"),
        "why": Setting("why the council differs", "words"),
        "approved_exceptions": Setting("the exceptions that were approved"),
        "accepted": Setting("the warnings that are accepted"),
    },
    Acceptance: dict.fromkeys(("code", "path", "why", "who", "when"), IS_KNOWN),
    ApprovedException: dict.fromkeys(("path", "who", "when", "why"), IS_KNOWN),
    Languages: {
        "default": Setting("the language of the files"),
        "also": Setting("the languages of the translations"),
        "offered": Setting("the languages that councils may take translations in"),
        "complete": Switch(
            Sentence("whether it is an error that a text is not translated"),
            Sentence("You made it an error that a text is not translated."),
            Sentence("You made it no error that a text is not translated."),
        ),
    },
    Role: {
        "title": TITLE,
        "includes": Setting('the roles whose work "{title}" may do too', "roles"),
        "reach": Setting('how far "{title}" reaches', "code"),
        "external": Switch(
            Sentence('whether "{title}" is a role outside the council'),
            Sentence('You made "{title}" a role outside the council.'),
            Sentence('You made "{title}" a role inside the council.'),
        ),
    },
    CaseRole: {
        "title": TITLE,
        "from": Setting('the roles from which "{title}" is taken', "roles"),
        "given_by": Setting('those who give the place "{title}"', "roles"),
        "needed_from": Setting('the states from which "{title}" is needed'),
    },
    Team: {
        "title": TITLE,
        "roles": Setting('the roles in "{title}"', "roles"),
        "people": Setting('the people in "{title}"'),
    },
    Subject: {
        "title": TITLE,
        "record": Setting('the record of "{title}"', "records"),
        "reference": Setting('how cases of "{title}" are numbered'),
    },
    Meeting: {
        "title": TITLE,
        "every": Setting('the time between two meetings of "{title}"'),
        "on": Setting('the day of the week on which "{title}" meets', "code"),
        "first": Setting('the first day of "{title}"'),
        "papers": Setting('how long before "{title}" its papers are due'),
        "skip": Setting('the days on which "{title}" does not meet'),
    },
    Module: {
        "title": TITLE,
        "used": Switch(
            Sentence('whether the module "{title}" is used'),
            Sentence('You switched the module "{title}" on.'),
            Sentence('You switched the module "{title}" off.'),
        ),
    },
    Configuration: {
        "manifest": IS_KNOWN,
        "parts": Things(Sentence('the shared questions "{title}"'), ordered=False),
        "forms": Things(Sentence('the form "{title}"'), ordered=False),
        "lists": Things(Sentence('the list "{title}"'), ordered=False),
        "records": Things(Sentence('the record "{title}"'), ordered=False),
        "workflows": Things(Sentence('the workflow "{title}"'), ordered=False),
        "letters": Things(Sentence('the letter "{title}"'), ordered=False),
        "translations": IS_KNOWN,
    },
    Sidecar: {"language": IS_KNOWN, "texts": IS_KNOWN},
    Translated: {"text": IS_KNOWN, "source": IS_KNOWN, "english": IS_KNOWN, "before": IS_KNOWN},
}
