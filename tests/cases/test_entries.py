"""The entries of a folded case: read when somebody looks, written as they were when nobody did."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as some

from engine.cases.entries import changeable, copied, entries, stored
from engine.cases.making import made, remade

names = some.text(max_size=3)
kept = some.dictionaries(names, some.integers())
changes = some.lists(some.tuples(names, some.none() | some.integers()), max_size=6)


@dataclass(frozen=True)
class Whole:
    """What an entry is once it was read."""

    number: int
    name: str = "none"


def write(one: Whole) -> int:
    return one.number


@given(kept, changes, some.lists(names, max_size=4))
def test_entries_are_what_a_dict_of_all_of_them_would_be(
    numbers: dict[str, int], happening: list[tuple[str, int | None]], looked_at: list[str]
) -> None:
    own, plain = copied(entries(numbers, Whole, Whole)), {name: Whole(one) for name, one in numbers.items()}
    for name in looked_at:
        assert own.get(name) == plain.get(name)
        assert (name in own) == (name in plain)
    for name, number in happening:
        if number is not None:
            own[name] = plain[name] = Whole(number)
        elif name in plain:
            del own[name], plain[name]

    assert own == plain
    assert (list(own), len(own), repr(own)) == (list(plain), len(plain), repr(plain))
    assert stored(own, write) == stored(plain, write) == {name: one.number for name, one in plain.items()}
    assert list(stored(own, write)) == list(plain)


@given(kept, names, some.integers())
def test_who_changes_entries_changes_a_copy_once(numbers: dict[str, int], name: str, number: int) -> None:
    shared = entries(numbers, Whole, Whole)
    own = changeable(shared, shared)
    own[name] = Whole(number)

    assert changeable(own, shared) is own
    assert stored(shared, write) == numbers


def test_an_entry_that_nobody_looks_at_is_not_read() -> None:
    read: list[int] = []

    def reading(number: int) -> Whole:
        read.append(number)
        return Whole(number)

    found = entries({"one": 1, "two": 2}, Whole, reading)
    assert found["two"] == found["two"] == Whole(2)
    assert stored(found, write) == {"one": 1, "two": 2}
    assert read == [2]


@given(some.integers(), some.text(), some.text())
def test_a_value_made_quickly_is_the_one_that_its_class_makes(number: int, name: str, other: str) -> None:
    one = made(Whole, {"number": number, "name": name})

    assert one == Whole(number, name)
    assert remade(one, {"name": other}) == replace(one, name=other)
    assert one == Whole(number, name)
