"""What became of an action, and of a time limit with the tasks that open when it is over."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiling.workshop import Spot
from engine.definitions.deadlines import Deadline
from engine.definitions.model import Model
from engine.definitions.workflows import Action
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.decisions import decisions
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases_of_work import TASK
from engine.interop.differences.things import Thing, title_of
from engine.sentences.say import Sentence, listing, say


def action(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in an action, and in where it leads."""
    assert isinstance(old, Action)
    assert isinstance(new, Action)
    yield from work.settings(old, new, thing)
    yield from _apart(work, old, new, thing)
    yield from decisions(work, old, new, thing)


def _apart(work: Comparing, old: Action, new: Action, thing: Thing) -> Iterator[Change]:
    """Yield who may take an action again, or no longer, for what they did before. That both are not one is the law's.

    An assessment that its own author authorises is not authorised.
    """
    at = thing.at("not_by")
    gone, come = (
        [one for one in old.not_by if one not in new.not_by],
        [one for one in new.not_by if one not in old.not_by],
    )
    decision = say(work.language, 'whose work keeps them from "{title}"', title=thing.old)
    nobody = say(work.language, "nobody")
    before, after = _doers(work.old, old, thing.was), _doers(work.new, new, thing.now)
    for steps, edition, spot, template in (
        (gone, work.old, thing.was, Sentence('You now let whoever did {steps} take "{title}".')),
        (come, work.new, thing.now, Sentence('You no longer let whoever did {steps} take "{title}".')),
    ):
        if steps:
            titles = listing(work.language, (f'"{edition.step(spot.name, one.name)}"' for one in steps))
            said = template.said(work.language, steps=titles, title=thing.title)
            yield work.change(
                at,
                "changed",
                said,
                decision=decision,
                before=before,
                after=after or nobody,
                by_law=True,
            )
    if not gone and not come and old.not_by != new.not_by:
        what = say(work.language, 'those who may not take "{title}"', title=thing.title)
        yield work.change(at, "changed", say(work.language, "You changed the order of {what}.", what=what), by_law=True)


def _doers(edition: Edition, action: Action, spot: Spot) -> str:
    return listing(edition.language, (f'"{edition.step(spot.name, one.name)}"' for one in action.not_by))


def deadline(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a time limit, and in the tasks that open when it is over."""
    assert isinstance(old, Deadline)
    assert isinstance(new, Deadline)
    opened = [{step.task.id: (at, step.task) for at, step in enumerate(one.breach) if step.task} for one in (old, new)]
    told = list(work.settings(old, new, thing))
    inside = [
        change
        for name, (was, before) in opened[0].items()
        if name in opened[1]
        for now, after in (opened[1][name],)
        for change in work.compared(
            before,
            after,
            Thing(
                TASK,
                title_of(before, name),
                title_of(after, name),
                thing.was.at("breach", was, "task"),
                thing.now.at("breach", now, "task"),
                thing.about,
                thing.by_law,
            ),
        )
    ]
    if inside and {*opened[0]} == {*opened[1]} and _without_tasks(old) == _without_tasks(new):
        told = [one for one in told if one.spot is None or one.spot.path[-1:] != ("breach",)]
    yield from (*told, *inside)


def _without_tasks(one: Deadline) -> list[object]:
    return [step if step.task is None else step.task.id for step in one.breach]
