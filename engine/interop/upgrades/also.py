"""What a new version of its template changes for a council that did not differ there."""

from __future__ import annotations

from engine.checks import check
from engine.definitions.assemble import Assembled
from engine.findings import Place, has_errors
from engine.interop.differences.change import Change
from engine.interop.differences.edition import Edition
from engine.interop.differences.whole import differences

_NOWHERE = Place("", 1, 1, 1, 1)


def also_changed(mine: Assembled, merged: Assembled) -> tuple[Change, ...] | None:
    """Return what differs for a council between now and then, *merged* being what it would be on the new version.

    What the council says itself is the same in both. Nothing where either has mistakes: that cannot be said yet.
    """
    before, after, over = _edition(mine), _edition(merged), merged.origins.over
    if before is None or after is None or over is None:
        return None
    return tuple(one for one in differences(before, after) if (one.new or one.old or _NOWHERE).file not in over.files)


def said_of_the_template(change: Change) -> str:
    """Return the sentence of a change, which speaks to whoever made it, as one about the template."""
    sentence = change.sentence
    return f"The template {sentence.removeprefix('You ')}" if sentence.startswith("You ") else sentence


def _edition(assembled: Assembled) -> Edition | None:
    report = check(assembled)
    if assembled.configuration is None or report.definition is None or has_errors(report.findings):
        return None
    return Edition(assembled.configuration, assembled.origins, report.definition, assembled.scenarios)
