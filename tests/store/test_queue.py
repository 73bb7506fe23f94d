"""Writers in one process: one at a time, in the order in which they came, and none waits for ever."""

from __future__ import annotations

import threading

import pytest

from engine import Unavailable
from engine.store.queue import WriterQueue

WRITERS = 20


def test_writers_have_their_turn_in_the_order_in_which_they_came() -> None:
    queue, order = WriterQueue(60), list[int]()

    def write(number: int) -> None:
        with queue.turn():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    with queue.turn():
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            while queue.waiting < waiting:
                pass
    for thread in threads:
        thread.join()

    assert order == list(range(WRITERS))


def test_a_turn_that_does_not_come_is_given_up_and_spoils_nothing() -> None:
    queue = WriterQueue(0.01)
    refused: list[str] = []

    def write() -> None:
        with pytest.raises(Unavailable) as refusal, queue.turn():
            raise AssertionError("two writers at once")
        refused.append(refusal.value.outage)

    with queue.turn():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    with queue.turn():
        assert refused == ["busy"]
    assert queue.waiting == 0


def test_a_writer_that_fails_gives_its_turn_on() -> None:
    queue = WriterQueue(0.01)

    with pytest.raises(ZeroDivisionError), queue.turn():
        raise ZeroDivisionError
    with queue.turn():
        assert queue.waiting == 0
