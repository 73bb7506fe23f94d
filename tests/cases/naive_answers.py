"""What an answer is, read slowly: one short reader for each type, and the codes that a choice offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from engine.cases.values import Json
from engine.definitions.fields import AnyField, ChoiceField, NumberField
from engine.definitions.lists import Option, OptionList
from tests.cases.naive_conditions import Read, worth


def nothing(given: object) -> bool:
    return given is None or (isinstance(given, str | list | dict) and not given)


def codes_of(one: AnyField, lists: Mapping[str, OptionList]) -> list[str]:
    """Return the codes of a choice, in order, with those that `none` and `other` add."""
    if one.type == "yes_no":
        return ["yes", "no"]
    if one.type == "yes_no_unknown":
        return ["yes", "no", "not_known"]
    if not isinstance(one, ChoiceField):
        return []
    return [*options_of(one, lists), *(["none"] if one.none else []), *(["other"] if one.other else [])]


def options_of(one: ChoiceField, lists: Mapping[str, OptionList]) -> Mapping[str, Option]:
    return lists[one.options].options if isinstance(one.options, str) else one.options


def offers(one: AnyField, lists: Mapping[str, OptionList], read: Read) -> list[str] | None:
    """Return the codes that may be chosen now: not retired, and `offer_if` certainly true."""
    codes = codes_of(one, lists)
    if not isinstance(one, ChoiceField):
        return codes or None
    options = options_of(one, lists)
    written = {code: options.get(code) for code in codes}
    return [
        code
        for code, option in written.items()
        if option is None
        or (not option.retired and (option.offer_if is None or worth(option.offer_if, read, lists) is True))
    ]


def among(value: Any, options: Collection[str]) -> bool:
    return all(code in options for code in ([value] if isinstance(value, str) else value))


def _text(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    if "\n" in given or len(given) > 2_000:
        raise ValueError
    return str(given.rstrip())


def _number(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    number = int(given) if isinstance(given, str) and given.isdigit() else given
    if type(number) is not int or not isinstance(one, NumberField):
        raise TypeError
    if (one.min is not None and number < one.min) or (one.max is not None and number > one.max):
        raise ValueError
    return number


def _date(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    return date.fromisoformat(given).isoformat()


def _code(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    return codes[codes.index(given)]


def _codes(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    chosen = [given] if isinstance(given, str) else list(given)
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(codes) or ("none" in chosen and len(chosen) > 1):
        raise ValueError
    return [code for code in codes if code in chosen]


READERS: Final[Mapping[str, Callable[[AnyField, Any, Sequence[str]], Json]]] = {
    **dict.fromkeys(("text", "long_text"), _text),
    **dict.fromkeys(("integer", "scale"), _number),
    **dict.fromkeys(("yes_no", "yes_no_unknown", "choice"), _code),
    "choices": _codes,
    "date": _date,
}


def seen(one: AnyField, kept: Any) -> Any:
    return date.fromisoformat(kept) if one.type == "date" else tuple(kept) if one.type == "choices" else kept
