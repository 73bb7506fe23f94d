"""What partners are sent: answers that there are, each named once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, answers_inside
from engine.definitions.fields import AnyField
from engine.findings import Code, Finding, suggestion

SHARES_UNKNOWN = Code(
    "D801", "A share of a question that does not exist", "Name questions of this form, or rows.field for one of a row."
)
NOTHING_TO_SHARE = Code(
    "D802", "A share of something that has no answer", "Name questions; take notes and what is only shown out."
)
SHARED_TWICE = Code("D803", "An answer shared twice", "Name it once; rows that are named whole bring all their cells.")


def what_is_shared_is_asked(book: Book) -> Iterator[Finding]:
    """A share names questions of its own form, or of its rows, that have an answer."""
    for spot, path, fields in _shared(book):
        *above, name = path.split(".")
        inside = answers_inside(fields, above)
        if name not in inside:
            what = f'rows "{above[-1]}"' if above and inside else "form"
            hint = suggestion(name if inside else path, inside or fields, what="questions")
            message = f'There is no question "{path}" to share: the {what} has no "{name}".'
            if not inside:
                message = f'There is no question "{path}" to share: "{".".join(above)}" has no rows here.'
            yield book.finding(SHARES_UNKNOWN, message, spot, hint)
        elif not inside[name].asks or inside[name].shows is not None:
            said = "text to read" if not inside[name].asks else "shown from elsewhere and not kept"
            yield book.finding(NOTHING_TO_SHARE, f'"{path}" is {said}, so there is no answer to share.', spot)


def each_answer_is_shared_once(book: Book) -> Iterator[Finding]:
    """A share names no question twice, and no cell of rows that it names whole."""
    seen: dict[Spot, list[str]] = {}
    for spot, path, fields in _shared(book):
        share = Spot(spot.kind, spot.name, spot.path[:-1])
        named = book.configuration.forms[spot.name].share[str(spot.path[1])].fields
        whole = next((one for one in named if path.startswith(f"{one}.")), None)
        *above, name = path.split(".")
        if path in seen.setdefault(share, []):
            yield book.finding(SHARED_TWICE, f'"{path}" is shared already.', spot)
        elif whole is not None and name in answers_inside(fields, above):
            message = f'"{path}" is shared already, with the whole of "{whole}".'
            yield book.finding(SHARED_TWICE, message, spot)
        seen[share].append(path)


def _shared(book: Book) -> Iterator[tuple[Spot, str, Mapping[str, AnyField]]]:
    """Yield every path that a share names: where, the path, and the questions of the form."""
    for form in book.configuration.forms.values():
        fields = book.answers(form)
        for share_id, share in form.share.items():
            for index, path in enumerate(share.fields):
                yield Spot("form", form.form, ("share", share_id, "fields", index)), path, fields
