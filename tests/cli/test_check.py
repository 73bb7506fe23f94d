"""`casepath check`: no warning hides an error, programs read what people read, and a warning stays with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from engine.checks.codes import all_codes
from engine.cli import main
from engine.interop.mistakes import explained
from tests.checks.corpus import with_changes

WARNED = """\
form_schemas/contact.yaml
-purpose: Decide what the child needs.
+summary: For the first look.

form_schemas/visit.yaml
-        type: text
-        label: Notes
+        type: long_text
+        label: Notes
+        required: true
"""
MANY = "\nform_schemas/contact.yaml\n-      siblings:\n" + "".join(
    f"+      text_{number}: {{type: long_text, label: Text {number}, required: true}}\n" for number in range(25)
)
ERROR = "\nworkflow_definitions/pathway.yaml\n-        not_by: done(record)\n+        not_by: done(recrod)\n"


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", *args])
    return result.exit_code, result.output


def folder(place: Path, change: str) -> Path:
    for name, content in with_changes(change).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


def test_an_error_is_told_before_any_warning_and_the_last_line_counts_both(tmp_path: Path) -> None:
    code, told = run(str(folder(tmp_path, WARNED + MANY + "+      siblings:\n" + ERROR)))

    assert code == 1
    assert told.index("N232") < told.index("Warnings, which do not stop it:") < told.index("W004")
    assert told.count("  W00") == 19
    assert told.splitlines()[-3] == "and 9 more warnings; --all shows them."
    assert told.splitlines()[-1].startswith("1 error, 28 warnings. Read: ")


def test_all_are_shown_when_asked_for(tmp_path: Path) -> None:
    told = run(str(folder(tmp_path, WARNED + MANY + "+      siblings:\n")), "--all")[1]

    assert told.count("  W004  ") == 27
    assert "Warnings, which" not in told  # there is nothing else that they could be taken for


def test_warnings_alone_end_with_0(tmp_path: Path) -> None:
    code, told = run(str(folder(tmp_path, WARNED)))

    assert code == 0
    assert told.splitlines()[-1].startswith("No errors, 2 warnings.")


KEYS = ["code", "severity", "message", "hint", "path", "file", "line", "column", "end_line", "end_column"]


def test_json_has_the_keys_that_are_documented(tmp_path: Path) -> None:
    code, told = run(str(folder(tmp_path, WARNED + ERROR)), "--format", "json")

    assert code == 1
    found = json.loads(told)
    assert [list(one) for one in found] == [KEYS] * 3
    assert {(one["code"], one["severity"]) for one in found} == {("N232", "error"), ("W004", "warning")}
    documented = (Path(__file__).parents[2] / "docs/reference/findings.md").read_text("utf-8")
    assert all(f"`{key}`" in documented for key in [*KEYS, "accepted", "why", "who", "when"])


def test_what_is_to_be_accepted_is_written_out_and_then_accepted(tmp_path: Path) -> None:
    place = folder(tmp_path, WARNED)
    entries = run(str(place), "--to-accept")[1]
    filled = entries.replace("why:", "why: As agreed").replace("who:", "who: The lead")
    with (place / "casepath.yaml").open("a") as manifest:
        manifest.write(filled.replace("when:", "when: 2026-06-03"))

    code, told = run(str(place), "--accepted")

    assert code == 0
    assert told.count("Accepted by The lead on 2026-06-03: As agreed") == 2
    assert told.splitlines()[-1].startswith("No errors, no warnings, 2 more accepted.")
    assert run(str(place))[1].startswith("No errors, no warnings, 2 more accepted.")
    assert json.loads(run(str(place), "--format", "json")[1]) == []
    listed = json.loads(run(str(place), "--format", "json", "--accepted")[1])
    assert [one["accepted"] for one in listed] == [{"why": "As agreed", "who": "The lead", "when": "2026-06-03"}] * 2
    assert run(str(place), "--to-accept")[1] == "No warnings to accept.\n"


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
FROM_1 = {"type": "integer", "minimum": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "properties": {"level": {"enum": ["error", "warning"]}},
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["kind"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "kind": {"enum": ["inSource", "external"]},
                                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                                            "justification": {"type": "string"},
                                        },
                                    },
                                },
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "logicalLocations": {
                                                "type": "array",
                                                "uniqueItems": True,
                                                "items": {
                                                    "type": "object",
                                                    "properties": {"fullyQualifiedName": {"type": "string"}},
                                                },
                                            },
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "additionalProperties": False,
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {"uri": {"type": "string"}},
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "additionalProperties": False,
                                                        "properties": {
                                                            "startLine": FROM_1,
                                                            "startColumn": FROM_1,
                                                            "endLine": FROM_1,
                                                            "endColumn": FROM_1,
                                                            "snippet": TEXT,
                                                        },
                                                    },
                                                },
                                            },
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 requires of the parts that are used here, and which of its words are allowed."""


def test_sarif_has_the_shape_of_2_1_0_and_names_files_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "my council", WARNED + ERROR)
    monkeypatch.chdir(tmp_path)

    code, told = run(str(tmp_path / "my council"), "--format", "sarif")

    log = json.loads(told)
    assert code == 1
    Draft202012Validator(SARIF).validate(log)
    (ran,) = log["runs"]
    rules = ran["tool"]["driver"]["rules"]
    assert [(one["id"], one["defaultConfiguration"]["level"]) for one in rules] == [
        ("N232", "error"),
        ("W004", "warning"),
    ]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in ran["results"])
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in ran["results"]]
    assert set(places) == {
        "my%20council/form_schemas/contact.yaml",
        "my%20council/form_schemas/visit.yaml",
        "my%20council/workflow_definitions/pathway.yaml",
    }


def test_sarif_shows_what_is_accepted_as_suppressed(tmp_path: Path) -> None:
    entry = "accepted: {code: W004, path: visit.fields.notes.required, why: Agreed, who: The lead, when: 2026-06-03}"
    place = folder(tmp_path, f"casepath.yaml\n-system:\n+{entry}\n+system:\n\n{WARNED}")

    log = json.loads(run(str(place), "--format", "sarif")[1])

    Draft202012Validator(SARIF).validate(log)
    said = [one["suppressions"] for one in log["runs"][0]["results"] if "suppressions" in one]
    assert said == [[{"kind": "external", "status": "accepted", "justification": "Agreed (The lead, 2026-06-03)"}]]
    assert len(log["runs"][0]["results"]) == 2


def test_a_code_is_explained_with_an_example_and_what_is_said_of_it() -> None:
    code, told = run("--explain", "f508")

    assert code == 0
    assert told.startswith("F508  Answers that no rule takes\n")
    assert 'What to do: Add a rule for them, or an "else".' in told
    assert "For example, in workflow_definitions/pathway.yaml:" in told
    assert 'has no rule for contact.harm = "home"' in told


def test_every_code_can_be_explained() -> None:
    for one in all_codes().values():
        told = explained(one)
        assert one.title in told
        assert one.remedy in told


@pytest.mark.parametrize(("args", "said"), [(["--explain", "F59"], "There is no code"), ([], "Name the folder")])
def test_a_code_that_is_not_there_and_no_folder_at_all_end_with_2(args: list[str], said: str) -> None:
    code, told = run(*args)

    assert code == 2
    assert said in told
