"""Decision lists: they are read from the top, so where `else` stands matters, and every answer must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.cases.chart import around
from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow, Route
from engine.cases.compiling.workflows import workflow_scope
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.checks.conditions import NEVER_TRUE
from engine.checks.tries import Env, Tries, can_be_true, names_read, tries_of
from engine.definitions.fields import AnyField
from engine.definitions.tasks import AdHoc
from engine.definitions.workflows import Workflow
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN
from engine.findings import Code, Finding, suggestion

NO_ELSE = Code("F508", "Answers that no rule takes", 'Add a rule for them, or an "else".')
AFTER_ELSE = Code("F509", "A rule that is never read", 'Move "else" to the end of the list.')
RULE_TWICE = Code("F510", "Two rules with the same id", "Give each rule an id of its own.")
OVERLAP = Code(
    "F537",
    "Rows that fit the same answers",
    "Make one of the rows narrower, or write hit: first; then the order counts.",
)
NOT_LISTED = Code(
    "N298", "A task that may not be opened here", "Name a task of an ad_hoc list, of the state or of the workflow."
)
NEVER_READ = Code(
    "F570",
    "A rule that earlier rules leave nothing to",
    "Move it up, make the rules before it narrower, or take it out.",
    "warning",
)
MAY_STOP = Code(
    "F511",
    "A decision list that an unanswered question stops",
    'Make the question required, or add a rule for it: "if: not answered(...)".',
    "warning",
)


def else_comes_last(book: Book) -> Iterator[Finding]:
    """Nothing stands after `else`, which takes everything."""
    for one in _all_actions(book):
        rules = one.action.rules
        ends = [index for index, rule in enumerate(rules[:-1]) if rule.otherwise is not None]
        if ends:
            message = f'The rules of "{one.action.title}" after "else" are never read.'
            yield book.finding(AFTER_ELSE, message, one.spot.at(*one.action.at_rule(ends[0] + 1)))


def rules_have_ids_of_their_own(book: Book) -> Iterator[Finding]:
    """No two rules of a list share an id."""
    for one in _all_actions(book):
        seen: set[str] = set()
        for index, rule in enumerate(one.action.goes):
            if rule.id is not None and rule.id in seen:
                message = f'"{one.action.title}" has two rules with the id "{rule.id}".'
                yield book.finding(RULE_TWICE, message, one.spot.at("goes", index, "id"))
            seen |= {rule.id} if rule.id else set()


def every_answer_leads_somewhere(book: Book) -> Iterator[Finding]:
    """A list without `else` has a rule for every answer; where it has not, the answers are named."""
    for flow, one, action in _compiled(book):
        if any(rule.otherwise is not None for rule in one.action.rules) or _collects(one):
            continue
        tries = _tries(book, flow, one, [check.expression for route in action.routes for check in route.checks])
        gap = next((env for env in tries.answers() if _passed_over(action, env)), None) if tries else None
        if gap is not None or tries is None or not tries.complete:
            said = f" for {_said(gap)}" if gap else ' and no "else"'
            yield book.finding(
                NO_ELSE,
                f'"{one.action.title}" has no rule{said}.',
                one.spot.at("goes" if one.action.goes else "decide"),
                key=True,
            )


def _tries(book: Book, flow: CompiledWorkflow, one: PlacedAction, conditions: Sequence[Expression]) -> Tries | None:
    names = workflow_scope(book.compiler, flow.definition, one.action.submits).names
    return tries_of(conditions, None, names, _fields(book, flow, one, conditions))


def _can_be_true(book: Book, flow: CompiledWorkflow, one: PlacedAction, conditions: Sequence[Expression]) -> bool:
    names = workflow_scope(book.compiler, flow.definition, one.action.submits).names
    return can_be_true(conditions, None, names, _fields(book, flow, one, conditions))


def _fields(
    book: Book, flow: CompiledWorkflow, one: PlacedAction, conditions: Sequence[Expression]
) -> dict[str, AnyField]:
    """Return the questions and facts that *conditions* read, by the names by which they do."""
    read = {name for condition in conditions for name in condition.reads}
    found = {name: _question(book, flow, one, name) or _fact(book, flow, name) for name in read}
    return {name: field for name, field in found.items() if field is not None}


def _fact(book: Book, flow: CompiledWorkflow, name: str) -> AnyField | None:
    owner, _, fact = name.partition(".")
    subject = book.configuration.manifest.subjects[flow.definition.subject]
    return book.configuration.records[subject.record].fields.get(fact) if owner == flow.definition.subject else None


def rules_are_reached(book: Book) -> Iterator[Finding]:
    """For some answers every rule before it is passed over; a rule that repeats an earlier one never fires."""
    for flow, one, action in _compiled(book):
        if _collects(one) or (one.action.decide is not None and one.action.decide.hit == "unique"):
            continue
        ends = [index for index, rule in enumerate(one.action.rules) if rule.otherwise is not None]
        # What stands after an else is told by itself.
        for index, route in enumerate(action.routes[: ends[0] if ends else None]):
            if index and route.checks and (taker := _taken_before(book, flow, one, action, index)) is not None:
                message = f'Rule {index + 1} of "{one.action.title}" is never read: {taker}.'
                yield book.finding(NEVER_READ, message, one.spot.at(*one.action.at_rule(index)))


def _taken_before(
    book: Book, flow: CompiledWorkflow, one: PlacedAction, action: CompiledAction, index: int
) -> str | None:
    """Return what takes every answer that a rule is for; nothing where the rule has some of its own."""
    own = [check.expression for check in action.routes[index].checks]
    texts = {each.text for each in own}
    for number, route in enumerate(action.routes[:index]):
        if route.checks and {check.expression.text for check in route.checks} <= texts:
            return f"rule {number + 1} takes all that it is for"
    until = action.routes[: index + 1]
    tries = _tries(book, flow, one, [check.expression for route in until for check in route.checks])
    if tries is None or not tries.complete:
        return None
    fitting = [env for env in tries.answers() if all(each.evaluate(env) is True for each in own)]
    if not fitting or any(all(_is_passed_over(route, env) for route in until[:-1]) for env in fitting):
        return None  # one that fits no answers at all is told as such
    return "the rules before it take all that it is for"


def _is_passed_over(route: Route, env: Env) -> bool:
    return any(check.expression.evaluate(env) is False for check in route.checks)


def _passed_over(action: CompiledAction, env: Env) -> bool:
    """Return whether every rule is passed over with these answers, none of them missing."""
    return UNKNOWN not in env.values() and all(_is_passed_over(route, env) for route in action.routes)


def _said(env: Env) -> str:
    return " and ".join(f'{name} = "{_code(value)}"' for name, value in env.items())


def _code(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def lists_do_not_stop(book: Book) -> Iterator[Finding]:
    """What a decision list reads has been answered by then: its questions are required."""
    for flow, one, action in _compiled(book):
        if len(one.action.rules) < 2:
            continue
        told: set[str] = set()
        for index, route in enumerate(action.routes):
            for item, check in enumerate(route.checks):
                for name in sorted(names_read(check.expression) - told):
                    question = _question(book, flow, one, name)
                    if question is not None and not _must_be_answered(question):
                        told.add(name)
                        message = f'"{question.label}" need not be answered, and then "{one.action.title}" stops.'
                        yield book.finding(MAY_STOP, message, one.spot.at(*one.action.at_condition(index, item)))


def _question(book: Book, flow: CompiledWorkflow, one: PlacedAction, name: str) -> AnyField | None:
    """Return the question that *name* stands for in a condition of an action; nothing for a fact or a clock."""
    owner, _, field = name.partition(".")
    form = one.action.submits if owner == "this" else owner
    if form is None or form not in flow.needs:
        return None
    return book.answers(book.configuration.forms[form]).get(field)


def _must_be_answered(question: AnyField) -> bool:
    # A question that is shown or required on a condition may well be answered whenever the list reads it.
    conditional = question.required_if is not None or question.show_if is not None
    settled = question.calc is not None or question.default is not None
    return question.required or bool(question.required_for) or conditional or settled


def rules_can_be_true(book: Book) -> Iterator[Finding]:
    """Each check, requirement and rule of a workflow is true for some answers."""
    for flow, one, action in _compiled(book):
        conditions = list(_conditions(one, action))
        if not conditions:
            continue
        for spot, check in conditions:
            if not check.name and not _can_be_true(book, flow, one, [check.expression]):
                yield book.finding(NEVER_TRUE, f"This can never be true: {check.expression.text}", spot)
        for index, route in enumerate(action.routes):
            together = [check.expression for check in route.checks]
            if len(together) > 1 and not _can_be_true(book, flow, one, together):
                yield book.finding(NEVER_TRUE, "These can never all be true.", one.spot.at(*_all_of(one, index)))


def _all_of(one: PlacedAction, index: int) -> tuple[str | int, ...]:
    """Return where the conditions of a rule stand together."""
    return one.action.at_rule(index) if one.action.decide else (*one.action.at_rule(index), "if")


def _collects(one: PlacedAction) -> bool:
    """Whether the action opens tasks, for answers that need open none."""
    return one.action.decide is not None and one.action.decide.hit == "collect"


def tasks_collected_are_listed(book: Book) -> Iterator[Finding]:
    """What a table opens is a task that may be opened where its action is taken: one of an `ad_hoc` list."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            table = one.action.decide
            listed = [name for each in _lists_at(workflow, one.state or "") for name in each.tasks]
            for index, row in enumerate(table.rows if table is not None and _collects(one) else ()):
                for name in row[-1]:
                    if name not in listed:
                        hint = suggestion(name, listed, what="ad_hoc tasks")
                        message = f'"{one.action.title}" opens "{name}", which is no ad_hoc task here.'
                        yield book.finding(NOT_LISTED, message, one.spot.at(*one.action.at_target(index)), hint)


