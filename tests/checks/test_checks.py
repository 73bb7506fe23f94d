"""The stages of checking: names first, and nothing is said twice of one mistake."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.checks import check
from engine.definitions.assemble import assemble
from engine.findings import has_errors, render_all
from tests.checks.corpus import base, told, with_changes

MISSPELT_STATE = """
workflow_definitions/pathway.yaml
-            to: visiting
+            to: vistiing
"""


def test_a_misspelt_state_is_not_also_called_unreachable() -> None:
    assert told(MISSPELT_STATE) == [("N233", "pathway.states.screening.actions.decide.goes.0.to")]


def test_mistakes_in_several_files_are_told_together() -> None:
    several = MISSPELT_STATE + "\nform_schemas/contact.yaml\n-    at: outcome\n+    at: outcom\n"

    assert [code for code, _ in told(several)] == ["N234", "N233"]


def test_a_wrong_shape_gives_no_definition_and_a_wrong_name_one_that_has_errors() -> None:
    shape = check(assemble(with_changes("casepath.yaml\n-calendar: england_and_wales\n+calendar: moon\n")))
    name = check(assemble(with_changes(MISSPELT_STATE)))

    assert shape.definition is None
    assert name.definition is not None
    assert has_errors(name.findings)


def test_a_wrong_condition_does_not_hide_a_state_that_nobody_reaches() -> None:
    codes = told(
        "form_schemas/contact.yaml\n-    when: risk == high\n+    when: risk = high\n\n"
        "workflow_definitions/pathway.yaml\n-  closed:\n+  far:\n+    title: Far\n+    ending: true\n+  closed:\n"
    )

    assert [code for code, _ in codes] == ["Y155", "F501"]


def test_a_path_names_the_field_without_its_page() -> None:
    change = "form_schemas/contact.yaml\n-        options: risk_level\n+        options: risk\n"

    assert told(change) == [("N227", "contact.fields.risk.options")]


def test_findings_come_in_the_order_of_the_files() -> None:
    change = "casepath.yaml\n-    given_by: manager\n+    given_by: nobody\n" + MISSPELT_STATE
    findings = check(assemble(with_changes(change))).findings

    assert [one.place for one in findings] == sorted(one.place for one in findings)


def test_checking_twice_says_the_same() -> None:
    files = base()

    assert check(assemble(files)).findings == check(assemble(files)).findings


LINES = [(file, number) for file, content in base().items() for number, _ in enumerate(content.decode().splitlines())]
WORDS = sorted({word for content in base().values() for word in content.decode().replace(":", " ").split()})


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["", *WORDS])), min_size=1, max_size=4))
def test_whatever_is_written_on_a_line_checking_answers(slips: list[tuple[tuple[str, int], str]]) -> None:
    files = base()
    for (file, number), word in slips:
        lines = files[file].decode().split("\n")
        name = lines[number].partition(":")[0]
        lines[number] = f"{name}: {word}" if word else ""
        files[file] = "\n".join(lines).encode()

    assert render_all(check(assemble(files)).findings) is not None
