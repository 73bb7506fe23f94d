"""Examples of scenarios: a scenario with a table of examples is written out once for each row, before it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.definitions.nodes import Entry, ListNode, MapNode, Node, TextNode, at
from engine.definitions.words import fill_slots, slot_names
from engine.findings import Code, Finding, suggestion

BAD_EXAMPLE = Code("N251", "Examples that do not fit", "Name in the steps what the rows of the examples hold.")


def written_out(scenario: Node, findings: list[Finding]) -> Iterator[tuple[int, int, ListNode]]:
    """Yield the steps of a scenario for each row of its examples: (example, of how many, steps); without rows, 0 of 0.

    *scenario* is known to have the right shape. What does not fit between rows and steps is added to *findings*.
    """
    if isinstance(scenario, ListNode):
        yield 0, 0, scenario
        return
    steps = at(scenario, ("steps",))
    assert isinstance(scenario, MapNode)
    assert isinstance(steps, ListNode)
    if "examples" not in scenario.entries:
        yield 0, 0, steps
        return
    written = scenario.entries["examples"].value
    rows = written.items if isinstance(written, ListNode) else (written,)
    for number, row in enumerate(rows, start=1):
        assert isinstance(row, MapNode)
        work = _Row(row, findings)
        filled = work.fill(steps)
        work.tell_unused()
        assert isinstance(filled, ListNode)
        yield number, len(rows), filled


class _Row:
    """One row of examples being written into the steps."""

    def __init__(self, row: MapNode, findings: list[Finding]) -> None:
        self.row, self.findings = row, findings
        self.used: set[str] = set()

    def fill(self, node: Node) -> Node:
        """Return *node* with each `{{ name }}` replaced. A text that is only a slot becomes the row's own value."""
        if isinstance(node, ListNode):
            return replace(node, items=tuple(self.fill(one) for one in node.items))
        if isinstance(node, MapNode):
            return replace(node, entries=dict(self._fill_entry(entry) for entry in node.entries.values()))
        names = slot_names(node.value)
        return self._fill_text(node, names) if names else node

    def _fill_entry(self, entry: Entry) -> tuple[str, Entry]:
        key = self.fill(entry.key)
        key = key if isinstance(key, TextNode) else entry.key
        return key.value, Entry(key, self.fill(entry.value))

    def _fill_text(self, node: TextNode, names: tuple[str, ...]) -> Node:
        for name in names:
            if name not in self.row.entries:
                message = f'The examples have no "{name}".'
                hint = suggestion(name, self.row.entries, what="names")
                self.findings.append(Finding(BAD_EXAMPLE, message, node.place, hint))
                return node
        self.used.update(names)
        if fill_slots(node.value.strip(), lambda _: "") == "" and len(names) == 1:
            return self.row.entries[names[0]].value
        return replace(node, value=fill_slots(node.value, self._text))

    def _text(self, name: str) -> str:
        value = self.row.entries[name].value
        return value.value if isinstance(value, TextNode) else ""

    def tell_unused(self) -> None:
        for name, entry in self.row.entries.items():
            if name not in self.used:
                message = f'No step uses "{name}".'
                hint = f'Write "{{{{ {name} }}}}" where its value belongs, or take it out of the examples.'
                self.findings.append(Finding(BAD_EXAMPLE, message, entry.key.place, hint))
