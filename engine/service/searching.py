"""Finding whom a case is about before one is added: by names, date of birth or reference, the nearest first.

A name that is heard is seldom spelled as it was written, so what is near is found too. Only facts that the person who
looks may view on a case are searched there, and only cases that they may see are looked through.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledField, Definition
from engine.cases.restriction import as_of
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.service.overviews import Overview, overviews
from engine.service.register import Register
from engine.store.cases import find_case_called, read_case
from engine.store.links import cases_of_workflow
from engine.store.transaction import Transaction

MOST_SEARCHED = 2_000
"""Cases of each workflow that are looked through, the latest first: what one question may cost."""
_MOST_WORDS = 8
_NEAR = 0.75
_SEARCHED = ("text", "long_text", "date", "partial_date")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody, or some place, that was found: *by* are the labels of what fits, *exact* whether all of it does.

    *cases* are those about them that this person may see, the latest change first.
    """

    kind: str
    subject: str
    called: str = dataclasses.field(repr=False)
    exact: bool
    by: tuple[str, ...]
    cases: tuple[Overview, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the nearest first. Where it is not *complete*, older cases were not looked through."""

    matches: tuple[Match, ...]
    complete: bool

    def __bool__(self) -> bool:
        """Whether anybody was found."""
        return bool(self.matches)


@dataclass(slots=True)
class _Near:
    """How near one subject came."""

    score: float
    labels: dict[str, None]
    cases: list[Case]


def search(register: Register, tx: Transaction, text: str, by: Actor, kind: str | None, limit: int) -> Found:
    """Return whom and what *text* may mean; see `Cases.search`."""
    sought = _Sought.of(text)
    near: dict[tuple[str, str], _Near] = {}
    complete = True
    for one, score, labels in _references(register, tx, text, by):
        _add(near, one, score, labels)
    for name, flow in register.engine.definition.workflows.items() if sought.parts else ():
        about = flow.definition.subject
        if kind is not None and about != kind:
            continue
        found = cases_of_workflow(tx, register.council, name, about, MOST_SEARCHED, facts=True)
        complete = complete and len(found) < MOST_SEARCHED
        for case, known in found:
            _look_at(register, tx, case, known, by, sought, near)
    ordered = sorted(near.items(), key=lambda one: (-one[1].score, one[0]))[:limit]
    shown = overviews(register, tx, [case for _, one in ordered for case in one.cases], by)
    return Found(tuple(_match(key, one, shown) for key, one in ordered), complete)


def _references(
    register: Register, tx: Transaction, text: str, by: Actor
) -> Iterator[tuple[Case, float, Iterable[str]]]:
    """Yield the case that *text* is the reference of, if this person may see it."""
    wanted = text.strip().upper()
    case_id = find_case_called(tx, register.council, wanted) if 0 < len(wanted) <= 64 and wanted.isprintable() else None
    case = read_case(tx, register.council, case_id) if case_id is not None else None
    if case is not None and _sees(register, tx, case, by):
        yield case, 2.0, ()


def _look_at(
    register: Register,
    tx: Transaction,
    case: Case,
    known: Answers,
    by: Actor,
    sought: _Sought,
    near: dict[tuple[str, str], _Near],
) -> None:
    """Add a case's subject where it is near enough; whether it may be seen is asked last, since most are not near."""
    definition = register.engine.release(tx, case.release)
    fits = sought.near(definition, case, known, definition.roles.standing(by, as_of(case, register.now())))
    if fits is not None and _sees(register, tx, case, by):
        _add(near, case, *fits)


def _sees(register: Register, tx: Transaction, case: Case, by: Actor) -> bool:
    return register.sees(register.engine.release(tx, case.release), as_of(case, register.now()), by)


def _add(near: dict[tuple[str, str], _Near], case: Case, score: float, labels: Iterable[str]) -> None:
    one = near.setdefault((case.subject_kind, case.subject), _Near(score, {}, []))
    one.score = max(one.score, score)
    one.labels |= dict.fromkeys(labels)
    if case.id not in {each.id for each in one.cases}:
        one.cases.append(case)


def _match(key: tuple[str, str], one: _Near, shown: Mapping[str, Overview]) -> Match:
    cases = tuple(shown[case.id] for case in one.cases if case.id in shown)
    called = cases[0].called if cases else ""
    return Match(*key, called, exact=one.score >= 1, by=tuple(one.labels), cases=cases)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for: words, and days."""

    words: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def parts(self) -> int:
        return len(self.words) + len(self.days)

    @classmethod
    def of(cls, text: str) -> _Sought:
        days = [day for found in _DAY.finditer(text) if (day := _day(found)) is not None]
        words = _words(_DAY.sub(" ", text))
        return cls(tuple(dict.fromkeys(words))[:_MOST_WORDS], tuple(dict.fromkeys(days)))

    def near(
        self, definition: Definition, case: Case, known: Answers, standing: frozenset[str]
    ) -> tuple[float, list[str]] | None:
        """Return how near a case's subject is, 1 for all of it, and by what; nothing where any part is far off."""
        told = [
            (one, known[name])
            for (kind, name), one in definition.facts.items()
            if kind == case.subject_kind and name in known and one.definition.type in _SEARCHED
            if may(standing, "see", one.view)
        ]
        total, labels = 0.0, list[str]()
        parts: tuple[str | date, ...] = (*self.words, *self.days)
        for part in parts:
            fits = ((_fit(part, one, value), one.definition.label) for one, value in told)
            score, label = max(fits, default=(0.0, ""))
            if score < _NEAR:
                return None
            total += score
            labels.append(label)
        return total / self.parts, labels


def _fit(part: str | date, fact: CompiledField, value: Json) -> float:
    """Return how near a part comes to a fact, 0 to 1."""
    if not isinstance(value, str):
        return 0.0
    if isinstance(part, date):
        return _near_day(part, value)
    if fact.definition.type not in ("text", "long_text"):
        return 0.0
    return max((_near_word(part, word) for word in _words(value)), default=0.0)


def _near_word(part: str, word: str) -> float:
    if part == word:
        return 1.0
    if len(part) >= 3 and (word.startswith(part) or (part.startswith(word) and len(word) >= 3)):
        return 0.9
    if len(part) < 3 or abs(len(part) - len(word)) > 3:
        return 0.0
    # People hear how a name begins: where that is right, more of the rest may be wrong.
    nearer = 0.1 if part[0] == word[0] else 0.0
    return min(0.95, SequenceMatcher(None, part, word).ratio() + nearer)


def _near_day(day: date, value: str) -> float:
    """Return how near a day is: one part of it wrong, or day and month the wrong way round, is near."""
    written = f"{day:%Y-%m-%d}"
    if value == written:
        return 1.0
    if len(value) != len(written):
        return 0.9 if value and written.startswith(value) else 0.0
    alike = sum(one == other for one, other in zip(written.split("-"), value.split("-"), strict=False))
    turned = value == f"{day:%Y-%d-%m}"
    return 0.8 if alike == 2 or turned else 0.0


def _day(found: re.Match[str]) -> date | None:
    year, month, day, first, second, last = found.groups()
    try:
        return date(int(year), int(month), int(day)) if year else date(int(last), int(second), int(first))
    except ValueError:
        return None


def _words(text: str) -> list[str]:
    """Return the words of a text as they are compared: small, without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text[:2_000].casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one) and one not in "'’`")
    return re.findall(r"[^\W_]+", letters)
