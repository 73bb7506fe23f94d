"""What is only sometimes a mistake is warned of when it is one, and not beside it: limits, teams, facts, endings."""

from __future__ import annotations

import pytest

from tests.checks.corpus import told

PATHWAY = "workflow_definitions/pathway.yaml\n"


def codes(change: str) -> list[str]:
    return [code for code, _ in told(change)]


# --- what stops a clock ----------------------------------------------------------------------------------------------

HAND_OVER = (
    PATHWAY
    + "-        kind: standard\n-    actions:\n+        kind: standard\n+        until: {until}\n+    actions:\n"
    + "+      hand_over: {{title: Hand over, by: manager, goes: handed_over}}\n\n"
    + PATHWAY
    + "-  closed:\n-    title: Closed\n+  handed_over:\n+    title: Handed over\n+    actions:\n"
    + "+      close: {{title: Close, by: manager, goes: {to}}}\n"
    + "+  gone:\n+    title: Gone\n+    ending: true\n+  closed:\n+    title: Closed\n"
)


def test_a_clock_that_one_path_passes_by_is_told_with_that_path() -> None:
    assert codes(HAND_OVER.format(until="done(record_visit)", to="gone")) == ["C726"]


@pytest.mark.parametrize(
    ("until", "to"),
    [
        ("[done(record_visit), done(hand_over)]", "gone"),
        ("[done(record_visit), entered(handed_over)]", "gone"),
        ("[visit.visited_on, done(close)]", "gone"),
        ("done(record_visit)", "visiting"),
    ],
)
def test_a_clock_that_something_stops_on_every_path_is_left_alone(until: str, to: str) -> None:
    assert "C726" not in codes(HAND_OVER.format(until=until, to=to))


def test_a_case_that_ends_passes_no_clock_by() -> None:
    change = (
        PATHWAY
        + "-        kind: standard\n-    actions:\n+        kind: standard\n+        until: done(record_visit)\n"
        + "+    actions:\n+      close: {title: Close, by: manager, goes: gone}\n\n"
        + PATHWAY
        + "-  closed:\n-    title: Closed\n"
        + "+  gone:\n+    title: Gone\n+    ending: true\n+  closed:\n+    title: Closed\n"
    )

    assert codes(change) == []


# --- teams -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("teams", "found"),
    [
        ("east: {title: East, roles: [manager, social_worker]}", []),  # a manager is an officer too
        ("east: {title: East, roles: [officer]}", ["P617"]),
        ("east: {title: East, roles: [manager], people: [u-1, u-2]}", []),
        ("east: {title: East, roles: [manager], people: u-1}", ["P618"]),
        ("{east: {title: East, roles: manager, people: u-1}, west: {title: West, roles: officer, people: u-2}}", []),
        ("{east: {title: East, roles: manager, people: u-1}, west: {title: West, roles: officer}}", []),
    ],
)
def test_a_team_holds_each_role_that_has_work_and_two_people_what_is_kept_apart(teams: str, found: list[str]) -> None:
    written = f" {teams}" if teams.startswith("{") else f"\n+  {teams}"

    assert codes(f"casepath.yaml\n-subjects:\n+teams:{written}\n+subjects:\n") == found


# --- facts, and what is required -------------------------------------------------------------------------------------

AGAIN = (
    "form_schemas/visit.yaml\n-      notes:\n"
    "+      {id}:\n+        type: {type}\n+        label: {label}\n{more}+      notes:\n"
)


@pytest.mark.parametrize(
    ("name", "kind", "label", "more"),
    [
        ("siblings", "integer", "Children at home", ""),
        ("brothers", "integer", "Brothers and sisters", ""),
        ("siblings", "text", "Brothers and sisters", ""),
        ("siblings", "integer", "Brothers and sisters", "+        from: contact.siblings\n"),
        ("siblings", "integer", "Brothers and sisters", "+        reuse: never\n"),
        ("story", "long_text", "What happened?", ""),
    ],
)
def test_another_question_a_copy_and_an_account_may_be_asked_again(name: str, kind: str, label: str, more: str) -> None:
    assert "W019" not in codes(AGAIN.format(id=name, type=kind, label=label, more=more))


def test_what_can_have_been_asked_before_may_be_required() -> None:
    # An ended case is opened again in the state before, where the form of the visit is at hand by then.
    assert (
        codes("form_schemas/visit.yaml\n-        label: Notes\n+        label: Notes\n+        required_for: decide\n")
        == []
    )


# --- endings ---------------------------------------------------------------------------------------------------------

LEFT = PATHWAY + "-        kind: standard\n-    actions:\n+        kind: standard\n{more}+    actions:\n"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("+        breach: {to: closed}\n", ["F571"]),
        ("+        breach: {to: screening}\n", []),
        ("+    proceed: {when: contact.risk == low, to: closed}\n", []),
        ("+    proceed: {when: case.opened_on < today(), to: closed}\n", ["F571"]),
        ("+    tasks: {look: {title: Look, by: officer}}\n+    proceed: {when: all_required_done, to: closed}\n", []),
    ],
)
def test_a_case_closes_only_when_somebody_did_something(more: str, found: list[str]) -> None:
    assert [one for one in codes(LEFT.format(more=more)) if one == "F571"] == found
