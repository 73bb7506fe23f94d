"""States inside states and strands side by side, in every form that a workflow is shown in."""

from __future__ import annotations

import re
from functools import cache

from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.picture import Picture, picture_of
from engine.interop.table import as_text, rows_of
from tests.interop.pictures import lines_at, named, read_all
from tests.service.test_strands import ENQUIRY
from tests.support import LITTLE, definition_of


@cache
def enquiry() -> Picture:
    return picture_of(definition_of({**LITTLE, "workflow_definitions/path.yaml": ENQUIRY}), "path")


def inside(drawn: str, head: str, end: str) -> str:
    """Return what stands between a line that starts with *head* and the line *end* at the same depth."""
    found = re.search(rf"^( *){head}.*?^\1{end}$", drawn, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[0]


def test_a_state_is_a_box_round_its_strands_and_each_strand_a_dashed_one_round_its_states() -> None:
    dot = as_dot(enquiry())

    outer, child, place = (inside(dot, f"subgraph cluster_{number}", "}") for number in range(3))

    assert child in outer
    assert place in outer
    assert ('style="rounded"' in outer, 'style="dashed"' in child, 'style="dashed"' in place) == (True, True, True)
    assert "Seeing the child" in child
    assert "Mapping places" in place
    assert "Mapping places" not in child
    assert "Conference" not in outer


def test_what_moves_a_strand_is_written_inside_it() -> None:
    dot = as_dot(enquiry())

    assert "Finish the map" in inside(dot, "subgraph cluster_2", "}")
    assert "Pause" not in inside(dot, "subgraph cluster_0", "}")


def test_the_join_is_an_arrow_by_itself_from_the_end_of_every_strand() -> None:
    dot = as_dot(enquiry())
    joined = named(dot, "All strands have ended by itself")

    ends = {re.findall(r"\bn\d+\b", line)[0] for line in lines_at(dot, joined)}

    assert ends == {named(dot, title) for title in ("Child seen", "Map finished", "Conference")}


def test_what_an_outer_state_offers_is_drawn_and_listed_once() -> None:
    assert sum(one.startswith("Pause Manager") for one in read_all(enquiry())) == 1
    assert [row.state for row in rows_of(enquiry()) if row.step in ("Pause", "Note")] == ["Enquiry", "Enquiry"]


def test_mermaid_has_a_subgraph_for_each() -> None:
    mermaid = as_mermaid(enquiry())

    child = inside(mermaid, r'subgraph a1\["Child"\]', "end")
    assert child in inside(mermaid, r'subgraph a0\["Enquiry"\]', "end")
    assert "Seeing the child" in child
    assert mermaid.count("stroke-dasharray:4") == 2
    assert mermaid.count("subgraph ") == mermaid.count("\n  end") + mermaid.count("\n    end") == 3


def test_the_table_says_which_state_and_which_strand() -> None:
    states = [row.state for row in rows_of(enquiry())]

    assert "Enquiry: Child: Seeing the child" in states
    assert "Enquiry: Place: Mapping places" in states
    joins = [(row.state, row.who, row.leads_to) for row in rows_of(enquiry()) if row.step == "All strands have ended"]
    assert joins == [
        ("Enquiry: Child: Child seen", "by itself", "Conference"),
        ("Enquiry: Place: Map finished", "by itself", "Conference"),
    ]
    assert max(map(len, as_text(enquiry()).splitlines())) <= 132


def test_those_who_do_not_see_it_are_told_what_goes_side_by_side() -> None:
    assert 'Side by side in "Enquiry": Child; Place.' in enquiry().description
