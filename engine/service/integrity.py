"""Whether what a database keeps of one case is what was written: a pure question about its rows.

`faults_of` looks at a case's whole history: its steps are all there and chained, what they submitted is what is kept,
refolding them gives the case as it stands, and every row that is worked out from the case says what the case says. It
is what `Engine.verify` asks of each case, and what a test may ask after any fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

from engine.cases.compiled import Definition
from engine.cases.events import AnswersErased, FormWithdrawn, Step
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.service.projections import PROJECTIONS, History, Wrong
from engine.store.audit import Kept
from engine.store.cases import case_of, step_of
from engine.store.chain import revision_key, step_hash, submission_hash, submission_of
from engine.store.encoding import events_of_text
from engine.store.statements import Row


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. *text* never repeats an answer; *version* is the step, where it is one.

    Without a *case* it is about the council as a whole.
    """

    code: str
    text: str
    case: str = ""
    version: int | None = None


def faults_of(kept: Kept, release: Callable[[str], Definition]) -> Iterator[Fault]:
    """Yield all that is wrong with a case as it is kept.

    *release* returns the definition of a release; a LookupError says that it is not there.
    """
    for one in _wrong(kept, release):
        where = f"Case {kept.case['reference']}" + ("" if one.version is None else f", step {one.version}")
        yield Fault(one.code, f"{where}: {one.text}", kept.case["id"], one.version)


_NOT_WRITTEN = "it is not what was written here, or not after this step."


def _wrong(kept: Kept, release: Callable[[str], Definition]) -> Iterator[Wrong]:
    if kept.not_authentic:
        for where in kept.not_authentic:
            yield Wrong("not_authentic", f"a value in {where} was changed, or comes from another place.")
        return  # all else would only follow from it
    yield from (unnumbered := list(_numbering(kept)))
    left = _left(kept)
    yield from _chain(kept, left)
    if unnumbered:
        return  # all else would only follow from it
    try:
        steps = [step_of(row) for row in kept.steps]
        folded, stored = fold(steps), case_of(kept.case["council"], kept.case)
    except Exception:  # noqa: BLE001 - whatever was done to the bytes, it is a fault of theirs and no failure of ours
        yield Wrong("unreadable", "it cannot be read, or not in this order. Somebody wrote to these rows by hand.")
        return
    try:
        history = History(kept, folded, {one.version: one for one in steps}, release(folded.release))
    except LookupError:
        yield Wrong("release", "the definitions that it is pinned to are not there. Restore them from a backup.")
        return
    yield from _submissions(history, left)
    yield from _differences(folded, stored)
    if kept.case["updated_at"] != steps[-1].at:
        yield Wrong("case", "the moment of its last change is not that of its last step.")
    for check in PROJECTIONS:
        yield from check(history)


def _numbering(kept: Kept) -> Iterator[Wrong]:
    """I1: version n of a case is its n-th step; each is there once."""
    there = {row["version"] for row in kept.steps}
    last = kept.case["version"]
    for version in sorted(set(range(1, last + 1)) - there):
        yield Wrong("missing_step", "it is not there. It was taken out, or never kept.", version)
    for version in sorted(there - set(range(1, last + 1))):
        yield Wrong("extra_step", f"the case does not know of it: it stands at version {last}.", version)


def _left(kept: Kept) -> Mapping[str, str]:
    """Return what later steps say is left of the rows that answers were erased from, as hashes: see AnswersErased.

    Whoever forges such a step adds it to a history that the seals know without it.
    """
    found: dict[str, str] = {}
    for row in kept.steps:
        if f'"{AnswersErased.__name__}"' in row["events"]:
            try:
                events = events_of_text(row["events"])
            except Exception:  # noqa: BLE001, S112 - what cannot be read is told as that, by whoever reads all of it
                continue
            for one in events:
                found |= one.left if isinstance(one, AnswersErased) else {}
    return found


def _chain(kept: Kept, left: Mapping[str, str]) -> Iterator[Wrong]:
    """I7: each step's hash holds the step as it is stored, and the hash of the one before it.

    Where answers were erased it holds the step as it was; what is *left* of that is what a later step says.
    """
    previous: str | None = ""
    for row in kept.steps:
        if row["hash"] is None:
            yield Wrong("unchained", "it has no hash: an older version of Casepath wrote it.", row["version"])
        elif (now := step_hash(row, previous)) != left.get(str(row["version"]), row["hash"]):
            yield _not_left(row["version"]) if now == row["hash"] else Wrong("chain", _NOT_WRITTEN, row["version"])
        previous = row["hash"]
    if previous != kept.case["head"]:
        yield Wrong("head", "the last step is not the one that the case was left with.")


def _submissions(history: History, left: Mapping[str, str]) -> Iterator[Wrong]:
    """I2: what each step submitted is there as it was, and nothing else is; what was withdrawn is marked so."""
    there = {(row["id"], row["revision"]): row for row in history.kept.submissions}
    stored = {row["version"]: row for row in history.kept.steps}
    withdrawn: dict[str, Step] = {}
    for version, step in history.steps.items():
        withdrawn |= {one.submission: step for one in step.events if isinstance(one, FormWithdrawn)}
        wrote = submission_of(step.events)
        row = there.pop(wrote, None) if wrote is not None else None
        if wrote is not None and row is None:
            yield Wrong("missing_answers", "what it submitted is not there.", version)
        elif row is not None and _is_not_left(row, stored[version]["submitted"], left):
            yield _not_left(version)
        elif not _is_kept(row, stored[version]["submitted"], left):
            yield Wrong("answers", "the answers that it submitted are not those that are kept.", version)
        elif row is not None and (row["release"], row["at"], row["person"]) != (step.release, step.at, step.by):
            yield Wrong("answers", "who submitted its answers, when or under what was changed.", version)
    if there:
        yield Wrong("extra_answers", f"answers are kept that no step submitted ({len(there)}).")
    for row in history.kept.submissions:
        by = withdrawn.get(row["id"])
        if (row["withdrawn_at"], row["withdrawn_by"]) != ((None, None) if by is None else (by.at, by.by)):
            yield Wrong("withdrawn", f'whether the form "{row["form"]}" was withdrawn is not what its steps say.')


def _is_kept(row: Row | None, submitted: str | None, left: Mapping[str, str]) -> bool:
    """Whether a step submitted what is kept, or what is kept is what an erasure left of it."""
    if row is None or submitted is None:
        return row is None and submitted is None
    return submission_hash(row) == left.get(revision_key(row["id"], row["revision"]), submitted)


def _is_not_left(row: Row, submitted: str | None, left: Mapping[str, str]) -> bool:
    """I11: whether what was submitted is here as it was, though a later step says that less of it is left."""
    said = left.get(revision_key(row["id"], row["revision"]), submitted)
    return said != submitted and submission_hash(row) == submitted


def _not_left(version: int) -> Wrong:
    return Wrong("not_erased", "what was erased of it is here again. Somebody wrote it back.", version)


def _differences(folded: Case, stored: Case) -> Iterator[Wrong]:
    """I2: the case that is stored is the one that its steps make."""
    names = [one.name for one in fields(Case) if one.compare and getattr(folded, one.name) != getattr(stored, one.name)]
    if names:
        yield Wrong("case", f"the case as it is kept is not what its steps made: {', '.join(names)}.")
