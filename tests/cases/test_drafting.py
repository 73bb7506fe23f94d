"""The laws of bringing two people's drafts together: whose change stands, and that nobody's words vanish."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.cases.drafting import MOST_MARKS, Saves, digest, merged, noted
from engine.cases.rows import rows_by_id
from engine.cases.values import Answers, Json
from tests.cases.test_rows import FORM

words = st.sampled_from(["", "a", "b", "c", None])
cells = st.dictionaries(st.sampled_from(["person", "school_name"]), words)


@st.composite
def rows(draw: st.DrawFn, inner: bool = True) -> list[Json]:
    made: list[Json] = []
    for name in draw(st.lists(st.sampled_from(["r1", "r2", "r3"]), unique=True)):
        row: dict[str, Json] = {"id": name, **draw(cells)}
        if inner and draw(st.booleans()):
            row["visits"] = draw(rows(inner=False))
        made.append(row)
    return made


drafts = st.fixed_dictionaries({"child_name": words, "level": words, "people": rows()})


def leaves(answers: Answers) -> dict[str, Json]:
    """Return every answer of the little form by its path, rows and all: slowly, and by another way."""
    found: dict[str, Json] = {name: answers.get(name) for name in ("child_name", "level")}
    waiting: list[tuple[str, Json]] = [("people", answers.get("people"))]
    while waiting:
        path, value = waiting.pop()
        for name, row in rows_by_id(value).items():
            for cell, one in row.items():
                if cell == "visits":
                    waiting.append((f"{path}.{name}.visits", one))
                elif cell != "id":
                    found[f"{path}.{name}.{cell}"] = one
    return {path: value for path, value in found.items() if digest(value)}


def as_whole(sent: Answers, now: Answers) -> Answers:
    """Return *sent* with null for what it leaves out of rows: an answer that is left out stays as it is."""
    return {**sent, "people": _whole(sent["people"], now["people"])}


def _whole(sent: Json, now: Json) -> Json:
    there = rows_by_id(now)
    made: list[Json] = []
    for name, row in rows_by_id(sent).items():
        whole = {**dict.fromkeys(there.get(name, {})), **row, "id": name}
        if "visits" in whole:
            whole["visits"] = _whole(whole["visits"] or [], there.get(name, {}).get("visits"))
        made.append(whole)
    return made


@given(drafts, drafts)
def test_whoever_saw_the_latest_gets_what_they_sent(before: Answers, sent: Answers) -> None:
    found = merged(FORM, noted(FORM, Saves(first=1), {}, before, 1), 1, before, as_whole(sent, before))

    assert found.clashes == ()
    assert leaves(found.answers) == leaves(sent)


@given(drafts, drafts, drafts)
def test_of_two_people_each_keeps_what_they_changed_or_both_are_asked(
    base: Answers, theirs: Answers, mine: Answers
) -> None:
    saves = noted(FORM, Saves(first=1), {}, base, 1)
    saves = noted(FORM, saves, base, theirs, 2)

    found = merged(FORM, saves, 1, theirs, as_whole(mine, {**base, "people": [*rows_of(base), *rows_of(theirs)]}))

    old, now, given_, made = leaves(base), leaves(theirs), leaves(mine), leaves(found.answers)
    clashing = {one.path for one in found.clashes}
    for path in {*old, *now, *given_}:
        they_changed, i_changed = now.get(path) != old.get(path), given_.get(path) != old.get(path)
        if they_changed and i_changed and now.get(path) != given_.get(path):
            assert any(path == one or path.startswith(f"{one}.") for one in clashing)
        elif not clashing:
            assert made.get(path) == (now if they_changed else given_).get(path)


def rows_of(answers: Answers) -> list[Json]:
    found = answers["people"]
    assert isinstance(found, list)
    return found


def test_a_draft_that_was_saved_too_often_since_is_looked_at_again() -> None:
    saves = Saves(first=1)
    before: Answers = {}
    for revision in range(1, MOST_MARKS):
        after = {"child_name": str(revision), "level": str(revision)}
        saves, before = noted(FORM, saves, before, after, revision), after

    assert sum(map(len, saves.marks.values())) <= MOST_MARKS
    assert not saves.known(1)
    assert saves.known(MOST_MARKS - 1)
    late = merged(FORM, saves, saves.since, before, {"child_name": "mine"})
    assert [one.path for one in late.clashes] == ["child_name"]


def test_a_row_without_an_id_is_never_taken_for_one_that_was_taken_out() -> None:
    first: Answers = {"people": [{"id": "r1", "person": "Kit"}, {"id": "r2", "person": "Jo"}]}
    second: Answers = {"people": [{"id": "r1", "person": "Kit"}]}
    saves = noted(FORM, noted(FORM, Saves(first=1), {}, first, 1), first, second, 2)

    found = merged(FORM, saves, 1, second, {"people": [*rows_of(first), {"person": "Max"}]})

    assert found.clashes == ()
    assert found.answers["people"] == [{"id": "r1", "person": "Kit"}, {"id": "r3", "person": "Max"}]
