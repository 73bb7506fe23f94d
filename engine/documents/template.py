"""The text of a letter with answers in it. It runs only in the process of `engine.documents.child`, which is capped.

A text may say names, conditions, loops over rows and a few filters: whatever else the template language has is refused
when the text is read, so the sandbox below it has nothing left to stop. A value is never part of the text while that
is read as Markdown: a mark stands for it, and it is put in where the mark ended up. So no answer is taken for a
template, for Markdown or for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

Told: TypeAlias = "str | int | list[Told] | dict[str, Told] | None"
"""JSON, as it comes into this process."""
Shape: TypeAlias = "dict[str, Shape] | list[Shape] | None"
"""The names that a text may read: what is inside each, what each of several is, or nothing inside."""

MOST_LETTERS = 400_000
"""Letters of a letter, the answers in it among them."""
OPENS, CLOSES = "\ue000", "\ue001"
_MOST_DEEP = 40
_TAG = re.compile(r"\{%.*?%\}")
_FILTERS = ("capitalize", "join", "length", "lower", "trim", "upper")
_STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For)
_EXPRESSIONS = (
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Tuple,
    nodes.List,
)
_LOOP = ("first", "index", "last", "length")


class Refused(Exception):
    """The text cannot be drawn. *kind* says why, *line* where (counted from 1), and *name* what was named there."""

    def __init__(self, kind: str, line: int = 0, name: str = "") -> None:
        super().__init__(kind)
        self.kind, self.line, self.name = kind, line, name[:100]


class Answer(str):
    """An answer in words; *code* is what is kept, by which conditions know it in every language."""

    __slots__ = ("code",)
    code: str | int


class NotAnswered(str):
    """What stands where there is no answer; a condition takes it for false, a loop for nothing."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return iter(())


@dataclass(slots=True)
class Several:
    """Several answers, or rows; *said* is all of them in words."""

    each: list[object]
    said: str = ""

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[object]:
        return iter(self.each)

    def __contains__(self, code: object) -> bool:
        return any(isinstance(one, Answer) and one.code == code for one in self.each)

    def __str__(self) -> str:
        return self.said or ", ".join(map(str, self.each))


@dataclass(slots=True)
class Parts:
    """What has parts by name; *said* is all of them in words."""

    named: dict[str, object]
    said: str = ""

    def __str__(self) -> str:
        return self.said


def value_of(told: Told) -> object:
    """Return what was told as the text sees it: plain words, numbers, lists and names, and nothing that does anything.

    An answer is told as `{"said": words, "code": kept}`, no answer as `{"open": words}`, several as a list or under
    `each`, and what has names inside as `parts`.
    """
    if isinstance(told, list):
        return Several([value_of(one) for one in told])
    if not isinstance(told, dict):
        return told
    if "open" in told:
        return NotAnswered(told["open"])
    if "each" in told:
        return Several([value_of(one) for one in _list(told["each"])], str(told["said"]))
    if "parts" in told:
        return Parts({name: value_of(one) for name, one in _map(told["parts"]).items()}, str(told["said"]))
    answer = Answer(told["said"])
    code = told.get("code")
    answer.code = code if isinstance(code, str | int) else str(answer)
    return answer


def _list(told: Told) -> list[Told]:
    return told if isinstance(told, list) else []


def _map(told: Told) -> dict[str, Told]:
    return told if isinstance(told, dict) else {}


@dataclass(slots=True)
class Drawn:
    """A text with a mark for each value, and the values by their marks."""

    text: str = ""
    values: list[str] = field(default_factory=list)


def drawn(body: str, shape: Shape, told: Mapping[str, Told]) -> Drawn:
    """Return *body* with marks where answers go, and these answers. Raises Refused."""
    made = Drawn()
    template = _template(body, shape, made)
    pieces: list[str] = []
    length = 0
    try:
        for piece in template.generate({name: value_of(one) for name, one in told.items()}):
            pieces.append(piece)
            length += len(piece)
            if length + sum(map(len, made.values[-50:])) > MOST_LETTERS:
                raise Refused("too_large")
    except SecurityError:
        raise Refused("not_allowed") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        raise Refused("cannot_be_drawn") from None
    made.text = "".join(pieces)
    if length + sum(map(len, made.values)) > MOST_LETTERS:
        raise Refused("too_large")
    return made


def load_all() -> None:
    """Let the library load what it loads only when it is first used: from then on there are no files to load from."""
    drawn(
        '{% for a in b %}{{ a | join(", ") }}{{ loop.index }}{% endfor %}',
        {"b": [None]},
        {"b": [{"said": "", "code": ""}]},
    )
    for wrong in ("{% if %}", "{{ 'a", "{{ 1.5e3 }}{{ a.b }}"):
        next(mistakes_of(wrong, {}), None)


def _template(body: str, shape: Shape, made: Drawn) -> Template:
    if any(sign in body for sign in (OPENS, CLOSES)):
        raise Refused("odd_letter")

    def mark(value: object) -> str:
        made.values.append(str(value))
        if len(made.values) > MOST_LETTERS // 4:
            raise Refused("too_large")
        return f"{OPENS}{len(made.values) - 1}{CLOSES}"

    desk = _desk()
    desk.finalize = mark
    wrong = next(mistakes_of(body, shape), None)
    if wrong is not None:
        raise wrong
    return desk.from_string(body)


