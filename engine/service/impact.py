"""What a change of the definitions would touch of a council's live cases: counts, and nothing of what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine.interop.differences.edition import Edition
from engine.interop.differences.touched import Touched
from engine.sentences.say import say
from engine.store import live
from engine.store.transaction import Gateway, Transaction


def impact(gateway: Gateway, council: str, found: Touched, old: Edition) -> tuple[str, ...]:
    """Return, in sentences, how many rules change and how many live cases, drafts, tasks and clocks that touches.

    The first sentence has the sums; then comes one for each thing that is not nothing. *old* gives them their titles.
    Cases are counted by the ids of what they are in, whatever release they are on.
    """
    with gateway.read() as tx:
        return tuple(_Counting(tx, council, found, old).told())


class _Counting:
    def __init__(self, tx: Transaction, council: str, found: Touched, old: Edition) -> None:
        self.old, self.language = old, old.language
        cases = live.count_cases(tx, council)
        drafts = live.count_drafts(tx, council)
        self.rules = found.rules
        self.whole = {flow: sum(many for (of, _), many in cases.items() if of == flow) for flow in found.whole}
        self.states = {
            (flow, state): sum(many for (of, at), many in cases.items() if of == flow and _is_in(at, state))
            for flow, state in found.states
        }
        self.forms = {form: drafts.get(form, 0) for form in found.forms}
        self.tasks = {one: live.count_open_tasks(tx, council, *one) for one in found.tasks}
        self.clocks = {one: live.count_running_clocks(tx, council, *one) for one in found.clocks}

    def told(self) -> Iterator[str]:
        sums = "Rules changed: {rules}. Touched: drafts {drafts}, open tasks {tasks}, running time limits {clocks}."
        counts = {
            "rules": self.rules,
            "drafts": sum(self.forms.values()),
            "tasks": sum(self.tasks.values()),
            "clocks": sum(self.clocks.values()),
        }
        yield say(self.language, sums, **counts)
        for flow, many in self.whole.items():
            title = self.old.form(flow)
            if many:
                yield say(self.language, 'Cases of "{title}": {count}.', title=title, count=many)
        for (flow, state), many in self.states.items():
            title = self.old.state(flow, state)
            if many:
                yield say(self.language, 'Cases in "{title}": {count}.', title=title, count=many)
        for form, many in self.forms.items():
            if many:
                yield say(self.language, 'Drafts of "{title}": {count}.', title=self.old.form(form), count=many)
        for (flow, task), many in self.tasks.items():
            if many:
                title = self.old.step(flow, task)
                yield say(self.language, 'Open tasks "{title}": {count}.', title=title, count=many)
        for (flow, clock), many in self.clocks.items():
            if many:
                title = self.old.limit(flow, clock)
                yield say(self.language, 'Running time limits "{title}": {count}.', title=title, count=many)


def _is_in(states: tuple[str, ...], state: str) -> bool:
    return any(at == state or at.startswith(f"{state}/") for at in states)
