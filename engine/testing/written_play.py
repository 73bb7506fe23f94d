"""A play written down as a file of scenarios, which `casepath test` plays again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import yaml

from engine.cases.values import Json
from engine.definitions.source import Node, read

TODAY = "2026-03-12T10:00"
"""The council's moment at which a play begins where nobody says otherwise: a Thursday."""


def as_scenarios(
    workflow: str,
    name: str,
    steps: Sequence[Mapping[str, object]],
    people: Mapping[str, Sequence[str]],
    *,
    today: str = TODAY,
    remark: str = "",
    facts: Mapping[str, Mapping[str, object]] | None = None,
    closures: Sequence[str] = (),
) -> str:
    """Return a file with one scenario. *remark* stands above it, as a comment.

    *facts* are what is known of each kind of subject.
    """
    given: dict[str, object] = {"today": today, "people": {one: _one_or_more(roles) for one, roles in people.items()}}
    if closures:
        given["closures"] = list(closures)
    given |= {kind: _written(known) for kind, known in (facts or {}).items()}
    content = {"scenarios_of": workflow, "given": given, "scenarios": {name: [dict(step) for step in steps]}}
    head = "".join(f"# {line}\n" for line in remark.splitlines())
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def doing(
    by: str,
    answers: Mapping[str, Json],
    *,
    reason: str | None = None,
    assigns: Mapping[str, str] | None = None,
    passed: Mapping[str, str] | None = None,
    link: Mapping[str, Json] | None = None,
) -> dict[str, object]:
    """Return what a scenario says of one step, without what it does not need."""
    said: dict[str, object] = {"by": by}
    for setting, value in (("form", dict(answers)), ("reason", reason), ("assigns", dict(assigns or {}))):
        if value:
            said[setting] = _written(value)
    if passed:
        said["passed"] = dict(passed)
    if link is not None:
        said["link"] = _written(dict(link))
    return said


def moment(at: datetime) -> str:
    """Return a moment as scenarios write it; the next whole minute, so that what is due then is due."""
    return f"{at:%Y-%m-%dT%H:%M:%S}" if at.second else f"{at:%Y-%m-%dT%H:%M}"


def nowhere() -> Node:
    """Return a place for what cannot be told of a file, as there is none yet."""
    root = read(b"steps: none\n", "").root
    assert root is not None
    return root


def _one_or_more(roles: Sequence[str]) -> str | list[str]:
    return roles[0] if len(roles) == 1 else list(roles)


def _written(value: object) -> object:
    """Return answers as a scenario has them: every scalar is text there."""
    if isinstance(value, Mapping):
        return {str(name): _written(one) for name, one in value.items() if one is not None and name != "id"}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return str(value)
