"""The questions of a form that an overlay names without their page: changed where they are, moved, or new."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.definitions.fields import FormField
from engine.definitions.forms import Form
from engine.definitions.nodes import Entry, MapNode, Node, TextNode
from engine.definitions.overlay import ELSEWHERE, Overlay, Path, in_turn, why_of, without
from engine.findings import Code, listed, suggestion

NO_PAGE = Code("O924", "A question without a page", "Say on which page it is asked: page: about")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the council wrote it, and the page that it names, or on which it stands in the council's file."""

    own: Entry
    page: TextNode | None


def merged_form(overlay: Overlay, template: MapNode, own: MapNode, path: Path, apart: frozenset[str]) -> MapNode:
    """Return the template's form with the differences in *own*."""
    questions, pages = _named_without_page(template, own)
    made = overlay.merged(template, without(pages, "fields"), Form, path, apart)
    return _Pages(overlay, made, path).with_questions(questions) if questions else made


def _named_without_page(template: MapNode, own: MapNode) -> tuple[dict[str, _Question], MapNode]:
    """Return the questions of *own*, and *own* without those that it names on a page of the template."""
    there, here = template.entries.get("pages"), own.entries.get("pages")
    fields = _maps(own.entries["fields"].value).entries if "fields" in own.entries else {}
    found = {name: _Question(entry, _page_of(entry)) for name, entry in fields.items()}
    if here is None or there is None or not isinstance(here.value, MapNode):
        return found, own
    pages: dict[str, Entry] = {}
    for name, page in here.value.entries.items():
        inside = page.value.entries.get("fields") if isinstance(page.value, MapNode) else None
        if name not in _maps(there.value).entries or inside is None or not isinstance(page.value, MapNode):
            pages[name] = page
            continue
        for question, entry in _maps(inside.value).entries.items():
            found[question] = _Question(entry, _page_of(entry) or page.key)
        pages[name] = Entry(page.key, without(page.value, "fields"))
    return found, replace(own, entries={**own.entries, "pages": Entry(here.key, replace(here.value, entries=pages))})


def _maps(node: Node) -> MapNode:
    return node if isinstance(node, MapNode) else MapNode(node.source, node.start, node.end, {})


class _Pages:
    """The pages of one form while its questions are merged."""

    def __init__(self, overlay: Overlay, form: MapNode, path: Path) -> None:
        self.overlay, self.form, self.path = overlay, form, path
        self.pages = dict(_maps(form.entries["pages"].value).entries)

    def with_questions(self, questions: dict[str, _Question]) -> MapNode:
        kept = {name: one for name, one in questions.items() if one.own.value not in self.overlay.undone}
        for name, one in kept.items():
            self._question(name, one)
        # What is left on its own page is not placed on the other.
        stays = {name: one.own.value for name, one in kept.items() if one.page not in self.overlay.undone}
        for name in in_turn(stays):
            page = next((page for page in self.pages if name in self._on(page)), None)
            if page is not None:
                path = (*self.path, "fields", name)
                self._put(page, self.overlay.placed(self._on(page), name, kept[name].own.value, path))
        there = self.form.entries["pages"]
        pages = replace(_maps(there.value), entries=self.pages)
        return replace(self.form, entries={**self.form.entries, "pages": Entry(there.key, pages)})

    def _question(self, name: str, one: _Question) -> None:
        path, own = (*self.path, "fields", name), one.own
        present = next((page for page in self.pages if name in self._on(page)), None)
        wanted = None if one.page in self.overlay.undone else one.page
        inside = Entry(own.key, without(own.value, "page")) if isinstance(own.value, MapNode) else own
        if present is None and not self._is_new(name, inside, path):
            return
        page = self._page(name, own, wanted, present, path)
        if page is None:
            return
        if present is None:
            made = self.overlay.added(FormField, inside, path, "", part=own.value)
        else:
            why = why_of(inside.value) if isinstance(inside.value, MapNode) else ""
            made = self.overlay.merge(self._on(present)[name], inside, FormField, path, why)
            if present != page:
                assert wanted is not None
                self.overlay.note("moved", path, wanted, why)
                self._put(present, {one: each for one, each in self._on(present).items() if one != name})
        self._put(page, {**self._on(page), name: made})

    def _is_new(self, name: str, own: Entry, path: Path) -> bool:
        parts = [part.value for page in self.pages for part in _parts(self.pages[page].value)]
        known = [one for page in self.pages for one in self._on(page)]
        if isinstance(own.value, MapNode) and "type" not in own.value.entries and parts and name not in known:
            # What a part asks is the part's, for every form that uses it; it may be what is meant.
            message = f'The template has no question "{name}" here.'
            hint = f"{suggestion(name, known, what='questions')} The form uses parts ({listed(parts)}): what they ask "
            hint += 'is changed in their own files. If it is new, give it a "type".'
            self.overlay.tell(ELSEWHERE, message, own.key, path, hint)
            return False
        return self.overlay.is_new(own, "type", known, path)

    def _page(self, name: str, own: Entry, wanted: TextNode | None, present: str | None, path: Path) -> str | None:
        """Return the page on which a question is to be asked; tell it where none is said, or one that is not there."""
        if wanted is not None and wanted.value not in self.pages:
            hint = suggestion(wanted.value, self.pages, what="pages")
            self.overlay.tell(NO_PAGE, f'The form has no page "{wanted.value}".', wanted, path, hint)
            return None
        if wanted is not None or present is not None:
            return present if wanted is None else wanted.value
        if len(self.pages) == 1:
            return next(iter(self.pages))
        message = f'"{name}" is new, and does not say on which page it is asked.'
        self.overlay.tell(NO_PAGE, message, own.key, path, f"The pages here: {listed(self.pages)}.")
        return None

    def _on(self, page: str) -> dict[str, Entry]:
        fields = _maps(self.pages[page].value).entries.get("fields")
        return {} if fields is None else dict(_maps(fields.value).entries)

    def _put(self, page: str, fields: dict[str, Entry]) -> None:
        there = self.pages[page]
        whole = _maps(there.value)
        old = whole.entries.get("fields")
        held = Entry(there.key if old is None else old.key, replace(_maps((old or there).value), entries=fields))
        self.pages[page] = Entry(there.key, replace(whole, entries={**whole.entries, "fields": held}))


def _page_of(own: Entry) -> TextNode | None:
    page = own.value.entries.get("page") if isinstance(own.value, MapNode) else None
    return page.value if page is not None and isinstance(page.value, TextNode) else None


def _parts(page: Node) -> list[TextNode]:
    used = page.entries.get("use") if isinstance(page, MapNode) else None
    if used is None:
        return []
    items = (used.value,) if isinstance(used.value, TextNode) else getattr(used.value, "items", ())
    return [one for one in items if isinstance(one, TextNode)]