def _lists_at(workflow: Workflow, state: str) -> list[AdHoc]:
    """Return the `ad_hoc` lists of the workflow, and of a state and those round it."""
    here = [workflow.places[path].state.ad_hoc for path in around(state) if path in workflow.places]
    return [one for one in (workflow.ad_hoc, *here) if one is not None]


def one_row_fits(book: Book) -> Iterator[Finding]:
    """Of a table of unique rows no two ever fit the same answers."""
    for flow, one, action in _compiled(book):
        if one.action.decide is None or one.action.decide.hit != "unique":
            continue
        tries = _tries(book, flow, one, [check.expression for route in action.routes for check in route.checks])
        if tries is None or not tries.complete:
            message = f'It cannot be shown that only one row of "{one.action.title}" ever fits.'
            spot = one.spot.at("decide", "hit")
            yield book.finding(OVERLAP, message, spot, "Write hit: first, and the rows in the order that counts.")
            continue
        for first, second in combinations(range(len(action.routes)), 2):
            both = [check.expression for number in (first, second) for check in action.routes[number].checks]
            shared = next((env for env in tries.answers() if all(each.evaluate(env) is True for each in both)), None)
            if shared is not None:
                message = f'Rows {first + 1} and {second + 1} of "{one.action.title}" both fit {_said(shared)}.'
                yield book.finding(OVERLAP, message, one.spot.at(*one.action.at_rule(second)))


def _conditions(one: PlacedAction, action: CompiledAction) -> Iterator[tuple[Spot, Check]]:
    yield from ((one.spot.at("require", index), check) for index, check in enumerate(action.require))
    for index, route in enumerate(action.routes):
        yield from (
            (one.spot.at(*one.action.at_condition(index, item)), check) for item, check in enumerate(route.checks)
        )


def _all_actions(book: Book) -> Iterator[PlacedAction]:
    for workflow in book.configuration.workflows.values():
        yield from book.actions(workflow)


def _compiled(book: Book) -> Iterator[tuple[CompiledWorkflow, PlacedAction, CompiledAction]]:
    """Yield the actions whose conditions are all right, each with what was made of it."""
    for flow in book.definition.workflows.values():
        for one in book.actions(flow.definition):
            state = one.state or next((name for name, other in flow.states.items() if one.id in other.actions), None)
            if state is not None and one.id in flow.states[state].actions:
                yield flow, one, flow.states[state].actions[one.id]
