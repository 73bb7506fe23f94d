"""What stops the reading: one finding for it, at the line that its author has to change, from either parser."""

from __future__ import annotations

import pytest

from engine.definitions import faults, traps
from engine.definitions.source import read
from engine.findings import Code


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: b\nfoo\nc: d\n", faults.NO_COLON, 2),
        ("foo:bar\nc: d\n", faults.NO_COLON, 1),
        ("- a\nb: c\n", traps.INDENT, 2),
        (" a: b\nc: d\n", traps.INDENT, 2),
        ("-\nx: y\n", traps.INDENT, 2),
        ("a: |\n  x\n y\n", traps.INDENT, 3),
        ("a: {b: c\nd: e\n", faults.OPEN_BRACKET, 1),
        ("a: b\nc: [", faults.OPEN_BRACKET, 2),
        ("a: {b: c: d}\n", faults.COLON, 1),
        ("a: {b: 'c' d}\n", faults.AFTER_QUOTE, 1),
        ('"a" b: c\n', faults.AFTER_QUOTE, 1),
        ("a: ]b\n", faults.LEADING, 1),
        ("a: ,b\n", faults.LEADING, 1),
        ("a: ? b\n", faults.LEADING, 1),
        ("a: * b\n", faults.LEADING, 1),
        ("a: {b} c\n", faults.BRACKET, 1),
        ('a: "\\xZZ"\n', faults.ESCAPE, 1),
        ("a: {: b}\n", traps.NO_NAME, 1),
        ("'': b\n", traps.NO_NAME, 1),
        ("...\na: b\n", traps.DOCUMENT, 1),
        ("%FOO\n---\na: b\n", traps.DIRECTIVE, 1),
        ("[a, b\n", faults.OPEN_BRACKET, 1),
        ("a: !b{c\n", faults.LEADING, 1),
    ],
)
@pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])
def test_a_fault_has_one_finding_at_the_line_to_change(text: str, code: Code, line: int, libyaml: bool) -> None:
    findings = [one for one in read(text, "a.yaml", libyaml=libyaml).findings if one.is_error]

    assert [(one.code.id, one.place.line) for one in findings] == [(code.id, line)]
