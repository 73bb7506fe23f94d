"""Laws of overlays: what changes nothing, what order does not matter to, what can be undone, and what never happens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.configuration import Configuration
from engine.definitions.source import Plain, plain, read
from engine.findings import render_all
from tests.overlays import FORM, LEVELS, MANIFEST, RECORD, TEMPLATE, WORKFLOW

FILES = (FORM, LEVELS, RECORD, WORKFLOW, MANIFEST)
HEADS: Mapping[str, dict[str, Plain]] = {
    FORM: {"form": "referral"},
    LEVELS: {"list": "levels"},
    RECORD: {"record": "child"},
    WORKFLOW: {"workflow": "path"},
    MANIFEST: {"casepath": "1", "configuration": "northshire", "title": "N", "extends": "little 1.0", "version": "4"},
}
_OWN = {"casepath", "configuration", "title", "version", "extends", "locked"}
_WORDED = {"title", "label", "hint", "say"}

Steps = tuple[str, ...]
Files = dict[str, dict[str, Plain]]
"""By path, what an overlay says beside the head of each file."""


@cache
def template() -> Assembled:
    return assemble(TEMPLATE, shown_under="extends/")


def said(path: str) -> dict[str, Plain]:
    root = read(TEMPLATE[path], "").root
    assert root is not None
    held = plain(root)
    assert isinstance(held, dict)
    return {name: one for name, one in held.items() if name not in HEADS[path] and name not in _OWN}


def inside(held: Plain, steps: Steps = ()) -> Iterator[tuple[Steps, Plain]]:
    """Yield everything that *held* says, and where."""
    if steps:
        yield steps, held
    for name, one in held.items() if isinstance(held, dict) else ():
        yield from inside(one, (*steps, name))


def put(held: dict[str, Plain], steps: Steps, value: Plain) -> None:
    """Say *value* at *steps*, unless something is said there or above it already."""
    for step in steps[:-1]:
        below = held.setdefault(step, {})
        if not isinstance(below, dict):
            return
        held = below
    held.setdefault(steps[-1], value)


def built(places: Sequence[tuple[str, Steps, Plain]]) -> Files:
    files: Files = {}
    for path, steps, value in places:
        put(files.setdefault(path, {}), steps, value)
    return files


PLACES = [(path, steps, held) for path in FILES for steps, held in inside(said(path))]
"""All that the template says, but for what no council says: its own head."""
LEAVES = [one for one in PLACES if not isinstance(one[2], dict)]
WORDS = [one for one in LEAVES if one[1][-1] in _WORDED and isinstance(one[2], str)]

same = st.lists(st.sampled_from(LEAVES), max_size=12).map(built)
"""Overlays that say what the template says."""
words = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(["Another", "One more word", "Arall"])).map(
        lambda pair: (pair[0][0], pair[0][1], pair[1])
    ),
    max_size=12,
).map(built)
"""Overlays that word things differently."""

_NAMES = ["type", "by", "new", "after", "before", "page", "id", "if", "to", "else", "title", "label", "options"]
_NAMES += ["add", "drop", "remove", "why", "fields", "bus", "states", "required", "within", "goes", "view", "level"]
_TEXTS = [
    "text",
    "officer",
    "true",
    "about",
    "low",
    "new",
    "waiting",
    "2 working days",
    "level == low",
    "",
    "x: y",
    "é",
]
_TEXTS += ["states.waiting", "fields.note", "fields.harm.options.home", "states.waiting.actions.decide.goes.act", "a.b"]
anything: st.SearchStrategy[Plain] = st.recursive(
    st.sampled_from(_TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3),
    max_leaves=6,
)
_anywhere = st.sampled_from(PLACES).map(lambda one: (one[0], one[1]))
_beside = st.tuples(_anywhere, st.sampled_from(_NAMES)).map(lambda pair: (pair[0][0], (*pair[0][1], pair[1])))
_top = st.tuples(st.sampled_from(FILES), st.sampled_from(["remove", *_NAMES]).map(lambda name: (name,)))
wild = st.lists(
    st.tuples(_anywhere | _beside | _top, anything).map(lambda pair: (pair[0][0], pair[0][1], pair[1])), max_size=6
).map(built)
"""Overlays as nobody would write them."""

_TRAVEL: Plain = {"new": "true", "title": "T", "fields": {"walk": {"type": "text", "label": "Walk"}}}
_STATE: Mapping[str, Plain] = {"new": "true", "title": "T", "ending": "true"}
_QUESTION: Mapping[str, Plain] = {"type": "text", "label": "Bus", "page": "about"}
_GROUPS: list[list[tuple[str, Steps, Plain]]] = [
    [
        (FORM, ("fields", "bus"), {**_QUESTION, "after": "train"}),
        (FORM, ("fields", "tram"), {**_QUESTION, "after": "bus"}),
        (FORM, ("fields", "train"), {**_QUESTION, "before": "where"}),
    ],
    [(FORM, ("fields", "held_on"), {"page": "decision", "after": "note"})],
    [(FORM, ("pages", "travel"), _TRAVEL)],
    [(FORM, ("pages", "about", "fields", "missing"), {"label": "Missing", "before": "where"})],
    [(FORM, ("view",), {"add": "guest", "drop": "worker"})],
    [(FORM, ("remove",), ["fields.level", "rules.low_act"])],
    [(FORM, ("fields", "harm", "options"), {"both": {"label": "Both", "new": "true", "after": "outside"}})],
    [
        (WORKFLOW, ("states", "panel"), {**_STATE, "after": "hall"}),
        (WORKFLOW, ("states", "hall"), {**_STATE, "after": "waiting"}),
    ],
    [(WORKFLOW, ("states", "waiting", "actions", "decide", "goes"), [{"id": "act", "to": "closed"}])],
    [(WORKFLOW, ("states", "waiting", "actions", "ring"), {"title": "Ring", "by": "guest", "goes": "stay"})],
    [(WORKFLOW, ("states", "new", "deadlines", "refer", "within"), "1 working day")],
    [(WORKFLOW, ("remove",), "anytime.visit")],
    [(MANIFEST, ("roles", "nurse"), {"title": "Nurse", "new": "true"})],
    [(MANIFEST, ("roles", "manager"), "Senior manager")],
    [(RECORD, ("fields", "sex", "options", "x"), {"label": "Other", "new": "true"})],
]
new_things: st.SearchStrategy[Files] = st.lists(st.sampled_from(_GROUPS), max_size=10).map(
    lambda groups: built([one for group in groups for one in group])
)
"""Overlays of every kind of difference, each of which can be merged."""


def council(files: Files, base: Assembled | None = None, **head: str) -> Assembled:
    written = {path: {**HEADS[path], **held} for path, held in {MANIFEST: {}, **files}.items()}
    written[MANIFEST] |= head
    own = {path: json.dumps(held, ensure_ascii=False).encode() for path, held in written.items()}
    return assemble(
        own, shown_under=f"councils/{head.get('configuration', 'northshire')}/", template=base or template()
    )


def whole(assembled: Assembled) -> Configuration:
    assert assembled.configuration is not None, render_all(assembled.findings)
    return assembled.configuration


def told(assembled: Assembled) -> list[tuple[str, str, str]]:
    return sorted((one.code.id, one.message, one.hint) for one in assembled.findings)


def turned(held: Plain) -> Plain:
    """Return the same settings in another order; lists stay as they are."""
    if isinstance(held, dict):
        return {name: turned(one) for name, one in reversed(held.items())}
    return [turned(one) for one in held] if isinstance(held, list) else held


@given(same)
def test_what_the_template_says_already_changes_nothing_and_is_told(files: Files) -> None:
    made = council(files)

    assert whole(made) == whole(council({}))
    assert made.origins.over is not None
    assert made.origins.over.edits == ()
    assert {one.code.id for one in made.findings} <= {"O919"}
    assert bool(made.findings) == any(files.values())


@given(words | new_things)
def test_the_order_of_settings_does_not_matter_to_what_is_merged(files: Files) -> None:
    other = {path: turned(held) for path, held in files.items()}

    one, another = council(files), council({path: held for path, held in other.items() if isinstance(held, dict)})

    assert whole(one) == whole(another)
    assert told(one) == told(another)


@given(wild)
def test_nor_to_what_is_told(files: Files) -> None:
    other = {path: turned(held) for path, held in files.items()}

    one, another = council(files), council({path: held for path, held in other.items() if isinstance(held, dict)})

    assert told(one) == told(another)


@given(words | new_things)
def test_with_all_differences_undone_there_is_the_template_again(files: Files) -> None:
    made = council(files)
    over = made.origins.over
    assert over is not None

    undone = over.without(*(one.part for one in over.edits))

    assert whole(undone) == whole(council({}))
    assert undone.origins.over is not None
    assert undone.origins.over.edits == ()


@given(words | new_things)
def test_a_difference_that_is_undone_is_none_and_the_others_stay(files: Files) -> None:
    made = council(files)
    over = made.origins.over
    assert over is not None

    for edit in over.edits:
        left = over.without(edit.part).origins.over
        assert left is not None
        others = {(one.kind, one.path) for one in over.edits if one.part is not edit.part}
        # What stood beside it may have lost its place, and nothing else is lost.
        gone = others - {(one.kind, one.path) for one in left.edits}
        assert all(kind == "moved" for kind, _ in gone)
        assert (edit.kind, edit.path) not in {(one.kind, one.path) for one in left.edits}


@settings(max_examples=60)
@given(wild)
def test_whatever_is_written_nothing_is_raised_and_all_is_told_in_the_council_s_own_files(files: Files) -> None:
    findings = check(council(files)).findings

    assert {one.place.file for one in findings if not one.place.file.startswith("councils/northshire/")} == set()


@given(words)
def test_the_same_differences_again_are_none(files: Files) -> None:
    north = council(files)

    again = council(files, north, configuration="southtown", extends="northshire 4")

    assert {one.code.id for one in again.findings} <= {"O919"}
    assert again.origins.over is not None
    assert again.origins.over.edits == ()
    assert whole(again).forms == whole(north).forms
    assert whole(again).workflows == whole(north).workflows
