"""A warning may stay, at one place and with its reason; an error may not, and no acceptance outlives its warning."""

from __future__ import annotations

import pytest

from engine.checks import Report, check
from engine.definitions.assemble import assemble
from tests.checks.corpus import with_changes
from tests.overlays import FORM, MANIFEST, TEMPLATE, checked

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
"""Two texts that must be written by everyone, without saying what for: W004 at `reason` and at `notes`."""

NOTES, REASON = ("W004", "visit.fields.notes.required"), ("W004", "contact.fields.reason.required")


def accepting(*entries: str, change: str = WARNED) -> Report:
    """Return what is found with *change*, where the warnings at *entries* (code and path) are accepted."""
    lines = "".join(f"+  - {{{one}, why: Agreed in May, who: The lead, when: 2026-06-03}}\n" for one in entries)
    accepted = f"casepath.yaml\n-system:\n+accepted:\n{lines}+system:\n\n"
    return check(assemble(with_changes(accepted + change)))


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.code.id, one.path) for one in report.findings]


def test_an_accepted_warning_is_not_told_and_is_kept_with_its_reason() -> None:
    report = accepting("code: W004, path: visit.fields.notes.required")

    assert told(report) == [REASON]
    (one,) = report.accepted
    assert (one.finding.code.id, one.finding.path) == NOTES
    assert (one.acceptance.why, one.acceptance.who, f"{one.acceptance.when}") == (
        "Agreed in May",
        "The lead",
        "2026-06-03",
    )


def test_without_an_acceptance_both_are_told() -> None:
    report = check(assemble(with_changes(WARNED)))

    assert told(report) == [REASON, NOTES]
    assert report.accepted == ()


def test_another_code_at_the_same_place_silences_nothing() -> None:
    report = accepting("code: W001, path: visit.fields.notes.required")

    assert told(report) == [("W018", "accepted.0.path"), REASON, NOTES]


def test_what_lies_inside_or_round_the_place_is_not_accepted_with_it() -> None:
    report = accepting("code: W004, path: visit.fields.notes", "code: W004, path: visit")

    assert told(report) == [("W018", "accepted.0.path"), ("W018", "accepted.1.path"), REASON, NOTES]
    assert report.findings[0].hint == 'Did you mean "visit.fields.notes.required"?'


def test_a_path_with_its_page_names_the_same_place() -> None:
    report = accepting("code: W004, path: visit.pages.what_we_saw.fields.notes.required")

    assert told(report) == [REASON]


STOPS = """\
form_schemas/contact.yaml
-        options:
-          visit: Visit
-          advice: Advice
-        required: true
+        options:
+          visit: Visit
+          advice: Advice

workflow_definitions/pathway.yaml
-            if: needs_visit
-            to: visiting
+            if: contact.outcome == visit
+            to: visiting
-checks:
-  needs_visit:
-    that: contact.outcome == visit
-    say: A visit is needed.
"""
RULE = "pathway.states.screening.actions.decide.goes"


@pytest.mark.parametrize("rule", ["visit.if", "0.if", "0.if.0"])
def test_a_rule_is_named_by_its_id_or_its_number(rule: str) -> None:
    change = STOPS.replace("-checks:", "\nworkflow_definitions/pathway.yaml\n-checks:")
    before = [one for one in told(check(assemble(with_changes(change)))) if one[0] == "F511"]
    assert before == [("F511", f"{RULE}.0.if.0")]

    report = accepting(f"code: F511, path: {RULE}.{rule}", change=change)

    assert told(report) == []


def test_an_error_is_told_although_it_is_accepted() -> None:
    report = accepting(
        "code: F501, path: pathway.states.nowhere",
        change="workflow_definitions/pathway.yaml\n-  closed:\n-    title: Closed\n-    ending: true\n-    reopen:\n"
        "+  nowhere: {title: Nowhere, actions: {go: {title: Go, by: officer, goes: closed}}}\n"
        "+  closed:\n+    title: Closed\n+    ending: true\n+    reopen:\n",
    )

    assert ("F501", "pathway.states.nowhere") in told(report)
    assert ("N342", "accepted.0.code") in told(report)
    assert report.accepted == ()


def test_while_there_are_errors_nobody_is_told_to_take_an_acceptance_out() -> None:
    report = accepting(
        "code: W004, path: visit.fields.seen",
        change="form_schemas/visit.yaml\n-        type: yes_no\n+        type: yes_or_no\n",
    )

    assert not any(code == "W018" for code, _ in told(report))


BLAMED = 'fields:\n  late: {{type: text, label: "Did the child abscond?", page: {page}}}\n'
ENTRY = "accepted: {code: W001, path: referral.fields.late.label, why: As the police say, who: Ann, when: 2026-06-03}\n"


def test_a_council_accepts_what_its_own_differences_bring() -> None:
    form = BLAMED.format(page=TEMPLATE[FORM].decode().split("pages:\n")[1].split(":")[0].strip())
    assert [one.code.id for one in checked(form=form).findings] == ["W001"]

    report = checked(form=form, manifest=ENTRY)

    assert report.findings == ()
    assert [one.finding.place.file for one in report.accepted] == [FORM]


def test_what_a_template_accepts_is_its_own() -> None:
    blamed = TEMPLATE[FORM].replace(b"title:", b"summary: For a child who absconds\ntitle:", 1)
    entry = b"accepted: {code: W001, path: referral.summary, why: As it was, who: Ann, when: 2026-06-03}\n"
    template = {**TEMPLATE, FORM: blamed, MANIFEST: TEMPLATE[MANIFEST] + entry}

    assert checked(template=template).findings == ()
    assert checked(template=template, form="summary: For any child\n").findings == ()
