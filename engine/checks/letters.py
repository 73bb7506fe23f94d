"""Letters: what they quote is there, their readers may read it, and somebody sends them.

What their text says is looked at by `engine.documents.bodies`, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledField, CompiledLetter, Source
from engine.cases.compiling.letters import quoted_source
from engine.cases.compiling.workflows import all_actions, asked_forms
from engine.cases.compiling.workshop import Compiler, Spot
from engine.cases.letters import may_all_read, questions_of
from engine.checks.book import Book, PlacedAction, answers_inside, answers_of
from engine.definitions.fields import SubjectField
from engine.definitions.letters import ABOUT_ITSELF, Letter
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, suggestion

UNKNOWN_LETTER = Code("N321", "A letter that does not exist", "Name a file of workflow_definitions/letters.")
UNKNOWN_USE = Code(
    "N322",
    "A letter that uses what there is not",
    "Name form.field, record.fact, case., deadlines., letter.date or .by.",
)
NOT_ON_THIS_CASE = Code(
    "N323", "A letter about another kind of case", "Send it from a workflow that asks what the letter uses."
)
NEVER_SENT = Code(
    "N324", "A letter that nothing sends", 'Name it in an action, "notify: {letter: ...}", or take it out.', "warning"
)
UNKNOWN_NAME = Code("N325", "A letter whose text names what it does not use", "Name it under uses, or take it out.")
BAD_TEXT = Code("N326", "A letter whose text cannot be drawn", "See docs/howto/letters.md.")
USED_TWICE = Code("N329", "Something that a letter uses twice", "Name it once.")
NOT_THEIRS = Code("D830", "A letter that quotes what its readers may not read", "Take it out, or let them view it.")
NAMES_SOMEBODY = Code("D831", "A letter without names that quotes a name", "Take it out, or take no_names out.")

_CASE = ("reference", "opened_on", "subject")


def letters_are_there(book: Book) -> Iterator[Finding]:
    """An action sends a letter that there is."""
    known = book.configuration.letters
    for _, one, name in _sent(book):
        if name not in known:
            message = f'There is no letter "{name}".'
            hint = suggestion(name, known, what="letters") if known else UNKNOWN_LETTER.remedy
            yield book.finding(UNKNOWN_LETTER, message, one.spot.at("notify", "letter"), hint)


def what_letters_use_is_there(book: Book) -> Iterator[Finding]:
    """A letter uses answers, facts and time limits that there are, each named once."""
    for letter in book.configuration.letters.values():
        seen: set[str] = set()
        for index, path in enumerate(letter.uses):
            spot = Spot("letter", letter.letter, ("uses", index))
            wrong = _not_there(book, path)
            if wrong is not None:
                message, hint = wrong
                yield book.finding(UNKNOWN_USE, message, spot, hint or None)
            elif path in seen or any(path.startswith(f"{one}.") for one in letter.uses):
                yield book.finding(USED_TWICE, f'"{path}" is named already, by itself or as part of another.', spot)
            seen.add(path)


def _not_there(book: Book, path: str) -> tuple[str, str] | None:
    """Return why *path* quotes nothing, and what to write instead; nothing when it does."""
    owner, _, name = path.partition(".")
    configuration, manifest = book.configuration, book.configuration.manifest
    message = f'There is no "{path}" that a letter could use.'
    match owner:
        case "letter":
            return None if path in ABOUT_ITSELF else (message, suggestion(path, ABOUT_ITSELF, what="names"))
        case "case":
            known = [*_CASE, *manifest.case_roles]
            return None if name in known else (message, suggestion(name, known, what='names after "case."'))
        case "deadlines":
            flows = configuration.workflows.values()
            dues = [f"{one}.due" for flow in flows for place in flow.places.values() for one in place.state.deadlines]
            return None if name in dues else (message, suggestion(name, dues, what='names after "deadlines."'))
        case "links" | "tasks" | "me" | "system" | "previous":
            return f'A letter cannot use "{path}": it says what stood on its own case.', ""
    if owner in configuration.records:
        facts = configuration.records[owner].fields
        return None if name in facts else (message, suggestion(name, facts, what=f'facts of "{owner}"'))
    if owner in configuration.forms:
        fields = answers_of(configuration.forms[owner])
        *above, last = name.split(".")
        inside = answers_inside(fields, above)
        one = inside.get(last)
        if one is not None and (not one.asks or one.shows is not None) and one.calc is None:
            return f'"{path}" has no answer of its own that a letter could say.', ""
        return (
            None if one is not None else (message, suggestion(last, inside or fields, what=f'questions of "{owner}"'))
        )
    known = [*configuration.forms, *configuration.records, "case", "deadlines", "letter"]
    return message, suggestion(owner, known, what="forms and records")


def letters_are_about_their_case(book: Book) -> Iterator[Finding]:
    """A workflow sends letters that use its own forms, its subject's record and its own time limits."""
    for flow, one, name in _sent(book):
        letter = book.configuration.letters.get(name)
        if letter is None:
            continue
        elsewhere = [path for path in letter.uses if _not_there(book, path) is None and not _is_of(book, flow, path)]
        if elsewhere:
            message = f'The letter "{name}" uses "{elsewhere[0]}", which cases of "{flow.workflow}" never have.'
            yield book.finding(NOT_ON_THIS_CASE, message, one.spot.at("notify", "letter"))


