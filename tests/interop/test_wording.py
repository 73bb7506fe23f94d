"""Ids, roles and conditions are said in the council's own words."""

from __future__ import annotations

from engine.interop.picture import picture_of
from engine.interop.table import rows_of
from tests.interop.pictures import child, path, read_all
from tests.support import definition_of, little_with


def test_a_branch_says_its_rule_else_its_check_else_its_condition() -> None:
    rule = "          - id: act\n            if: referral.outcome == act\n"
    by_check = little_with(workflow=(rule, "          - if: serious\n"))
    by_words = little_with(workflow=(rule, "          - if: referral.outcome == act\n"))

    assert "Act" in read_all(path())
    assert "Serious" in read_all(picture_of(definition_of(by_check), "path"))
    assert '"Outcome" is "Act"' in read_all(picture_of(definition_of(by_words), "path"))


def test_who_may_not_act_twice_and_what_is_needed_is_said() -> None:
    shown = read_all(child())

    assert "Record the decision MASH manager not whoever did: Finish the screening" in shown
    assert "Go straight to a strategy discussion MASH manager only if: in danger with a reason" in shown


def test_an_action_of_nobody_says_so() -> None:
    files = little_with(workflow=("        by: worker\n        require", "        by: []\n        require"))

    assert "Finish nobody only if: serious" in read_all(picture_of(definition_of(files), "path"))


def test_the_table_gives_each_condition_in_the_words_of_the_form() -> None:
    said = {row.when for row in rows_of(child())}

    assert 'If "Decision" includes "Early help or family help".' in said
    assert "Otherwise." in said
    assert any('Only if "Is the child in danger now?" is "Yes".' in one for one in said)