class _Desk(ImmutableSandboxedEnvironment):
    """The library's sandbox, which here gives out what was told by name and nothing of any object itself."""

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Return *source* so that only lines of nothing but `{% ... %}` go; a row that ends with one keeps its end."""
        return "\n".join(map(_ended, super().preprocess(source, name, filename).split("\n")))

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, Parts) and attribute in obj.named:
            return obj.named[attribute]
        if attribute == "code" and isinstance(obj, str):
            return obj.code if isinstance(obj, Answer) else ""
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise SecurityError(attribute)


def _ended(line: str) -> str:
    if not line.endswith("%}") or line.endswith(("+%}", "-%}")) or not _TAG.sub("", line).strip():
        return line
    return line.removesuffix("%}") + "+%}"


def _joined(value: object, between: str = ", ") -> object:
    """Return several answers as one text; what is not answered stays that."""
    return str(between).join(map(str, value)) if isinstance(value, Several) else value


def _desk() -> _Desk:
    desk = _Desk(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # nothing here is HTML: that is written at the end, from pieces that are each escaped
        cache_size=0,
    )
    desk.globals.clear()
    desk.filters = {name: one for name, one in desk.filters.items() if name in _FILTERS}
    desk.filters["join"] = _joined
    desk.tests = {"answered": lambda value: not isinstance(value, NotAnswered)}
    return desk


def mistakes_of(body: str, shape: Shape) -> Iterator[Refused]:
    """Yield what *body* says that a letter cannot say, and the names that it may not read, in order."""
    try:
        tree = _desk().parse(body)
    except TemplateError as wrong:
        yield Refused("not_read", getattr(wrong, "lineno", 0) or 1)
        return
    except RecursionError:
        yield Refused("too_deep")
        return
    yield from _Reading(shape).statements(tree.body, {}, 0)


@dataclass(slots=True)
class _Reading:
    """A text being read, statement by statement. *shape* are the names that it may read."""

    shape: Shape

    def statements(self, body: Sequence[nodes.Node], local: Mapping[str, Shape], deep: int) -> Iterator[Refused]:
        if deep > _MOST_DEEP:
            yield Refused("too_deep", body[0].lineno if body else 0)
            return
        for node in body:
            if not isinstance(node, _STATEMENTS):
                yield Refused("not_allowed", node.lineno, type(node).__name__.lower())
            elif isinstance(node, nodes.Output):
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        yield from self.expression(one, local)
            elif isinstance(node, nodes.If):
                yield from self.expression(node.test, local)
                yield from self.statements(node.body, local, deep + 1)
                yield from self.statements(node.elif_, local, deep + 1)
                yield from self.statements(node.else_, local, deep + 1)
            elif isinstance(node, nodes.For):
                yield from self._loop(node, local, deep)

    def _loop(self, node: nodes.For, local: Mapping[str, Shape], deep: int) -> Iterator[Refused]:
        if not isinstance(node.target, nodes.Name) or node.recursive:
            yield Refused("not_allowed", node.lineno, "for")
            return
        found = self._named(node.iter, local)
        yield from self.expression(node.iter, local)
        if not isinstance(found, list):
            if found is not _NOTHING:
                yield Refused("not_several", node.lineno, ".".join(path_of(node.iter) or ()))
            return
        row: Shape = found[0]
        inside = {**local, node.target.name: row, "loop": dict.fromkeys(_LOOP)}
        if node.test is not None:
            yield from self.expression(node.test, inside)
        yield from self.statements(node.body, inside, deep + 1)
        yield from self.statements(node.else_, local, deep + 1)

    def expression(self, node: nodes.Node, local: Mapping[str, Shape], deep: int = 0) -> Iterator[Refused]:
        if not isinstance(node, _EXPRESSIONS) or deep > _MOST_DEEP:
            kind = "too_deep" if deep > _MOST_DEEP else "not_allowed"
            yield Refused(kind, node.lineno, type(node).__name__.lower())
            return
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield Refused("no_filter", node.lineno, node.name)
        if isinstance(node, nodes.Test) and node.name != "answered":
            yield Refused("no_test", node.lineno, node.name)
        if isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._name(node, local)
        if not isinstance(node, nodes.Getattr):
            for one in node.iter_child_nodes():
                yield from self.expression(one, local, deep + 1)

    def _name(self, node: nodes.Name | nodes.Getattr, local: Mapping[str, Shape]) -> Iterator[Refused]:
        path = path_of(node)
        if path is None:
            yield Refused("not_allowed", node.lineno, "call")
        elif self._named(node, local) is _NOTHING:
            yield Refused("unknown_name", node.lineno, ".".join(path))

    def _named(self, node: nodes.Node, local: Mapping[str, Shape]) -> Shape:
        """Return what the name at *node* holds: the names inside it, one of its rows, or no names."""
        path = path_of(node)
        if path is None:
            return _NOTHING
        here: Shape = {**(self.shape if isinstance(self.shape, dict) else {}), **local}
        for step in path:
            if isinstance(here, dict) and step in here and here is not _NOTHING:
                here = here[step]
            elif step == "code" and here is None:
                continue
            else:
                return _NOTHING
        return here


_NOTHING: dict[str, Shape] = {}
"""What a name holds that is not there."""


def path_of(node: nodes.Node) -> tuple[str, ...] | None:
    """Return the steps of a name with dots, or nothing where the node is none."""
    steps: list[str] = []
    while isinstance(node, nodes.Getattr):
        steps.append(node.attr)
        node = node.node
    return (node.name, *reversed(steps)) if isinstance(node, nodes.Name) else None
