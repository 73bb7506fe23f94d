"""Tasks in words: who does each and by when, and what a state or an action waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cases.compiled import CompiledProceed, CompiledTask, CompiledWorkflow
from engine.cases.task_titles import task_title
from engine.definitions.tasks import Awaited
from engine.interop.words import length
from engine.sentences.say import Sentence, listing, say

_SAID: Mapping[str, Sentence] = {
    "done": Sentence('"{task}" is done'),
    "open": Sentence('"{task}" is open'),
    "overdue": Sentence('"{task}" is overdue'),
}


def about_task(language: str, flow: CompiledWorkflow, name: str) -> str:
    """Return what `tasks.<id>.done` and its like ask, in words; nothing for any other name."""
    owner, _, rest = name.partition(".")
    task_id, _, asked = rest.partition(".")
    task = flow.work.tasks.get(task_id)
    if owner != "tasks" or task is None or asked not in _SAID:
        return ""
    return _SAID[asked].said(language, task=task_title(task, None))


def notes_of_task(language: str, task: CompiledTask) -> Iterator[str]:
    """Yield when a task is due, and that nobody waits for it, each in a few words."""
    if task.definition.due is not None:
        yield say(language, "due in {length}", length=length(task.definition.due))
    if not task.definition.required:
        yield say(language, "nobody waits for it")


def waits_for_tasks(language: str, flow: CompiledWorkflow, awaited: Awaited) -> str:
    """Return which tasks must be done: `all required tasks are done`."""
    if awaited.at_least is not None:
        return say(language, "tasks done: at least {least}", least=awaited.at_least)
    if awaited.each_of:
        titles = (task_title(flow.work.tasks[one], None) for one in awaited.each_of)
        return say(language, "these are done: {tasks}", tasks=listing(language, _quoted(titles)))
    return say(language, "all required tasks are done")


def _quoted(titles: Iterable[str]) -> Iterator[str]:
    return (f'"{title}"' for title in titles)


def goes_on_when(language: str, flow: CompiledWorkflow, wait: CompiledProceed, condition: str) -> str:
    """Return what a state waits for before it goes on by itself; *condition* is what it says in words."""
    return condition if wait.check is not None else waits_for_tasks(language, flow, wait.awaited)
