"""From a form as written to a form that runs: every condition compiled, and an order in which one pass is enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.cases.compiled import Check, CompiledField, CompiledForm, CompiledRow, CompiledRule, CompiledShare, Source
from engine.cases.compiling.changes import compile_changes
from engine.cases.compiling.plain import is_plain, plain_of
from engine.cases.compiling.types import field_reader, field_type, options_of
from engine.cases.compiling.workshop import Compiler, Spot
from engine.cases.problems import Problem, ProblemBook
from engine.definitions.fields import AnyField, DeclarationField, FileField, RowsField, own_fields
from engine.definitions.forms import Form, Page, Share
from engine.definitions.records import Record
from engine.expressions.evaluate import Expression
from engine.expressions.tree import looked_at
from engine.expressions.types import BOOLEAN, Boolean, Choice, Rows, Scope, Type, described, same_type
from engine.findings import Code

WRONG_CALC = Code("T351", "A calculation of another type", "Make the calculation give what the field holds.")
CIRCLE = Code("S401", "Fields that wait for each other", "Take one of the conditions out of the circle.")


def compile_form(compiler: Compiler, form: Form) -> CompiledForm | None:
    """Return *form* ready to run, or nothing when any of its conditions is wrong or its fields go round in a circle."""
    before = len(compiler.findings)
    spot = Spot("form", form.form)
    scope = form_scope(compiler, form)
    if scope is None:
        return None
    fields = tuple(
        _field(compiler, scope, page, page_id, name, field, spot.at("pages", page_id, "fields", name), form)
        for page_id, page in form.pages.items()
        for name, field in own_fields(page.fields, compiler.language)
    )
    rules = tuple(_rule(compiler, scope, name, form, spot.at("rules", name)) for name in form.rules)
    order = _in_order(compiler, fields, spot)
    if order is None or len(compiler.findings) > before or any(rule is None for rule in rules):
        return None
    complete = tuple(rule for rule in rules if rule is not None)
    reads = frozenset(name for one in _expressions(fields, complete) for name in one.reads)
    fields = tuple(replace(one, is_plain=is_plain(one)) for one in fields)
    by_id = {one.id: one for one in fields}
    writes_back = any(one.definition.write_back != "never" for one in fields)
    in_order = tuple(by_id[one.id] for one in order)
    return CompiledForm(
        form.form,
        form,
        fields,
        in_order,
        by_id,
        complete,
        reads,
        plain_of(fields, in_order),
        ProblemBook(compiler.language),
        {one.id: place for place, one in enumerate(fields)},
        tuple(one for one in fields if one.checks),
        writes_back,
        frozenset(one.id for one in fields if _is_vouched_for(one)),
        compiler.language,
        corrected_by=compiler.members(form.correct.by) if form.correct else frozenset(),
        withdrawn_by=compiler.members(form.withdraw.by) if form.withdraw else frozenset(),
        shares={name: _share(compiler, name, share) for name, share in form.share.items()},
        changes=compile_changes(form),
    )


def _share(compiler: Compiler, name: str, share: Share) -> CompiledShare:
    to, roles = compiler.members(share.to), compiler.roles
    fields = frozenset(tuple(path.split(".")) for path in share.fields)
    return CompiledShare(
        name, roles.named((one for one in roles.titles if one in to), compiler.language), to, fields, share.basis
    )


def _is_vouched_for(one: CompiledField) -> bool:
    """Whether only the engine can say what an answer holds: files that it keeps, and who declared something when."""
    cells = one.row.fields if one.row is not None else ()
    return isinstance(one.definition, FileField | DeclarationField) or any(map(_is_vouched_for, cells))


def form_scope(compiler: Compiler, form: Form) -> Scope | None:
    """Return what conditions in *form* may name: its own fields. Nothing when an option list of one is not there."""
    names: dict[str, Type] = {}
    labels: dict[str, str] = {}
    for _, written_id, written in form.placed_fields():
        labels |= labels_of({written_id: written})
        for name, field in own_fields({written_id: written}, compiler.language):
            kind = field_type(compiler, field, f"{form.form}.{name}")
            if kind is not None:
                names[name] = kind
            elif field.asks:
                return None
    return Scope(names, labels)


def labels_of(fields: Mapping[str, AnyField], inside: str = "") -> dict[str, str]:
    """Return the labels of *fields* by name, and those inside rows by full name: `people.school`."""
    labels: dict[str, str] = {}
    for name, one in own_fields(fields):
        labels[inside + name] = one.label
        if isinstance(one, RowsField):
            labels |= labels_of(one.fields, f"{inside}{name}.")
    return labels


def compile_facts(compiler: Compiler, record: Record) -> dict[str, CompiledField]:
    """Return the facts of *record*, ready to be read; its conditions name its own facts."""
    kinds = {name: field_type(compiler, one, f"{record.record}.{name}") for name, one in record.fields.items()}
    names = {name: kind for name, kind in kinds.items() if kind is not None}
    scope = Scope(names, labels_of(record.fields))
    made: dict[str, CompiledField] = {}
    for name, field in record.fields.items():
        if field.asks and kinds[name] is None:
            continue
        spot = Spot("record", record.record, ("fields", name))
        one = _conditions(compiler, scope, name, field, spot, owner=f"{record.record}.{name}")
        one = replace(
            one, view=compiler.members(field.view or record.view), edit=compiler.members(field.edit or record.edit)
        )
        one = replace(one, sensitivity=field.sensitivity or record.sensitivity)
        made[name] = _with_row(compiler, scope, one, spot, owner=record.record)
    return made


def compile_rows(compiler: Compiler, name: str, rows: RowsField, spot: Spot, owner: str) -> CompiledField:
    """Return a repeating question that stands by itself, ready to be read; its conditions name its own cells."""
    scope = Scope({}, labels_of({name: rows}))
    made = _conditions(compiler, scope, name, rows, spot, owner=f"{owner}.{name}")
    return _with_row(compiler, scope, made, spot, owner=owner)


def _field(
    compiler: Compiler, scope: Scope, page: Page, page_id: str, name: str, field: AnyField, spot: Spot, form: Form
) -> CompiledField:
    page_show = compiler.expression(page.show_if, scope, Spot("form", form.form, ("pages", page_id, "show_if")))
    made = _conditions(compiler, scope, name, field, spot, owner=f"{form.form}.{name}")
    placed = replace(
        made,
        page=page_id,
        show=made.show if page_show is None else (page_show, *made.show),
        asked_for=made.asked_for or frozenset(page.asked_for),
        view=compiler.members(field.view or page.view or form.view),
        edit=compiler.members(field.edit or page.edit),
        sensitivity=field.sensitivity or page.sensitivity or form.sensitivity,
    )
    return _with_row(compiler, scope, placed, spot, owner=form.form)


def _conditions(
    compiler: Compiler, scope: Scope, name: str, field: AnyField, spot: Spot, *, owner: str
) -> CompiledField:
    """Return *field* with its own conditions compiled; what it takes from its page is added by the caller."""
    kind = field_type(compiler, field, owner)
    show = compiler.expression(field.show_if, scope, spot.at("show_if"))
    checks = []
    for setting in ("check", "checks"):
        for index, check in enumerate(getattr(field, setting)):
            compiled = compiler.expression(check.that, scope, spot.at(setting, index, "that"))
            if compiled is not None:
                checks.append(Check("check", compiled, check.say))
    sources = tuple(one for one in map(compiler.source, field.source) if one is not None)
    return CompiledField(
        id=name,
        page="",
        definition=field,
        type=kind,
        read=field_reader(compiler, field, kind, spot),
        options=options_of(compiler, field, kind, scope, spot),
        show=() if show is None else (show,),
        required_if=compiler.expression(field.required_if, scope, spot.at("required_if")),
        read_only_if=compiler.expression(field.read_only_if, scope, spot.at("read_only_if")),
        calc=_calculation(compiler, scope, field, kind, spot.at("calc")),
        checks=tuple(checks),
        asked_for=frozenset(field.asked_for),
        view=frozenset(),
        edit=frozenset(),
        sensitivity=field.sensitivity or "personal",
        sources=sources,
        echo=compiler.source(field.shows) if field.shows else None,
        default=field.default,
    )


def _calculation(compiler: Compiler, scope: Scope, field: AnyField, kind: Type | None, spot: Spot) -> Expression | None:
    made = compiler.expression(field.calc, scope, spot, wants=None)
    if made is None or kind is None:
        return made
    # A yes-or-no question may be calculated by a condition: true is yes.
    answers_yes_no = isinstance(made.type, Boolean) and isinstance(kind, Choice) and kind.options.id == "yes_no"
    if same_type(made.type, kind) or answers_yes_no:
        return made
    message = f"This calculation gives {described(made.type)}, but the field holds {described(kind)}."
    compiler.add(WRONG_CALC, message, WRONG_CALC.remedy, spot.kind, spot.name, *spot.path)
    return None


def _with_row(compiler: Compiler, outer: Scope, one: CompiledField, spot: Spot, *, owner: str) -> CompiledField:
    """Return a repeating question with the questions of its rows; any other as it is."""
    if not isinstance(one.definition, RowsField):
        return one
    scope = _scope_inside(outer, one)
    owner = f"{owner}.{one.id}"
    cells = tuple(
        _cell(compiler, scope, one, inner, field, spot.at("fields", inner), owner=owner)
        for inner, field in own_fields(one.definition.fields, compiler.language)
    )
    order = _in_order(compiler, cells, spot, rows_out=0) or cells
    row = CompiledRow(order, {cell.id: cell for cell in cells})
    return replace(one, row=row, sources=(*one.sources, *_begun_from(cells)))


def _begun_from(cells: Iterable[CompiledField]) -> Iterator[Source]:
    """Yield the links of whose cases each begins a row: those along which a cell of it is copied."""
    links = (source.owner for cell in cells for source in cell.sources if source.kind == "link")
    yield from (Source("link", link, "", f"links.{link}") for link in dict.fromkeys(links))


def _scope_inside(outer: Scope, rows: CompiledField) -> Scope:
    """Return what conditions inside *rows* may name: a bare name is the row's first, and `form.<field>` the form's."""
    own = rows.type.fields if isinstance(rows.type, Rows) else {}
    # In rows inside rows the form's own names stand there already.
    form = {} if outer.row_names else {f"form.{name}": kind for name, kind in outer.names.items()}
    inside = f"{rows.id}."
    labels = {one.removeprefix(inside): label for one, label in outer.labels.items() if one.startswith(inside)}
    around = outer.row_names - own.keys()
    names = {**outer.names, **form, **own}
    return Scope(names, {**outer.labels, **labels}, row_names=frozenset(own), outer_row_names=around)


def _cell(
    compiler: Compiler, scope: Scope, rows: CompiledField, name: str, field: AnyField, spot: Spot, *, owner: str
) -> CompiledField:
    """Return a question of a row. Who may see and fill it, and how closely it is kept, is as for its rows if unsaid."""
    made = _conditions(compiler, scope, name, field, spot, owner=f"{owner}.{name}")
    placed = replace(
        made,
        view=compiler.members(field.view) or rows.view,
        edit=compiler.members(field.edit) or rows.edit,
        sensitivity=field.sensitivity or rows.sensitivity,
    )
    return _with_row(compiler, scope, placed, spot, owner=owner)


def _rule(compiler: Compiler, scope: Scope, name: str, form: Form, spot: Spot) -> CompiledRule | None:
    rule = form.rules[name]
    when = compiler.expression(rule.when, scope, spot.at("when"), wants=BOOLEAN)
    require = compiler.expression(rule.require, scope, spot.at("require"), wants=BOOLEAN)
    if require is None:
        return None
    return CompiledRule(name, rule, when, require, Problem(rule.at[0] if rule.at else "", name, rule.say, rule.level))


def _expressions(fields: Iterable[CompiledField], rules: Iterable[CompiledRule]) -> Iterable[Expression]:
    for field in fields:
        yield from decisive(field)
        yield from (check.expression for check in field.checks)
        if field.row is not None:
            yield from _expressions(field.row.fields, ())
    for rule in rules:
        yield from (one for one in (rule.when, rule.require) if one is not None)


def decisive(field: CompiledField) -> Iterable[Expression]:
    """Yield the expressions that must be worked out before *field*: shown, required, read-only, offered, calculated."""
    yield from field.show
    yield from (one for one in (field.required_if, field.read_only_if, field.calc) if one is not None)
    if field.options is not None:
        yield from field.options.offer_if.values()


def _waits_for(field: CompiledField, rows_out: int) -> set[str]:
    """Return the names that *field* looks at: the form's (*rows_out* -1), or those of the row it stands in (0)."""
    looked = {name for one in decisive(field) for out, name in looked_at(one.root) if out == rows_out}
    deeper = rows_out if rows_out < 0 else rows_out + 1
    for cell in field.row.fields if field.row is not None else ():
        looked |= _waits_for(cell, deeper)
    return looked


