"""How an upgrade speaks of what is at a path, and of what it says."""

from __future__ import annotations

from engine.definitions.nodes import ListNode, MapNode, Node, TextNode, plain
from engine.definitions.overlay import Path
from engine.findings import listed

THINGS = frozenset(
    {"fields", "pages", "options", "lines", "rules", "states", "actions", "anytime", "tasks", "deadlines", "checks"}
    | {"links", "alerts", "parallel", "share", "goes", "roles", "case_roles", "groups", "teams", "subjects"}
    | {"meetings", "modules", "system", "locked", "message", "hears"}
)
"""Settings that hold things by their ids."""
_LONGEST = 60


def is_thing(steps: Path) -> bool:
    """Whether what is at *steps* is a thing with an id, and not a setting of one."""
    return len(steps) > 1 and steps[-2] in THINGS


def named(name: str, steps: Path) -> str:
    """Return what is called what it is called, and of what it is: `"label" of "bus"`, `"bus" in "referral"`.

    *name* is the definition's id; casepath.yaml has none.
    """
    if not steps:
        return f'"{name}"'
    last = "else" if steps[-1].isdigit() else steps[-1]
    above = steps[:-2] if is_thing(steps) else steps[:-1]
    around = next((one for one in reversed(above) if one not in THINGS and not one.isdigit()), name)
    if is_thing(steps):
        return f'"{last}" in "{around or steps[-2]}"'
    return f'"{last}" of "{around}"' if around else f'"{last}"'


def short(name: str, steps: Path) -> str:
    """Return only the id of what is at *steps*."""
    return f'"{steps[-1] if steps else name}"'


def said_short(node: Node | None) -> str | None:
    """Return what a text or a list of words says, in quotes; nothing for what takes more words than fit a sentence."""
    if isinstance(node, TextNode):
        words = " ".join(node.value.split())
    elif isinstance(node, ListNode) and all(isinstance(one, TextNode) for one in node.items):
        words = ", ".join(one.value for one in node.items if isinstance(one, TextNode))
    else:
        return None
    return f'"{words}"' if len(words) <= _LONGEST else f'"{words[:_LONGEST].rstrip()}..."'


def differing(one: Node | None, other: Node | None) -> str:
    """Return in which settings two things differ, nothing where that cannot be said by names."""
    if not isinstance(one, MapNode) or not isinstance(other, MapNode):
        return ""
    names = dict.fromkeys([*one.entries, *other.entries])
    return listed(name for name in names if _data(one, name) != _data(other, name))


def _data(node: MapNode, name: str) -> object:
    return plain(node.entries[name].value) if name in node.entries else None
