"""What is defined and never used: a slip in another name, or something to take out. Warnings, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.workflows import all_actions, all_hands
from engine.cases.compiling.workshop import Spot
from engine.checks.book import MANIFEST, Book
from engine.checks.roles import mentions
from engine.definitions.fields import ChoiceField
from engine.definitions.tasks import Task
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

UNUSED_ROLE = Code("N270", "A role that is never used", "Use it, or take it out.", "warning")
UNUSED_LIST = Code("N271", "A list that is never used", "Use it, or take it out.", "warning")
UNUSED_FORM = Code(
    "N272", "A form that is never asked", "Name it in an action of a workflow, or take it out.", "warning"
)
UNUSED_RECORD = Code(
    "N273", "A record of no subject", "Name it in a subject of casepath.yaml, or take it out.", "warning"
)
UNUSED_CHECK = Code("N274", "A check that is never used", "Name it in an if or require, or take it out.", "warning")
UNUSED_PART = Code("N278", "A part that is never used", "Name it in a page's use, or take it out.", "warning")
NEVER_ASKED = Code("N275", "A question that no action asks", "Name an action that submits this form.", "warning")


def roles_are_used(book: Book) -> Iterator[Finding]:
    """Every role, case role and group is named somewhere else than where it is defined."""
    manifest = book.configuration.manifest
    used = {one.name for one in mentions(book)} | {name for name, role in manifest.roles.items() if role.includes}
    used |= {action.assigns or "" for flow in book.configuration.workflows.values() for _, action in all_actions(flow)}
    used |= {text.removeprefix("case.") for text in _sources(book) if text.startswith("case.")}
    for setting, noun, names in (
        ("roles", "role", list(manifest.roles)),
        ("case_roles", "case role", list(manifest.case_roles)),
        ("groups", "group", list(manifest.groups)),
    ):
        for name in names:
            if name not in used:
                yield book.finding(
                    UNUSED_ROLE, f'Nothing uses the {noun} "{name}".', MANIFEST.at(setting, name), key=True
                )


def _sources(book: Book) -> Iterator[str]:
    for one in book.questions():
        yield from (*one.field.source, one.field.shows or "")


def lists_are_used(book: Book) -> Iterator[Finding]:
    """Every option list is used by a question, a fact or a value of the system."""
    fields = [one.field for one in (*book.facts(), *book.questions(), *book.link_questions())]
    fields += book.configuration.manifest.system.values()
    used = {one.options for one in fields if isinstance(one, ChoiceField) and isinstance(one.options, str)}
    for name in book.configuration.lists:
        if name not in used:
            yield book.finding(UNUSED_LIST, f'Nothing uses the list "{name}".', Spot("list", name, ("list",)))


def forms_are_asked(book: Book) -> Iterator[Finding]:
    """Every form is asked by a workflow."""
    asked = {form for flow in book.configuration.workflows.values() for form in book.asked(flow)}
    for name in book.configuration.forms:
        if name not in asked:
            yield book.finding(UNUSED_FORM, f'No workflow asks the form "{name}".', Spot("form", name, ("form",)))


def parts_are_used(book: Book) -> Iterator[Finding]:
    """Every part is used by a page."""
    used = {name for form in book.configuration.forms.values() for page in form.pages.values() for name in page.use}
    for name in book.configuration.parts:
        if name not in used:
            yield book.finding(UNUSED_PART, f'No page uses the part "{name}".', Spot("part", name, ("part",)))


def records_are_used(book: Book) -> Iterator[Finding]:
    """Every record holds the facts of a kind of subject."""
    used = {subject.record for subject in book.configuration.manifest.subjects.values()}
    for name in book.configuration.records:
        if name not in used:
            message = f'No subject keeps its facts in the record "{name}".'
            yield book.finding(UNUSED_RECORD, message, Spot("record", name, ("record",)))


def checks_are_used(book: Book) -> Iterator[Finding]:
    """Every check of a workflow is named in an `if` or a `require`."""
    for workflow in book.configuration.workflows.values():
        used = set(_conditions(workflow))
        for name in workflow.checks:
            if name not in used:
                spot = Spot("workflow", workflow.workflow, ("checks", name))
                yield book.finding(UNUSED_CHECK, f'Nothing uses the check "{name}".', spot, key=True)


def _conditions(workflow: Workflow) -> Iterable[str]:
    for _, action in all_actions(workflow):
        yield from action.require
        for opens in action.opens:
            yield from opens.when
        for rule in action.rules:
            yield from rule.when
    for one in all_tasks(workflow):
        yield from one.task.only_if if isinstance(one.task, Task) else ()


def questions_are_asked(book: Book) -> Iterator[Finding]:
    """A question that waits for an action is asked by it: the action submits this form."""
    for form in book.configuration.forms.values():
        flows = book.workflows_asking(form.form)
        asking = {name for flow in flows for name, asked in all_hands(flow) if asked == form.form}
        waiting = [
            (Spot("form", form.form, ("pages", name, "for")), page.asked_for) for name, page in form.pages.items()
        ]
        waiting += [(one.spot.at("for"), one.field.asked_for) for one in book.fields_of(form)]
        for spot, names in waiting:
            for index, name in enumerate(names):
                if asking and name not in asking:
                    message = f'"{name}" does not ask the form "{form.form}", so nothing is asked for it.'
                    yield book.finding(NEVER_ASKED, message, spot.at(index))
