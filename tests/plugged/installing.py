"""A package that brings types of question, put on the path as pip would leave it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

RECORD_NUMBER = (Path(__file__).parent / "record_number.py").read_text("utf-8")


class Installer:
    """Puts packages on the path for one test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        monkeypatch.syspath_prepend(str(folder))

    def install(self, package: str, types: Mapping[str, str], source: str = RECORD_NUMBER) -> None:
        """Install *package*, a module of *source*, with *types*: the name of each and the object that it is."""
        module = package.replace("-", "_")
        (self.folder / f"{module}.py").write_text(source, "utf-8")
        info = self.folder / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
        named = "".join(f"{name} = {module}:{found}\n" for name, found in types.items())
        (info / "entry_points.txt").write_text(f"[casepath.field_types]\n{named}", "utf-8")
        importlib.invalidate_caches()
        self.monkeypatch.delitem(sys.modules, module, raising=False)
