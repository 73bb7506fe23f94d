"""Every template in the engine's code, found by reading the code: whatever is given to a `template: str`.

What a council's configuration extends is called a template too, and is no text. A function that takes a `template`
says it, or hands it on to one that does. So what is given there must be written out, or nobody could know all that has
to be translated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import nodes

from engine.web.pages import environment

ENGINE = Path(__file__).resolve().parents[2] / "engine"
Takers = dict[str, int]
"""By the name of a function or class, or a method's after a dot: the place of `template` among what a call gives it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A template and where it is said."""

    template: str
    at: str


@dataclass(slots=True)
class Walk:
    """What was found: the templates, and the places where one is not written out."""

    templates: list[Found] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


@cache
def the_engine() -> Mapping[str, ast.Module]:
    """Return every module of the engine by its path."""
    return {path.relative_to(ENGINE).as_posix(): ast.parse(path.read_bytes()) for path in sorted(ENGINE.rglob("*.py"))}


def templates_of_pages() -> Iterator[Found]:
    """Yield what the pages say in their templates: each text that is given to `say` there."""
    for name, tree in pages().items():
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                text = call.args[0]
                assert isinstance(text, nodes.Const), f"{name}:{call.lineno} says what is not written out there"
                yield Found(str(text.value), f"{name}:{call.lineno}")


@cache
def pages() -> Mapping[str, nodes.Template]:
    """Return every template of the pages by its name."""
    folder, env = ENGINE / "web/templates", environment()
    return {_name(path): env.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}


def markup_of_pages() -> Mapping[str, str]:
    """Return what templates have beside what they work out, by their names."""
    folder, env = ENGINE / "web/templates", environment()
    texts = {_name(path): path.read_text("utf-8") for path in sorted(folder.rglob("*.html"))}
    return {name: "".join(part for _, kind, part in env.lex(text) if kind == "data") for name, text in texts.items()}


def _name(path: Path) -> str:
    return path.relative_to(ENGINE / "web/templates").as_posix()


def walk(modules: Mapping[str, ast.Module]) -> Walk:
    """Return every template in *modules*."""
    known = {path: _takers(module) for path, module in modules.items()}
    everyone = {name: place for takers in known.values() for name, place in takers.items() if name[0] not in "._"}
    found = Walk()
    for path, module in modules.items():
        found.hidden += [f"{path}:{line}" for line in _out_of_sight(module)]
        imported = {name: place for name, place in everyone.items() if name in _imports(module)}
        _Reading(path, {**imported, **known[path]}, found).read(module)
    return found


def _out_of_sight(module: ast.Module) -> Iterator[int]:
    """Yield each method that takes a template and could be called from another module, where nobody would know it."""
    for owner in (node for node in ast.walk(module) if isinstance(node, ast.ClassDef) and node.name[0] != "_"):
        for method in (one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name[0] != "_"):
            if "template" in _parameters(method):
                yield method.lineno


def _imports(module: ast.Module) -> frozenset[str]:
    imports = (node for node in ast.walk(module) if isinstance(node, ast.ImportFrom))
    return frozenset(one.name for node in imports for one in node.names)


def _takers(module: ast.Module) -> Takers:
    takers: Takers = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            fields = list(_fields(node))
            if "template" in fields:
                takers[node.name] = fields.index("template")
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and "template" in _parameters(inner):
                    takers[node.name if inner.name == "__init__" else f".{inner.name}"] = _place(inner) - 1
        elif isinstance(node, ast.FunctionDef) and "template" in _parameters(node) and _parameters(node)[0] != "self":
            takers[node.name] = _place(node)
    return takers


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield _called(one.target.id, one.annotation)


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [_called(one.arg, one.annotation) for one in function.args.args]


def _called(name: str, annotation: ast.expr | None) -> str:
    """Return the name of what is given to a call, or of what is no text, something that nobody looks for."""
    return name if name != "template" or annotation is None or ast.unparse(annotation) == "str" else ""


def _place(function: ast.FunctionDef) -> int:
    return _parameters(function).index("template")


class _Reading:
    """One module being read, a function at a time, so that a local name can be followed."""

    def __init__(self, path: str, takers: Takers, found: Walk) -> None:
        self.path, self.takers, self.found = path, takers, found

    def read(self, module: ast.Module) -> None:
        self._body(module, dict(_names(module)))

    def _body(self, scope: ast.AST, names: Mapping[str, list[ast.expr]]) -> None:
        for node in _own(scope):
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                self._body(node, {**names, **dict(_names(node))})
            elif isinstance(node, ast.Call):
                self._call(node, names)

    def _call(self, call: ast.Call, names: Mapping[str, list[ast.expr]]) -> None:
        name = call.func.id if isinstance(call.func, ast.Name) else f".{getattr(call.func, 'attr', '')}"
        if name not in self.takers:
            return
        place = self.takers[name]
        given = call.args[place] if len(call.args) > place else None
        given = given or next((one.value for one in call.keywords if one.arg == "template"), None)
        self._template(given, names, f"{self.path}:{call.lineno}")

    def _template(self, given: ast.expr | None, names: Mapping[str, list[ast.expr]], at: str) -> None:
        match given:
            case ast.Constant(value=str(text)):
                self.found.templates.append(Found(text, at))
            case ast.IfExp():
                self._template(given.body, names, at)
                self._template(given.orelse, names, at)
            case ast.Name(id="template") | ast.Attribute(attr="template"):
                pass  # Handed on; whoever gave it had it written out.
            case ast.Name(id=name) if name in names:
                for one in names[name]:
                    self._template(one, {}, at)
            case _:
                self.found.hidden.append(at)


def _names(scope: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield each name that is given a value in *scope* itself, with all its values."""
    values: dict[str, list[ast.expr]] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    yield from values.items()


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield everything in *scope*, without going into the functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
