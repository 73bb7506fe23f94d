"""One seal as a line of text: the heads of the cases that moved, chained to the seal before it, and signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.store.encoding import text_of
from engine.store.seals import Head

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SIGNED = b"casepath seal 1\n"
"""Goes before what is signed, so that a signature made for something else is none here."""


class NoSealKey(EngineError):
    """The operator's turn: seals are signed, and there is no key here, or no library, to do it with."""


class SealsNotKept(EngineError):
    """The operator's turn: a seal cannot be kept outside the database. It waits there, and is tried again."""

    def __init__(
        self, because: str = "Seals cannot be kept outside the database: is their place there, and full?"
    ) -> None:
        super().__init__(because)


@dataclass(frozen=True, slots=True)
class SealKey:
    """An Ed25519 key for seals. Without its *private* part it only verifies, so it can be given to anybody."""

    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None

    @classmethod
    def from_file(cls, path: str | Path) -> SealKey:
        """Return the key in a PEM file, private or public. Raises NoSealKey, or OSError where there is no file."""
        _raise_without_library()
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

        content = Path(path).read_bytes()
        try:
            if b"PRIVATE" in content:
                key = serialization.load_pem_private_key(content, None)
                if isinstance(key, ed25519.Ed25519PrivateKey):
                    return cls(key.public_key(), key)
            elif isinstance(public := serialization.load_pem_public_key(content), ed25519.Ed25519PublicKey):
                return cls(public)
        except (ValueError, TypeError):
            pass
        raise NoSealKey("This file holds no Ed25519 key. Make one: casepath audit new-key FILE.")

    @classmethod
    def new(cls) -> SealKey:
        """Return a key that nobody had before."""
        _raise_without_library()
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

        private = ed25519.Ed25519PrivateKey.generate()
        return cls(private.public_key(), private)

    def as_pem(self) -> tuple[bytes, bytes]:
        """Return the private and the public part as PEM."""
        if self.private is None:
            raise NoSealKey("This key has no private part.")
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra, there when a key is

        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        return (
            self.private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain),
            self.public.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
        )

    def sign(self, said: str) -> str:
        if self.private is None:
            raise NoSealKey("Seals are made with the private key, and this is the public one.")
        return self.private.sign(_SIGNED + said.encode()).hex()

    def has_signed(self, said: str, signature: str) -> bool:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra, there when a key is

        try:
            self.public.verify(bytes.fromhex(signature), _SIGNED + said.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal says: of which council, the how many-eth, when, after which, and the heads that it seals."""

    council: str
    number: int
    at: datetime
    previous: str
    heads: Sequence[Head]

    @property
    def said(self) -> str:
        """Return what is signed."""
        return text_of(
            {
                "council": self.council,
                "number": self.number,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "previous": self.previous,
                "entries": [(one.case, one.version, one.hash) for one in self.heads],
            }
        )


def line_of(seal: Seal, key: SealKey) -> str:
    """Return a seal as it is kept, without the end of its line."""
    return _signed(seal.said, key.sign(seal.said))


def hash_of(line: str) -> str:
    """Return the hash by which the next seal names this one."""
    return sha256(line.encode()).hexdigest()


def seal_of(line: str, key: SealKey | None) -> Seal | None:
    """Return what a line says; nothing for one that is not whole, or, where there is a *key*, not signed with it."""
    try:
        read = json.loads(line)
        heads = tuple(Head(str(case), int(version), str(hashed)) for case, version, hashed in read["entries"])
        number, at = int(read["number"]), datetime.fromisoformat(read["at"])
        made = Seal(str(read["council"]), number, at, str(read["previous"]), heads)
        signature = str(read["signature"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if line != _signed(made.said, signature) or (key is not None and not key.has_signed(made.said, signature)):
        return None
    return made


def number_in(line: str) -> int | None:
    """Return the number of a line, or nothing for one that is not whole."""
    seal = seal_of(line, None)
    return None if seal is None else seal.number


def _signed(said: str, signature: str) -> str:
    return f'{said[:-1]},"signature":{text_of(signature)}}}'


def _raise_without_library() -> None:
    if find_spec("cryptography") is None:
        raise NoSealKey("Seals need the library cryptography. Install it: pip install 'casepath[security]'.")