def _is_of(book: Book, flow: Workflow, path: str) -> bool:
    owner, _, name = path.partition(".")
    if owner == "deadlines":
        return any(f"{one}.due" == name for place in flow.places.values() for one in place.state.deadlines)
    if owner in book.configuration.forms:
        return owner in asked_forms(flow)
    subject = book.configuration.manifest.subjects.get(flow.subject)
    return owner not in book.configuration.records or subject is None or subject.record == owner


def letters_are_sent(book: Book) -> Iterator[Finding]:
    """Every letter is sent by an action."""
    sent = {name for _, _, name in _sent(book)}
    for name in book.configuration.letters:
        if name not in sent:
            yield book.finding(NEVER_SENT, f'No action sends the letter "{name}".', Spot("letter", name, ("letter",)))


def readers_may_read(book: Book) -> Iterator[Finding]:
    """A letter quotes only what each of its readers may read."""
    for letter, compiled, index, source in _quoted(book):
        for one in questions_of(book.definition, source):
            if may_all_read(book.definition, compiled, one.view):
                continue
            kept_out = next(role for role in letter.audience if not _may_read(book, role, one))
            title = book.definition.roles.titles.get(kept_out, kept_out)
            cell = "" if source.text.endswith(f".{one.id}") else f" ({one.id})"
            message = f'The letter to "{title}" quotes {source.text}{cell}, which "{title}" may not read.'
            hint = f"Take it out, name the cells that they may read, or add {kept_out} to its view."
            yield book.finding(NOT_THEIRS, message, Spot("letter", letter.letter, ("uses", index)), hint)


def _may_read(book: Book, role: str, one: CompiledField) -> bool:
    roles = book.definition.roles
    inside = (roles.powers.get(member, frozenset((member,))) for member in roles.members((role,)))
    return all(not powers.isdisjoint(one.view) for powers in inside)


def letters_without_names_name_nobody(book: Book) -> Iterator[Finding]:
    """A letter with `no_names` quotes no people, no facts of a person's record, and nothing about third parties."""
    for letter, _, index, source in _quoted(book):
        if not letter.no_names:
            continue
        names = source.kind == "case" and source.name == "subject"
        for one in questions_of(book.definition, source):
            field = one.definition
            names = names or isinstance(field, SubjectField) or field.about == "third_party"
        if names:
            message = f'The letter "{letter.letter}" says that it names nobody, and quotes {source.text}.'
            yield book.finding(NAMES_SOMEBODY, message, Spot("letter", letter.letter, ("uses", index)))


def _quoted(book: Book) -> Iterator[tuple[Letter, CompiledLetter, int, Source]]:
    """Yield all that letters quote: the letter, what came of it, the place among its `uses`, and the source."""
    compiler = Compiler(book.configuration, book.origins)
    for name, letter in book.configuration.letters.items():
        compiled = book.definition.letters[name]
        for index, path in enumerate(letter.uses):
            source = quoted_source(compiler, path)
            if source is not None:
                yield letter, compiled, index, source


def _sent(book: Book) -> Iterator[tuple[Workflow, PlacedAction, str]]:
    """Yield every letter that an action names."""
    for flow in book.configuration.workflows.values():
        if any(one.notify is not None and one.notify.letter is not None for _, one in all_actions(flow)):
            for placed in book.actions(flow):
                notify = placed.action.notify
                if notify is not None and notify.letter is not None:
                    yield flow, placed, notify.letter
