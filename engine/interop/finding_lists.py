"""Findings for programs: as JSON of our own, and as SARIF 2.1.0, which code reviews and editors show at their lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from engine.checks.accepting import Accepted
from engine.findings import Code, Finding, Place

SARIF_VERSION = "2.1.0"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Where = Callable[[str], str]
"""How a file is called by whoever reads the list: from the folder in which the command was given."""


def as_json(findings: Iterable[Finding], accepted: Iterable[Accepted] = ()) -> str:
    """Return *findings*, then what is *accepted* with who accepted it and why, as a JSON list."""
    listed = [entry(one) for one in findings]
    for one in accepted:
        said = one.acceptance
        listed.append(
            {**entry(one.finding), "accepted": {"why": said.why, "who": said.who, "when": said.when.isoformat()}}
        )
    return json.dumps(listed, indent=2, ensure_ascii=False)


def entry(finding: Finding) -> dict[str, object]:
    """Return one finding as it stands in the JSON list."""
    place = finding.place
    return {
        "code": finding.code.id,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": finding.path,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def as_sarif(findings: Sequence[Finding], accepted: Sequence[Accepted], *, where: Where, version: str) -> str:
    """Return one SARIF log with one run. What is *accepted* is among the results, suppressed with its reason."""
    every = [*findings, *(one.finding for one in accepted)]
    codes = {one.code.id: one.code for one in every}
    order = sorted(codes)
    results = [_result(one, order.index(one.code.id), where) for one in findings]
    for one in accepted:
        said = one.acceptance
        reason = f"{said.why} ({said.who}, {said.when.isoformat()})"
        suppressed = {"kind": "external", "status": "accepted", "justification": reason}
        results.append({**_result(one.finding, order.index(one.finding.code.id), where), "suppressions": [suppressed]})
    driver = {"name": "Casepath", "semanticVersion": version, "rules": [_rule(codes[name]) for name in order]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": SARIF_VERSION, "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: Code) -> dict[str, object]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "help": {"text": code.remedy},
        "defaultConfiguration": {"level": code.severity},
    }


def _result(finding: Finding, rule: int, where: Where) -> dict[str, object]:
    place = {"physicalLocation": {"artifactLocation": {"uri": quote(where(finding.place.file))}, **_at(finding.place)}}
    named = {"logicalLocations": [{"fullyQualifiedName": finding.path}]} if finding.path else {}
    return {
        "ruleId": finding.code.id,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{finding.message} {finding.hint}".strip()},
        "locations": [{**place, **named}],
    }


def _at(place: Place) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if place.excerpt.strip():
        region["snippet"] = {"text": place.excerpt}
    return {"region": region}
