"""Plain questions, group by group: those with the same condition are shown together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.cases.bulk import Bulk, PlainField
from engine.cases.compiled import Asked, CompiledField, Group, Plain


def is_plain(one: CompiledField) -> bool:
    """Whether *one*, where it is shown, is asked of whoever fills the form and stands by itself."""
    definition, options = one.definition, one.options
    conditions = (one.required_if, one.read_only_if, one.calc, one.echo, one.row)
    others = (*one.asked_for, *one.edit, *one.checks, *definition.required_for)
    always_offered = options is None or not (options.offer_if or options.retired)
    special = definition.confirm or definition.confirm_after is not None or definition.no_answer
    nothing_else = not others and not any(one is not None for one in conditions) and not special
    return one.read is not None and nothing_else and always_offered


def plain_of(fields: Sequence[CompiledField], order: Iterable[CompiledField]) -> Plain:
    """Return the plain questions of a form: *fields* as they are asked, *order* as they can be worked out.

    A group stands where its first question does: all that its condition reads is known there.
    """
    by_condition: dict[tuple[str, ...], list[CompiledField]] = {}
    steps: list[tuple[str, ...] | CompiledField] = []
    for one in order:
        condition = tuple(show.text for show in one.show)
        if not one.is_plain:
            steps.append(one)
        elif condition in by_condition:
            by_condition[condition].append(one)
        else:
            by_condition[condition] = [one]
            steps.append(condition)
    groups = {condition: _group(found, 1 << bit) for bit, (condition, found) in enumerate(by_condition.items())}
    always = groups.get((), Group((), (), Asked(), 0))
    return Plain(
        always,
        tuple(groups[step] if isinstance(step, tuple) else step for step in steps if step != ()),
        Bulk(
            [_for_bulk(one) for one in fields if one.is_plain],
            is_whole_form=all(one.is_plain for one in fields),
        ),
        frozenset(one.id for one in fields),
        frozenset(one.id for one in fields if one.type is None),
    )


def _group(fields: list[CompiledField], bit: int) -> Group:
    asked = Asked(
        frozenset(one.id for one in fields),
        frozenset(one.id for one in fields if one.definition.required),
        {one.id: one.options.set.codes for one in fields if one.options is not None},
    )
    return Group(fields[0].show, tuple(fields), asked, bit)


def _for_bulk(one: CompiledField) -> PlainField:
    if one.options is None:
        return PlainField(one.id, one.definition)
    return PlainField(one.id, one.definition, one.options.set.codes, one.options.none)
