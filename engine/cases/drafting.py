"""Several people at one draft: what each of them changed since they looked is brought together, answer by answer.

A draft remembers which save last changed each answer, and a digest of what it was before, as far back as it has room
for. So of two values it can be told whose is a change: only where both are does anyone have to choose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.rows import rows_by_id
from engine.cases.values import Answers, Json, is_empty

MOST_MARKS = 5_000
"""How many changes a draft remembers. Whoever looked before the oldest of them has to look again."""
_HERE = True
"""What is kept of a row itself, so that taking it out is a change like any other."""


class Mark(NamedTuple):
    """A save that changed an answer: its revision, and a digest of what the answer then was."""

    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class Saves:
    """The saves of one draft: its *first* revision, and the *marks* of each answer that changed *since* a revision.

    Revisions never begin anew on a case, so that what somebody saw of an earlier draft is not taken for this one's.
    """

    first: int
    since: int = 0
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)

    def known(self, seen: int) -> bool:
        """Whether it is known what changed after *seen*: the revision somebody looked at, 0 for none."""
        return seen >= self.since and (seen == 0 or seen >= self.first)

    def was(self, path: str, seen: int) -> str | None:
        """Return the digest of an answer as it was at revision *seen*; nothing when it has not changed at all."""
        earlier = [mark.digest for mark in self.marks.get(path, ()) if mark.revision <= seen]
        return earlier[-1] if earlier else None

    def rows_of(self, path: str) -> Iterator[str]:
        """Yield the ids of rows that ever were at *path*, those that were taken out among them."""
        for one in self.marks:
            if one.startswith(f"{path}."):
                yield one[len(path) + 1 :].partition(".")[0]

    def changed_after(self, field_id: str, seen: int) -> bool:
        """Whether a question, or anything in its rows, changed after revision *seen*."""
        under = f"{field_id}."
        return any(
            marks[-1].revision > seen
            for path, marks in self.marks.items()
            if path == field_id or path.startswith(under)
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that two people changed. *yours* and *theirs* are what each of them wants it to be."""

    path: str
    yours: Json = field(repr=False)
    theirs: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Merged:
    """A draft with somebody's answers in it, and what they and someone else both changed."""

    answers: Answers = field(repr=False)
    clashes: tuple[Clash, ...] = ()


def merged(form: CompiledForm, saves: Saves, seen: int, now: Answers, sent: Answers) -> Merged:
    """Return the draft as it is *now* with the answers *sent* in it by somebody who looked at revision *seen*.

    What is not sent stays as it is, inside rows too; a row that is not sent is taken out.
    """
    merging = _Merging(saves, seen, [])
    made = dict(now)
    for name, value in sent.items():
        made[name] = merging.field(form.by_id.get(name), name, now.get(name), value)
    return Merged(made, tuple(merging.clashes))


def _as_json(row: Mapping[str, Json] | None) -> Json:
    return None if row is None else dict(row)


@dataclass(frozen=True, slots=True)
class _Merging:
    saves: Saves
    seen: int
    clashes: list[Clash]

    def field(self, one: CompiledField | None, path: str, theirs: Json, mine: Json) -> Json:
        if one is None or one.row is None or not _are_rows(theirs) or not _are_rows(mine):
            return self._pick(path, theirs, mine)
        there = rows_by_id(theirs)
        sent = rows_by_id(mine, taken=(*there, *self.saves.rows_of(path)))
        in_order = (there, sent) if self.saves.changed_after(path, self.seen) else (sent, there)
        rows: list[Json] = []
        for name in dict.fromkeys(name for rows in in_order for name in rows):
            row = self._row(one, f"{path}.{name}", there.get(name), sent.get(name))
            if row is not None:
                rows.append({"id": name, **row})
        return rows

    def _row(
        self, one: CompiledField, path: str, theirs: Mapping[str, Json] | None, mine: Mapping[str, Json] | None
    ) -> dict[str, Json] | None:
        """Return one row without its id; nothing where it is taken out, or was."""
        assert one.row is not None
        stays = self._pick(path, _HERE if theirs is not None else None, _HERE if mine is not None else None)
        made: dict[str, Json] = {}
        clashes = len(self.clashes)
        for name in dict.fromkeys((*(theirs or ()), *(mine or ()))):
            value = theirs.get(name) if theirs is not None else None
            if mine is None or name in mine:
                taken = mine.get(name) if mine is not None else None
                value = self.field(one.row.by_id.get(name), f"{path}.{name}", value, taken)
            if name != "id":
                made[name] = value
        if not stays and len(self.clashes) == clashes and not all(map(is_empty, made.values())):
            # One of them took the row out, and the other has just written something in it.
            self.clashes.append(Clash(path, _as_json(mine), _as_json(theirs)))
        return made if stays else None

    def _pick(self, path: str, theirs: Json, mine: Json) -> Json:
        """Return whichever of two values is a change; where both are, note it."""
        if digest(theirs) == digest(mine):
            return theirs
        was = self.saves.was(path, self.seen)
        if was is None or was == digest(theirs):
            return mine
        if was != digest(mine):
            self.clashes.append(Clash(path, None if mine is _HERE else mine, None if theirs is _HERE else theirs))
        return theirs


def noted(form: CompiledForm, saves: Saves, before: Answers, after: Answers, revision: int) -> Saves:
    """Return *saves* with what changed from *before* to *after* noted as the save that made *revision*."""
    old, new = dict(_leaves(form, before)), dict(_leaves(form, after))
    marks = dict(saves.marks)
    for path in dict.fromkeys((*old, *new)):
        was, became = old.get(path, _NONE), new.get(path, _NONE)
        if was != became:
            marks[path] = (*marks.get(path, (Mark(saves.since, was),)), Mark(revision, became))
    return _with_room(replace(saves, marks=marks), revision)


def _with_room(saves: Saves, revision: int) -> Saves:
    """Return *saves* with the older half of its revisions forgotten for as long as there are too many marks."""
    while sum(map(len, saves.marks.values())) > MOST_MARKS:
        since = max(saves.since, saves.first) + (revision - max(saves.since, saves.first) + 1) // 2
        kept = {path: _after(marks, since) for path, marks in saves.marks.items()}
        saves = replace(saves, since=since, marks={path: marks for path, marks in kept.items() if len(marks) > 1})
    return saves


def _after(marks: tuple[Mark, ...], since: int) -> tuple[Mark, ...]:
    """Return the last of *marks* up to *since*, as what the answer then was, and those after it."""
    earlier = [mark for mark in marks if mark.revision <= since]
    return (*(Mark(since, mark.digest) for mark in earlier[-1:]), *marks[len(earlier) :])


def _leaves(form: CompiledForm, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield the digest of each answer by its path; those in rows, and the rows themselves, one by one."""
    for name, value in answers.items():
        yield from _leaf(form.by_id.get(name), name, value)


def _leaf(one: CompiledField | None, path: str, value: Json) -> Iterator[tuple[str, str]]:
    if one is None or one.row is None or not _are_rows(value):
        yield path, digest(value)
        return
    for identifier, row in rows_by_id(value).items():
        yield f"{path}.{identifier}", digest(_HERE)
        for name, cell in row.items():
            if name != "id":
                yield from _leaf(one.row.by_id.get(name), f"{path}.{identifier}.{name}", cell)


def digest(value: Json) -> str:
    """Return what tells two answers apart; all that is unanswered is the same."""
    if is_empty(value):
        return ""
    return sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]


_NONE = digest(None)


def _are_rows(value: Json) -> bool:
    return is_empty(value) or (isinstance(value, list) and all(isinstance(row, dict) for row in value))
