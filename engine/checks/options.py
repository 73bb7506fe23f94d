"""Option lists: what replaces an option is there, its versions are versions, and nothing is in a list twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiling.types import written_options
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.definitions.fields import ChoiceField
from engine.definitions.lists import Option
from engine.definitions.versions import has_been
from engine.findings import Code, Finding, suggestion

UNKNOWN_OPTION = Code("N237", "An option that does not exist", "Name another option of the same list.")
NOT_A_VERSION = Code("N238", "A version that has not been", "Write a version of this configuration, such as 1.1.0.")
OPTION_TWICE = Code("N239", "An answer that is there twice", "Keep it in the list, or as none or other; not both.")
ALL_RETIRED = Code("N240", "A list with nothing to choose", "Keep at least one option that is not retired.")


def options_to_use_instead(book: Book) -> Iterator[Finding]:
    """An option that is no longer offered names one that is."""
    for spot, options in _written(book):
        for code, option in options.items():
            other = option.use
            if other is not None and other not in options:
                hint = suggestion(other, options, what="options")
                yield book.finding(
                    UNKNOWN_OPTION, f'There is no option "{other}" in this list.', spot.at(code, "use"), hint
                )
            elif other is not None and (other == code or options[other].retired):
                message = f'"{code}" cannot be replaced by "{other}", which is not offered.'
                yield book.finding(UNKNOWN_OPTION, message, spot.at(code, "use"))


def versions_of_options(book: Book) -> Iterator[Finding]:
    """`since` and `retired` are versions of this configuration, up to the present one."""
    for spot, options in _written(book):
        for code, option in options.items():
            for setting, version in (("since", option.since), ("retired", option.retired)):
                present = book.version_at(spot.at(code, setting))
                if version is not None and not has_been(version, present):
                    message = f'"{version}" is not a version of this configuration, which is now at {present}.'
                    yield book.finding(NOT_A_VERSION, message, spot.at(code, setting))


def lists_offer_something(book: Book) -> Iterator[Finding]:
    """A list has at least one option that is still offered."""
    for spot, options in _written(book):
        if all(option.retired for option in options.values()):
            yield book.finding(ALL_RETIRED, "Every option of this list is retired.", spot, key=True)


def answers_once(book: Book) -> Iterator[Finding]:
    """`none` and `other` add an answer of that code; the list must not have it already."""
    for one in (*book.facts(), *book.questions()):
        if not isinstance(one.field, ChoiceField):
            continue
        written = one.field.options
        found = written_options(book.configuration, written) if isinstance(written, str) else ("", written, False)
        for setting, added in (("none", one.field.none), ("other", one.field.other)):
            if added is not None and found is not None and setting in found[1]:
                message = f'"{one.id}" adds the answer "{setting}", and its options have that code already.'
                yield book.finding(OPTION_TWICE, message, one.spot.at(setting), key=True)


def _written(book: Book) -> Iterator[tuple[Spot, Mapping[str, Option]]]:
    """Yield every set of options where it is written out."""
    for one in book.configuration.lists.values():
        yield Spot("list", one.list, ("options",)), one.options
    for placed in (*book.facts(), *book.questions()):
        if isinstance(placed.field, ChoiceField) and not isinstance(placed.field.options, str):
            yield placed.spot.at("options"), placed.field.options
