"""Reading a folder: only its own YAML files, within bounds, and every refusal names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions import read
from engine.definitions.read import folder_files, read_folder

MANIFEST = "casepath: 1\n"


def folder(root: Path, **files: str) -> Path:
    (root / "form_schemas").mkdir()
    (root / "casepath.yaml").write_text(MANIFEST, "utf-8")
    for name, content in files.items():
        (root / "form_schemas" / name).with_suffix(".yaml").write_text(content, "utf-8")
    return root


def codes(root: Path) -> list[str]:
    return [one.code.id for one in folder_files(root)[1]]


def test_a_folder_that_is_not_there_is_told() -> None:
    [found] = read_folder("no/such/folder").findings

    assert (found.code.id, found.message) == ("Y102", "There is no such folder.")


def test_files_are_named_by_their_path_inside_the_folder(tmp_path: Path) -> None:
    files, findings = folder_files(folder(tmp_path, visit="form: visit\n"))

    assert sorted(files) == ["casepath.yaml", "form_schemas/visit.yaml"]
    assert findings == []


def test_a_file_with_another_ending_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (folder(tmp_path) / "form_schemas" / "visit.yml").write_text("form: visit\n", "utf-8")

    assert codes(tmp_path) == ["Y103"]


def test_a_link_to_another_place_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("form: visit\n", "utf-8")
    root = tmp_path / "inside"
    root.mkdir()
    (folder(root) / "form_schemas" / "visit.yaml").symlink_to(outside)

    files, findings = folder_files(root)

    assert "form_schemas/visit.yaml" not in files
    assert [one.code.id for one in findings] == ["Y105"]


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    root.mkdir()
    (root / "casepath.yaml").write_text(MANIFEST, "utf-8")
    (outside / "visit.yaml").write_text("form: visit\n", "utf-8")
    (root / "form_schemas").symlink_to(outside)

    assert codes(root) == ["Y105"]


def test_more_files_than_a_configuration_can_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_FILES", 2)

    assert codes(folder(tmp_path, a="form: a\n", b="form: b\n")) == ["Y104"]


def test_a_file_that_is_too_large_is_never_held_whole(tmp_path: Path) -> None:
    files, _ = folder_files(folder(tmp_path, big="x" * 2_000_000))

    assert len(files["form_schemas/big.yaml"]) == 1_000_001


def test_what_was_wrong_with_a_file_leaves_no_configuration(tmp_path: Path) -> None:
    (folder(tmp_path) / "form_schemas" / "visit.yml").write_text("form: visit\n", "utf-8")

    assert read_folder(tmp_path).configuration is None
