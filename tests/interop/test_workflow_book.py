"""The rule book of a workflow says each state, limit, task and step in the workflow's own words."""

from __future__ import annotations

import pytest

from engine.interop.outline import Part, as_html, as_markdown
from engine.interop.rule_book import rule_books
from engine.interop.workflow_book import workflow_book
from tests.checks.corpus import base, with_changes
from tests.interop.test_rule_book import HOSTILE, parsed, parts_of
from tests.support import definition_of, national


def book_with(change: str = "") -> Part:
    return workflow_book(definition_of(with_changes(change) if change else base()), "pathway")


def facts(book: Part, name: str) -> dict[str, str]:
    found = next(one for one in parts_of(book) if one.id == name)
    return {one.name: "; ".join(filter(None, [one.words, *one.items])) for one in found.facts}


@pytest.mark.parametrize("workflow", ["child_front_door", "context_pathway"])
def test_every_state_limit_and_step_has_its_entry(workflow: str) -> None:
    flow = national().workflows[workflow]
    ids = {one.id for one in parts_of(workflow_book(national(), workflow))}

    assert ids >= {*flow.states, *flow.deadlines, *flow.work.tasks, *flow.links}
    assert ids >= {name for state in flow.states.values() for name in state.actions}


def test_a_workflow_says_who_opens_it_who_sees_it_and_where_it_begins() -> None:
    told = facts(book_with(), "pathway")

    assert told == {
        "About": "Child",
        "Opened by": "Officer",
        "Cases are seen by": "Officer, Manager, Allocated worker",
        "Begins in": "Referral",
    }


def test_a_step_says_who_who_not_and_every_way_it_leads() -> None:
    told = facts(book_with(), "decide")

    assert told["By"] == "Manager"
    assert told["Not by"] == 'whoever did "Record the contact"'
    assert told["Carries on"] == "Contact"
    assert told["Leads to"] == '"Visiting", if "Outcome" is "Visit"; "Closed", otherwise'


def test_a_limit_says_from_when_it_is_counted_and_what_stops_it() -> None:
    told = facts(book_with(), "decided")

    assert told == {
        "Limit": "1 working day, statutory",
        "Starts": "when the case is opened",
        "Counted": "from the day after",
        "Stops": 'when "Record the decision" is done',
    }


def test_a_limit_says_whom_it_reminds_and_what_happens_after() -> None:
    book = book_with("""\
workflow_definitions/pathway.yaml
         within: 5 working days
         kind: standard
+        count: inclusive
+        remind: {before: 2 working days, tell: manager}
+        breach:
+          - tell: team
+          - task: {id: ring, title: Ring the family, by: worker}
""")

    told = facts(book, "visited")
    assert told["Counted"] == "with the first day"
    assert told["Reminders"] == "Manager, 2 working days before"
    assert told["When the last day is over"] == 'these are told: Officer, Manager; the task "Ring the family" opens'


def test_a_task_says_who_when_only_and_what_it_fills_in() -> None:
    book = book_with("""\
workflow_definitions/pathway.yaml
   visiting:
     title: Visiting
+    tasks:
+      ask_school: {title: Ask the school, by: officer, form: visit, due: 3 working days, only_if: needs_visit}
""")

    told = facts(book, "ask_school")
    assert told["By"] == "Officer"
    assert told["Opens only if"] == '"Outcome" is "Visit".'
    assert (told["Fills in"], told["How"]) == ("Visit", "due in 3 working days")


def test_a_link_says_what_each_side_may_read_of_the_other() -> None:
    told = facts(book_with(), "groups")

    assert told["To"] == "Group"
    assert told["How many"] == "any number"
    assert told["Reads of the other case"] == "State of the case"
    assert told["Lets the other case read"] == "Case reference"
    assert told["Asked when linking"] == "Part in the group"


def test_what_is_noticed_says_when_and_who_is_told() -> None:
    told = facts(workflow_book(definition_of(base()), "group"), "large")

    assert told["Tells"] == "Manager"
    assert told["Not again before"] == "30 calendar days"


def test_what_is_always_so_is_said_as_the_council_says_it() -> None:
    book = book_with("""\
workflow_definitions/pathway.yaml
 start: referral
+always:
+  - never: in_state(visiting) and contact.outcome == advice
+    say: Nobody visits after mere advice.
""")

    assert any("Nobody visits after mere advice." in fact.items for part in parts_of(book) for fact in part.facts)


def test_the_book_of_a_whole_configuration_has_its_workflows_before_its_forms() -> None:
    definition = definition_of(base())

    assert [one.id for one in rule_books(definition).parts] == [*definition.workflows, *definition.forms]


@pytest.mark.parametrize("text", [one for one in HOSTILE if "\n" not in one])
def test_no_title_is_markup(text: str) -> None:
    book = book_with(f"""\
workflow_definitions/pathway.yaml
   visiting:
-    title: Visiting
+    title: {text!r}
""")

    assert set(parsed(as_html(book)).tags) == set(parsed(as_html(book_with())).tags)
    assert f" {text}\n" not in as_markdown(book) or text == "* x"


def test_what_is_heard_and_said_along_links_is_told_at_its_state() -> None:
    book = book_with("""\
workflow_definitions/group.yaml
   known:
     title: Known
+    message: {members: group_known}

workflow_definitions/pathway.yaml
   visiting:
     title: Visiting
+    hears:
+      group_known:
+        from: groups
+        task: {id: think_of_group, title: Think of the group, by: worker}
""")

    assert facts(book, "visiting")["Hears"] == '"Groups": the task "Think of the group" opens'
    assert facts(book, "think_of_group")["By"] == "Allocated worker"
