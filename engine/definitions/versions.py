"""Versions of a configuration, `1.1.0`, and which comes first."""

from __future__ import annotations

import re

_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,2}")


def has_been(version: str, present: str) -> bool:
    """Return whether *version* is one, up to the *present* one."""
    if not _VERSION.fullmatch(version):
        return False
    if not _VERSION.fullmatch(present):
        return True  # the configuration counts in another way, so nothing can be compared
    return version_key(version) <= version_key(present)


def version_key(version: str) -> tuple[int, ...]:
    """Return what to compare versions by; one that is none comes first."""
    parts = [int(part) for part in version.split(".")] if _VERSION.fullmatch(version) else []
    return tuple(parts + [0] * (3 - len(parts)))
