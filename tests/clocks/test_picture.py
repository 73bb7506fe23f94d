"""The picture of a workflow shows what time does to a case."""

from __future__ import annotations

from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.picture import picture_of
from engine.interop.render import to_svg
from engine.interop.table import as_text
from tests.clocks.limits import LIMITS
from tests.support import definition_of


def test_a_breach_that_moves_the_case_is_an_arrow() -> None:
    picture = picture_of(definition_of(LIMITS), "path")

    [found] = [one for one in picture.arrows if one.step.title == "Discussion held: the last day is over"]
    assert (found.source, found.target) == ("discussing", "reviewing")
    svg = to_svg(as_dot(picture), id=picture.id, title=picture.title, description=picture.description)
    for drawn in (svg, as_mermaid(picture)):
        assert "Discussion held: the" in drawn
    assert "Discussion held: the last" in as_text(picture)


def test_every_kind_of_limit_says_what_it_runs_to() -> None:
    picture = picture_of(definition_of(LIMITS), "path")
    limits = {clock.title: clock.limit for box in picture.boxes for clock in box.clocks}

    assert limits["Assessment"] == "45 working days, statutory"
    assert limits["Heard"] == 'the next meeting: "Panel", standard'
    assert limits["Review"] == "3 months, then 6 months each time, statutory"
    assert limits["Seen again"] == 'the day in "Next seen on", planned'
