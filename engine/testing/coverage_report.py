"""Coverage written down: how much of each file, kind by kind, and each thing that nothing came past, at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.testing.coverage import Coverage, percent
from engine.testing.coverage_goals import KINDS, Goal, sentences

_WIDE = 16


def as_text(coverage: Coverage) -> str:
    """Return the report for people."""
    missed = frozenset(one.key for one in coverage.missed)
    lines = ["Covered by scenarios", ""]
    for file, goals in _by_file(coverage.goals):
        lines += [file, *(f"  {kind:<{_WIDE}}{_counted(ones, missed)}" for kind, ones in _by_kind(goals)), ""]
    lines += [f"{'In all':<{_WIDE + 2}}{_counted(coverage.goals, missed)}"]
    if missed:
        lines += ["", "Not covered", ""]
        lines += (f"{place.file}:{place.line}  {says}" for place, says in sentences(coverage.missed))
    return "\n".join(lines)


def as_json(coverage: Coverage) -> dict[str, object]:
    """Return the report for programs."""
    missed = frozenset(one.key for one in coverage.missed)
    return {
        **_numbers(coverage.goals, missed),
        "kinds": {kind: _numbers(ones, missed) for kind, ones in _by_kind(coverage.goals)},
        "files": {
            file: {**_numbers(goals, missed), "kinds": {kind: _numbers(ones, missed) for kind, ones in _by_kind(goals)}}
            for file, goals in _by_file(coverage.goals)
        },
        "not_covered": [
            {
                "kind": one.kind,
                "file": one.place.file,
                "line": one.place.line,
                "column": one.place.column,
                "says": next(said for _, said in sentences([one])),
            }
            for one in coverage.missed
        ],
    }


def too_little(coverage: Coverage, least: float) -> str:
    """Return the sentence for coverage that is below *least* percent; nothing where it is enough."""
    if coverage.percent >= least:
        return ""
    return f"The scenarios cover {_shown(coverage.percent)} %, and {_shown(least)} % are asked for."


def _by_file(goals: Sequence[Goal]) -> Iterator[tuple[str, list[Goal]]]:
    return ((file, list(ones)) for file, ones in groupby(goals, key=lambda one: one.place.file))


def _by_kind(goals: Sequence[Goal]) -> Iterator[tuple[str, list[Goal]]]:
    for kind in KINDS:
        ones = [one for one in goals if one.kind == kind]
        if ones:
            yield kind, ones


def _counted(goals: Sequence[Goal], missed: frozenset[tuple[str, ...]]) -> str:
    covered = sum(one.key not in missed for one in goals)
    return f"{covered:>5,} of {len(goals):>5,}  {_shown(percent(covered, len(goals))):>5} %"


def _numbers(goals: Sequence[Goal], missed: frozenset[tuple[str, ...]]) -> dict[str, object]:
    covered = sum(one.key not in missed for one in goals)
    return {"covered": covered, "of": len(goals), "percent": percent(covered, len(goals))}


def _shown(number: float) -> str:
    return f"{number:g}"
