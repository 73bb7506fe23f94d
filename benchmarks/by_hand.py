"""What someone would write by hand for one form and for one condition: fast, and good for nothing else.

This is the limit that working out a form is measured against. It does what the benchmark council's form of thirty
questions asks for (types, limits, patterns, eight conditions, four rules) and keeps the clean answers and the faults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

Answers = Mapping[str, Any]  # Any: a hand-written check takes what comes, as people write them
Faults = list[tuple[str, str]]

_PHONE = re.compile(r"[0-9 +]{8,16}").fullmatch
_EMAIL = re.compile(r"[^@ ]+@[^@ ]+\.[^@ ]+").fullmatch
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}").fullmatch
_PLATE = re.compile(r"[A-Z]{2}[0-9]{2} [A-Z]{3}").fullmatch
_TENURES = frozenset(("owner", "private_rent", "social_rent", "other"))
_CONTACTS = frozenset(("email", "phone", "post"))
_SERVICES = frozenset(("waste", "parking", "housing", "tax", "licence"))
_LICENCES = frozenset(("taxi", "street", "alcohol"))
_YES_NO = frozenset(("yes", "no"))


def faults(given: Answers) -> Faults:
    """Return what is wrong with answers to the form of thirty questions, by field."""
    found: Faults = []
    kept: dict[str, Any] = {}
    _text(given, "first_name", 100, found, kept)
    _text(given, "last_name", 100, found, kept)
    _date(given, "date_of_birth", found, kept)
    _text(given, "email", 200, found, kept, _EMAIL)
    _text(given, "email_confirm", 200, found, kept, _EMAIL)
    if given.get("phone"):
        _text(given, "phone", 16, found, kept, _PHONE)
    _text(given, "address_line", 200, found, kept)
    _text(given, "town", 100, found, kept)
    _text(given, "postcode", 8, found, kept, _POSTCODE)
    if given.get("uprn") is not None:
        _whole(given, "uprn", 1, 999_999_999_999, found, kept)
    tenure = _code(given, "tenure", _TENURES, found, kept)
    if tenure == "private_rent":
        _text(given, "landlord_name", 100, found, kept)
        _text(given, "landlord_phone", 16, found, kept, _PHONE)
    elif tenure == "other":
        _text(given, "tenure_other", 100, found, kept)
    size = _whole(given, "household_size", 1, 20, found, kept)
    if size is not None and size > 1:
        _text(given, "other_members", 500, found, kept)
    if _code(given, "has_disability", _YES_NO, found, kept) == "yes":
        _text(given, "disability_detail", 1000, found, kept)
    for name in ("income", "benefits", "total_income"):
        _amount(given, name, found, kept)
    contact = _code(given, "contact_by", _CONTACTS, found, kept)
    _date(given, "start_date", found, kept)
    _date(given, "end_date", found, kept)
    _wanted(given, found, kept)
    if given.get("notes"):
        _text(given, "notes", 2000, found, kept)
    _code(given, "declaration", _YES_NO, found, kept)
    _rules(kept, contact, found)
    return found


def _wanted(given: Answers, found: Faults, kept: dict[str, Any]) -> None:
    services = given.get("services")
    if type(services) is not list or not services or not _SERVICES.issuperset(services):
        found.append(("services", "choose from the list"))
        return
    kept["services"] = services
    if "parking" in services:
        _text(given, "parking_reg", 8, found, kept, _PLATE)
        _code(given, "vehicle_owner", _YES_NO, found, kept)
    if "licence" in services:
        _code(given, "licence_type", _LICENCES, found, kept)


def _rules(kept: dict[str, Any], contact: str | None, found: Faults) -> None:
    if "start_date" in kept and "end_date" in kept and kept["end_date"] < kept["start_date"]:
        found.append(("end_date", "before the start"))
    if "email" in kept and "email_confirm" in kept and kept["email"] != kept["email_confirm"]:
        found.append(("email_confirm", "differs"))
    money = kept.keys() >= {"income", "benefits", "total_income"}
    if money and kept["income"] + kept["benefits"] != kept["total_income"]:
        found.append(("total_income", "does not add up"))
    if contact == "phone" and "phone" not in kept:
        found.append(("phone", "needed"))


def _text(
    given: Answers,
    name: str,
    most: int,
    found: Faults,
    kept: dict[str, Any],
    matches: Callable[[str], object] | None = None,
) -> None:
    value = given.get(name)
    if type(value) is not str or not value or len(value) > most or (matches is not None and not matches(value)):
        found.append((name, "write it as shown"))
    else:
        kept[name] = value


def _date(given: Answers, name: str, found: Faults, kept: dict[str, Any]) -> None:
    try:
        kept[name] = date.fromisoformat(given[name])
    except (KeyError, TypeError, ValueError):
        found.append((name, "write a date"))


def _amount(given: Answers, name: str, found: Faults, kept: dict[str, Any]) -> None:
    try:
        value = Decimal(given[name])
    except (KeyError, TypeError, InvalidOperation):
        found.append((name, "write an amount"))
        return
    if value < 0:
        found.append((name, "too small"))
    else:
        kept[name] = value


def _whole(given: Answers, name: str, low: int, high: int, found: Faults, kept: dict[str, Any]) -> int | None:
    value = given.get(name)
    if type(value) is not int or not low <= value <= high:
        found.append((name, "write a whole number"))
        return None
    kept[name] = value
    return value


def _code(given: Answers, name: str, codes: frozenset[str], found: Faults, kept: dict[str, Any]) -> str | None:
    value = given.get(name)
    if value not in codes:
        found.append((name, "choose one"))
        return None
    kept[name] = value
    return str(value)


def condition(given: Answers) -> bool:
    """Judge one condition over five answers; it knows nothing of unanswered questions."""
    return bool(
        given["tenure"] == "private_rent"
        and given["household_size"] > 1
        and (given["total_income"] < 1000 or given["has_disability"] == "yes")
        and "parking" in given["services"]
        and given["end_date"] > given["start_date"]
    )


CONDITION = (
    "tenure == private_rent and household_size > 1 and (total_income < 1000 or has_disability == yes)"
    " and parking in services and end_date > start_date"
)
"""The same as a council writes it."""
