"""A problem that is said once and kept reads as one that is said anew, whatever was said at the same place before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.cases.problems import Problem, ProblemBook, said_before
from engine.cases.values import BadAnswer
from engine.sentences.say import Counted, say

LONG = "Use at most {most}; there are {count}."
few = some.integers(1, 3)


@pytest.mark.parametrize("language", ["en", "cy"])
@given(said=some.lists(some.tuples(some.sampled_from(["one", "two"]), few, few), max_size=12))
def test_what_is_kept_reads_as_what_is_said_anew(language: str, said: list[tuple[str, int, int]]) -> None:
    book = ProblemBook(language)
    for path, most, count in said:
        bad = BadAnswer("too_long", LONG, most=Counted(most, "characters"), count=str(count))
        anew = say(language, '"{field}": {problem}', field=path, problem=bad)
        assert book.refusal(path, path, bad) == Problem(path, "too_long", anew)

        template = '"{field}": give at least {count}.'
        anew = say(language, template, field=path, count=count)
        found = said_before(book, path, "too_few", template, {"field": path, "count": count})
        assert found == Problem(path, "too_few", anew)
