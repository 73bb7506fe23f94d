"""Many people in many processes at the same moment: exactly one wins, and every other is told who won."""

from __future__ import annotations

from tests.proofs.driving import driven

PROCESSES, THREADS, ROUNDS = 4, 8, 32
"""For each run of the tests; `make soak` has more of each."""


def test_of_all_who_act_at_the_same_moment_one_wins_and_every_other_is_told_who(database_url: str) -> None:
    found = driven("racing.py", database_url, PROCESSES, THREADS, ROUNDS)

    assert found["faults"] == []
    assert (found["rounds"], found["came"]) == (ROUNDS, PROCESSES * THREADS * ROUNDS)
    assert found["late"] == found["came"] - ROUNDS


def test_a_version_that_is_not_checked_is_found(database_url: str) -> None:
    found = driven("racing.py", database_url, PROCESSES, THREADS, 8, "unchecked")

    assert found["faults"] != []
