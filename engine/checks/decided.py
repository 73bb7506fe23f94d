"""What the decisions log speaks of: each place is there, here or in what is extended, and what waits has somebody.

It is no more than a warning, since a decision stays what it was when its lines go.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.nodes import at
from engine.definitions.origins import Assembled
from engine.definitions.walking import is_there
from engine.findings import Code, Finding

NOTHING_THERE = Code(
    "W032",
    "A decision about something that is not there",
    "Write the path of what it is about, from the form or workflow down; take it out where that has gone.",
    "warning",
)
NOBODY_LOOKS_AFTER = Code(
    "W033", "A decision that waits and nobody looks after", 'Add "owner:" with who brings it back.', "warning"
)


def check_decisions(assembled: Assembled) -> Iterator[Finding]:
    """Yield where the log speaks of what is not there, and what waits with nobody to bring it back."""
    log = assembled.decided
    for number, one in enumerate(log.entries if log is not None else ()):
        assert log is not None
        where = ("decisions", number)
        for index, path in enumerate(one.of):
            if not _is_known(assembled, path):
                place = at(log.node, (*where, "of", index)).place
                yield Finding(
                    NOTHING_THERE,
                    f'There is nothing at "{path}".',
                    place,
                    NOTHING_THERE.remedy,
                    f"decisions.{number}.of",
                )
        if one.parked_until is not None and one.owner is None:
            place = at(log.node, (*where, "parked_until"), key=True).place
            yield Finding(
                NOBODY_LOOKS_AFTER,
                "This waits, and nobody is named who brings it back.",
                place,
                NOBODY_LOOKS_AFTER.remedy,
                f"decisions.{number}",
            )


def _is_known(assembled: Assembled, path: str) -> bool:
    if is_there(assembled.origins.nodes, path):
        return True
    # What was taken out of a template is still there in the template.
    over = assembled.origins.over
    return over is not None and _is_known(over.template, path)