def _in_order(
    compiler: Compiler, fields: Sequence[CompiledField], spot: Spot, *, rows_out: int = -1
) -> tuple[CompiledField, ...] | None:
    """Return *fields* so that each comes after those it waits for; report a circle as a sentence and return nothing."""
    known = {one.id: one for one in fields}
    looked = {one.id: _waits_for(one, rows_out) for one in fields}
    waits = {one: [name for name in known if name in names] for one, names in looked.items()}
    done: dict[str, CompiledField] = {}
    for start in known:
        circle = _visit(start, waits, done, known)
        if circle:
            steps = ["pages", known[circle[0]].page] if known[circle[0]].page else []
            message = f"These wait for each other in a circle: {' > '.join(circle)}."
            compiler.add(
                CIRCLE, message, CIRCLE.remedy, spot.kind, spot.name, *spot.path, *steps, "fields", circle[0], key=True
            )
            return None
    return tuple(done.values())


def _visit(
    start: str, waits: Mapping[str, list[str]], done: dict[str, CompiledField], known: Mapping[str, CompiledField]
) -> list[str]:
    """Visit depth first without recursion; return the circle that *start* leads into, if there is one."""
    path: list[str] = []
    stack: list[tuple[str, int]] = [(start, 0)]
    while stack:
        name, index = stack.pop()
        if index == 0:
            if name in done:
                continue
            if name in path:
                return [*path[path.index(name) :], name]
            path.append(name)
        if index < len(waits[name]):
            stack += [(name, index + 1), (waits[name][index], 0)]
        else:
            path.pop()
            done[name] = known[name]
    return []
