"""What became of a form's questions and options: old names that are gone, and new ones that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.types import option_codes
from engine.cases.compiling.workflows import all_actions
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, answers_inside, answers_of
from engine.definitions.changes import Change, PlaceChange, PlaceKind
from engine.definitions.fields import AnyField, ChoiceField, GridField
from engine.definitions.forms import Form
from engine.definitions.versions import has_been, version_key
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, suggestion

NOT_THERE = Code("O901", "A change to something that is not there", "Name what this version has.")
STILL_THERE = Code("O902", "A change of something that is still there", "Name what this version no longer has.")
CHANGED_TWICE = Code("O903", "Two changes of one name", "Keep one of them.")
TO_COME = Code("O904", "A change in a version that has not been", "Write the version that made the change.")
MOVED_AWAY = Code("O905", "A change that would move an answer", "Rename a question only where it stands.")


def versions_of_changes(book: Book) -> Iterator[Finding]:
    """A change was made by a version up to the present one."""
    made: list[tuple[Spot, str]] = [(spot, one.since) for _, spot, one in _changes(book)]
    made += [(spot, one.since) for _, spot, one in _moves(book)]
    for spot, since in made:
        present = book.version_at(spot.at("in"))
        if not has_been(since, present):
            message = f'"{since}" is not a version of this configuration, which is now at {present}.'
            yield book.finding(TO_COME, message, spot.at("in"))


def what_changed_is_there(book: Book) -> Iterator[Finding]:
    """What answers of before are called now is a question of the form, and their codes are answers to it."""
    for form, spot, change in _changes(book):
        match change.kind:
            case "rename":
                yield from _renamed(book, form, spot, change)
            case "new":
                yield from _missing(book, form, spot.at("new"), change.new or "")
            case "option":
                yield from _recoded(book, form, spot, change)


def what_changed_is_gone(book: Book) -> Iterator[Finding]:
    """What answers of before were called is no question of the form any more, and no code of the question."""
    for form, spot, change in _changes(book):
        if change.old is not None and _find(form, change.old) is not None:
            message = f'"{change.old}" is still a question of "{form.form}".'
            yield book.finding(STILL_THERE, message, spot.at(change.kind))
        one = _find(form, change.in_field or "")
        if change.option is not None and change.option in _codes(book, one):
            message = f'"{change.option}" is still an answer to "{change.in_field}".'
            yield book.finding(STILL_THERE, message, spot.at("option"))


def nothing_changed_twice(book: Book) -> Iterator[Finding]:
    """An old name becomes one thing, and a new one was one thing before."""
    for form in book.configuration.forms.values():
        before: set[tuple[str, ...]] = set()
        after: set[str] = set()
        for index, change in enumerate(form.changes):
            spot = Spot("form", form.form, ("changes", index))
            was = (change.old,) if change.old else (change.in_field or "", change.option or "")
            if change.kind != "new" and was in before:
                name = change.old or f"{change.in_field}.{change.option}"
                yield book.finding(CHANGED_TWICE, f'"{name}" is changed already.', spot.at(change.kind))
            before.add(was)
            became = (change.to if change.kind == "rename" else change.new) or ""
            if became and became in after:
                setting = "to" if change.kind == "rename" else "new"
                yield book.finding(CHANGED_TWICE, f'"{became}" is something changed already.', spot.at(setting))
            after.add(became)


def places_changed_are_there(book: Book) -> Iterator[Finding]:
    """A case of before finds its place: the new name is there, the old one is gone, and each is changed once."""
    for workflow, spot, change in _moves(book):
        known = _places(workflow, change.kind)
        if change.to not in known:
            hint = suggestion(change.to, known, what=f"{change.kind}s")
            yield book.finding(NOT_THERE, f'There is no {change.kind} "{change.to}".', spot.at("to"), hint)
        if change.old in known and not (change.kind == "deadline" and change.old == change.to):
            message = f'The {change.kind} "{change.old}" is still in "{workflow.workflow}".'
            yield book.finding(STILL_THERE, message, spot.at(change.kind))
        index = int(spot.path[-1])
        if any((one.kind, one.old) == (change.kind, change.old) for one in workflow.changes[:index]):
            yield book.finding(CHANGED_TWICE, f'"{change.old}" is changed already.', spot.at(change.kind))


def _places(workflow: Workflow, kind: PlaceKind) -> Collection[str]:
    """Return what a change of *kind* may lead to, by the names that conditions use."""
    match kind:
        case "state":
            return workflow.state_names
        case "task":
            return [one.id for one in all_tasks(workflow)]
        case "deadline":
            return [name for place in workflow.places.values() for name in place.state.deadlines]
        case "action":
            return [name for name, _ in all_actions(workflow)]


def _moves(book: Book) -> Iterator[tuple[Workflow, Spot, PlaceChange]]:
    for workflow in book.configuration.workflows.values():
        for index, change in enumerate(workflow.changes):
            yield workflow, Spot("workflow", workflow.workflow, ("changes", index)), change


def _changes(book: Book) -> Iterator[tuple[Form, Spot, Change]]:
    for form in book.configuration.forms.values():
        for index, change in enumerate(form.changes):
            yield form, Spot("form", form.form, ("changes", index)), change


def _renamed(book: Book, form: Form, spot: Spot, change: Change) -> Iterator[Finding]:
    old, new = change.rename or "", change.to or ""
    if old.rpartition(".")[0] != new.rpartition(".")[0]:
        message = f'"{old}" cannot become "{new}": answers stay in the rows, or outside them, where they were given.'
        yield book.finding(MOVED_AWAY, message, spot.at("to"))
    elif not any(_comes_later(form.changes, change, other) for other in form.changes if other.old == new):
        yield from _missing(book, form, spot.at("to"), new)


def _comes_later(changes: Sequence[Change], one: Change, other: Change) -> bool:
    """Return whether *other* changes further what *one* did."""
    versions = version_key(one.since), version_key(other.since)
    return versions[0] < versions[1] or (versions[0] == versions[1] and changes.index(one) < changes.index(other))


def _missing(book: Book, form: Form, spot: Spot, path: str) -> Iterator[Finding]:
    if _find(form, path) is None:
        known = [".".join(filter(None, (path.rpartition(".")[0], name))) for name in _beside(form, path)]
        message = f'The form "{form.form}" has no question "{path}".'
        yield book.finding(NOT_THERE, message, spot, suggestion(path, known, what="questions"))


def _recoded(book: Book, form: Form, spot: Spot, change: Change) -> Iterator[Finding]:
    one = _find(form, change.in_field or "")
    codes = _codes(book, one)
    if one is None:
        yield from _missing(book, form, spot.at("in_field"), change.in_field or "")
    elif not codes:
        message = f'"{change.in_field}" has no options, so none of them changed.'
        yield book.finding(NOT_THERE, message, spot.at("in_field"))
    elif change.to not in codes and not any(
        other.option == change.to and other.in_field == change.in_field and _comes_later(form.changes, change, other)
        for other in form.changes
    ):
        message = f'"{change.to}" is not an answer to "{change.in_field}".'
        yield book.finding(NOT_THERE, message, spot.at("to"), suggestion(change.to or "", codes, what="answers"))


def _find(form: Form, path: str) -> AnyField | None:
    return _beside(form, path).get(path.rpartition(".")[2])


def _beside(form: Form, path: str) -> Mapping[str, AnyField]:
    """Return the questions among which the one at *path* stands."""
    return answers_inside(answers_of(form), path.split(".")[:-1])


def _codes(book: Book, one: AnyField | None) -> tuple[str, ...]:
    return option_codes(book.configuration, one) if isinstance(one, ChoiceField | GridField) else ()
