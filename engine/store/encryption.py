"""Answers as a database keeps them: encrypted with AES-256-GCM under a key of their council, and bound to their place.

What binds a value is the council, the table, the column and the key of its row. Put anywhere else, or changed by one
bit, it is not read. It names the key that it is under, so that several can be in use while one takes over from another.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from os import urandom
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE, _TAG, _SALT = 12, 16, 16
KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9]{1,16}")
PLAIN = "plain"
"""What is under no key, where the keys that values are under are counted. No key has this id."""
TEXT_MARK, BYTES_MARK = "/1/", b"\x01/1/"
"""How an encrypted value begins; 1 is this way of doing it. No JSON, no hash and no file or its name begins so."""


class KeysLost(EngineError):
    """The operator's turn: answers are encrypted, and the key that they are under is not there. Nothing was changed."""


class NotAuthentic(EngineError):
    """The operator's turn: what stands in the database is not what was written there. Nothing of it is shown."""

    def __init__(self, where: str, *, plain: bool = False) -> None:
        self.where = where
        begins = (
            f"A value in {where} is not encrypted, and the keys of this council do not allow that. It was put there by "
            'hand, or before there were keys: then allow it with a line "plain read" until `casepath keys rotate` has '
            "encrypted it."
            if plain
            else f"A value in {where} cannot be decrypted: it was changed, or comes from another place, case or "
            "council. `casepath audit verify` says which case. Restore it from a backup."
        )
        super().__init__(begins)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an encrypted value stands: in which column, and what else of the row binds it, by name.

    *name* is its own among the values of a statement or the columns of its rows.
    """

    name: str
    where: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one council: those that it can read with, and the *current* one, which it writes with.

    With *reads_plain*, also what was written before there were keys is read.
    """

    keys: Mapping[str, bytes] = field(repr=False)
    current: str
    reads_plain: bool = False
    _ciphers: dict[str, AESGCM] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if find_spec("cryptography") is None:
            raise KeysLost("Encryption needs the library cryptography. Install it: pip install 'casepath[security]'.")
        if self.current not in self.keys:
            raise KeysLost(f'The key "{self.current}" is to be used, and is not there.')
        for name, key in self.keys.items():
            if KEY_ID.fullmatch(name) is None or name == PLAIN:
                raise KeysLost("A key's id is 1 to 16 small letters and digits.")
            if len(key) != KEY_BYTES:
                raise KeysLost(f'The key "{name}" has {len(key)} bytes, and needs {KEY_BYTES}.')
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra

        # Once, because it runs for every value.
        self._ciphers.update({name: AESGCM(key) for name, key in self.keys.items()})

    def cipher(self, key: str) -> AESGCM:
        """Return what encrypts and decrypts under a key of this ring."""
        return self._ciphers[key]


class Cipher:
    """What encrypts and decrypts for one council in one transaction. Without a *ring* all is kept as it is."""

    __slots__ = ("_again", "_council", "ring")

    def __init__(self, council: str = "", again: Callable[[], Ring] | None = None) -> None:
        """Take the keys that *again* returns. It is asked once more for a key that somebody else has begun to use."""
        self._council, self._again = council, again
        self.ring = None if again is None else again()

    def salt(self) -> str:
        """Return what is to stand in a text whose hash others see, so that they cannot guess it; nothing in the plain.

        It is encrypted with the text, so it stays as it is when the key changes.
        """
        return "" if self.ring is None else b64encode(urandom(_SALT)).decode()

    def encrypted(self, places: Sequence[Place], values: Mapping[str, object]) -> Mapping[str, object]:
        """Return the *values* of a statement with those at *places* encrypted, each bound to where it goes."""
        if self.ring is None:
            return values
        made = dict(values)
        for place in places:
            made[place.name] = self.sealed(place, values, values[place.name])
        return made

    def sealed(self, place: Place, row: Mapping[str, object], value: object) -> object:
        """Return *value* encrypted for its *place* in *row*, text as text and bytes as bytes; nothing for nothing."""
        if value is None or self.ring is None:
            return value
        name, nonce = self.ring.current, urandom(_NONCE)
        raw = value.encode() if isinstance(value, str) else value
        assert isinstance(raw, bytes)
        made = nonce + self.ring.cipher(name).encrypt(nonce, raw, self._bound(place, row))
        if isinstance(value, str):
            return f"{TEXT_MARK}{name}/{b64encode(made).decode()}"
        return b"%b%b/%b" % (BYTES_MARK, name.encode(), made)

    def opened(self, place: Place, row: Mapping[str, object], value: object) -> object:
        """Return what was encrypted for its *place* in *row*. Raises KeysLost, and NotAuthentic for anything else."""
        if value is None:
            return None
        if isinstance(value, str):
            if not value.startswith(TEXT_MARK):
                return self._plain(place, value)
            name, _, text = value[len(TEXT_MARK) :].partition("/")
            try:
                raw = b64decode(text, validate=True)
            except (NotBase64, ValueError):
                raise NotAuthentic(place.where) from None
            return self._decrypted(place, row, name, raw).decode()
        raw = bytes(value)  # type: ignore[call-overload]  # a driver gives bytes, or a view of them
        if not raw.startswith(BYTES_MARK):
            return self._plain(place, raw)
        start, _, raw = raw[len(BYTES_MARK) :].partition(b"/")
        return self._decrypted(place, row, start.decode(errors="replace"), raw)

    def _plain(self, place: Place, value: str | bytes) -> str | bytes:
        if self.ring is not None and not self.ring.reads_plain:
            raise NotAuthentic(place.where, plain=True)
        return value

    def _decrypted(self, place: Place, row: Mapping[str, object], name: str, raw: bytes) -> bytes:
        ring = self._ring_with(name, place)
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra, there when a key is

        if len(raw) < _NONCE + _TAG:
            raise NotAuthentic(place.where)
        try:
            return ring.cipher(name).decrypt(raw[:_NONCE], raw[_NONCE:], self._bound(place, row))
        except InvalidTag:
            raise NotAuthentic(place.where) from None

    def _ring_with(self, name: str, place: Place) -> Ring:
        if self.ring is None or self._again is None:
            raise KeysLost(
                f"Answers in {place.where} are encrypted, and there are no keys here. Give the engine its keys: "
                "Ports(keys=FileKeys(folder)), or `--keys`."
            )
        if name not in self.ring.keys:
            self.ring = self._again()
        if name not in self.ring.keys:
            if KEY_ID.fullmatch(name) is None:
                raise NotAuthentic(place.where)
            raise KeysLost(
                f'Answers in {place.where} are encrypted under the key "{name}", which is not among the keys of '
                f'"{self._council}". Put it back where they are kept.'
            )
        return self.ring

    def _bound(self, place: Place, row: Mapping[str, object]) -> bytes:
        # Each part is led by its length, so that no two places can ever be written out alike.
        parts = [self._council, place.where, *(str(row[name]) for name in place.key)]
        return "".join(f"{len(one)}:{one}" for one in parts).encode()


NO_KEYS = Cipher()
"""For whoever has none: all is written as it is, and what is encrypted is not read."""


def key_of(value: object) -> str:
    """Return the id of the key that a stored value is under, or PLAIN."""
    if isinstance(value, str):
        return value[len(TEXT_MARK) :].partition("/")[0] if value.startswith(TEXT_MARK) else PLAIN
    raw = bytes(value)  # type: ignore[call-overload]  # a driver gives bytes, or a view of them
    return raw[len(BYTES_MARK) :].partition(b"/")[0].decode(errors="replace") if raw.startswith(BYTES_MARK) else PLAIN
