"""The keys of councils as an operator has them: in files that only grow better, or in the environment."""

from __future__ import annotations

import os
import stat
from base64 import b64encode
from pathlib import Path

import pytest

from engine.service.key_files import (
    FileKeys,
    KeysNotChanged,
    TextKeys,
    ring_of,
    text_of,
    using,
    with_new_key,
    without_key,
)
from engine.store.encryption import PLAIN, KeysLost
from tests.keys import kept_in, ring

KEY = b64encode(b"k" * 32).decode()


def test_what_is_written_is_read_back() -> None:
    for made in (ring("k1"), ring("k1", "k2", current="k1"), ring("k7", plain=True)):
        assert ring_of(text_of(made), "here") == made


def test_keys_may_stand_in_one_line_with_remarks() -> None:
    found = ring_of(f" # from the vault\nkey k1 {KEY};current k1;plain read # until spring", "here")
    assert (found.current, found.reads_plain, list(found.keys)) == ("k1", True, ["k1"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'a line "current NAME" must name one of the keys'),
        (f"key k1 {KEY}", 'a line "current NAME" must name one of the keys'),
        (f"key k1 {KEY}\ncurrent k2", 'a line "current NAME" must name one of the keys'),
        (f"key k1 {KEY}\nkey k1 {KEY}\ncurrent k1", "line 2: this is no key"),
        (f"key plain {KEY}\ncurrent plain", "line 1: this is no key"),
        (f"key K-1 {KEY}\ncurrent K-1", "line 1: this is no key"),
        (f"key k1 {KEY[:-8]}\ncurrent k1", "line 1: a key is 32 bytes in Base64"),
        ("key k1 hunter2hunter2\ncurrent k1", "line 1: a key is 32 bytes in Base64"),
        (f"{KEY}\ncurrent k1", "line 1: this is no key"),
        (f"key k1 {KEY}\ncurrent k1\ncurrent k1", "line 3: this is no key"),
        (f"key k1 {KEY}\ncurrent k1\nplain", "line 3: this is no key"),
    ],
)
def test_what_is_no_key_is_told_by_its_line_and_never_quoted(text: str, says: str) -> None:
    with pytest.raises(KeysLost) as refused:
        ring_of(text, "here")
    assert says in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert KEY[:8] not in str(refused.value)


def test_a_ring_shows_no_key_of_itself() -> None:
    assert "k1..." not in repr(ring("k1"))
    assert KEY not in repr(ring_of(f"key k1 {KEY};current k1", "here"))


def test_a_file_that_changed_is_read_again_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    keys = FileKeys(kept_in(tmp_path / "keys", "little", ring("k1")))
    assert keys.ring("little") is keys.ring("little")

    keys.change("little", lambda known: with_new_key(known, use=True))
    assert keys.ring("little").current == "k2"
    keys.path("little").unlink()
    with pytest.raises(KeysLost, match="Put the file back"):
        keys.ring("little")
    with pytest.raises(KeysLost):
        keys.ring("another")
    with pytest.raises(ValueError, match="letters, digits"):
        keys.ring("../little")


def test_only_its_owner_may_read_a_file_of_keys(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path / "new" / "folder")
    keys.change("little", lambda known: with_new_key(known, use=True, reads_plain=True))

    assert stat.S_IMODE(os.stat(keys.path("little")).st_mode) == 0o600
    assert os.listdir(tmp_path / "new" / "folder") == ["little.keys"]
    made = keys.ring("little")
    assert (made.current, made.reads_plain, len(made.keys["k1"])) == ("k1", True, 32)


def test_two_never_change_the_same_keys_at_once(tmp_path: Path) -> None:
    keys = FileKeys(kept_in(tmp_path / "keys", "little", ring("k1")))
    (tmp_path / "keys" / "little.keys.lock").touch()
    with pytest.raises(KeysNotChanged, match="Somebody else is changing"):
        keys.change("little", lambda known: with_new_key(known, use=True))
    assert keys.ring("little").current == "k1"


def test_a_new_key_is_used_at_once_or_later() -> None:
    first = with_new_key(None, use=False)
    later = with_new_key(first, use=False)

    assert (first.current, later.current, list(later.keys)) == ("k1", "k1", ["k1", "k2"])
    assert later.keys["k1"] != later.keys["k2"]
    assert using(later, "k2").current == "k2"
    with pytest.raises(KeysNotChanged, match='no key "k3"'):
        using(later, "k3")


def test_the_current_key_is_never_taken_out() -> None:
    made = ring("k1", "k2", plain=True)
    assert list(without_key(made, "k1").keys) == ["k2"]
    assert not without_key(made, PLAIN).reads_plain
    for name, says in (("k2", "is the current one"), ("k3", 'no key "k3"')):
        with pytest.raises(KeysNotChanged, match=says):
            without_key(made, name)
    with pytest.raises(KeysNotChanged, match='no key "plain"'):
        without_key(ring("k1"), PLAIN)


def test_keys_from_elsewhere_are_read_at_the_start() -> None:
    keys = TextKeys({"little": f"key k1 {KEY};current k1"})
    assert keys.ring("little").current == "k1"
    with pytest.raises(KeysLost, match='no keys for the council "another"'):
        keys.ring("another")
    with pytest.raises(KeysLost, match="the text for little, line 1"):
        TextKeys({"little": "nonsense"})
