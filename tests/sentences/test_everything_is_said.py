"""Played in a language that puts brackets round every sentence: what a person meets is in brackets, or a council's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import cache

import pytest

from engine import Actor, Cases, Database, Engine, Ports, Refused
from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.values import Answers, Json
from engine.cases.views import FormView
from engine.checks.book import Book
from engine.cli.story import PEOPLE, Look, Teller, Told, canal_street, jamie
from engine.definitions.assemble import assemble
from engine.definitions.read import folder_files
from engine.definitions.source import plain
from engine.errors import CaseChanged, EngineError, NotFound
from engine.interop.blank_form import blank_form
from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.paper import as_html
from engine.interop.paper_text import as_text
from engine.interop.picture import picture_of
from engine.interop.question import fields_of
from engine.interop.question_explained import explain_field
from engine.interop.rule_book import rule_books
from engine.interop.table import rows_of
from engine.interop.words import readable
from engine.sentences.marked import CLOSES, OPENS
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock
from tests.support import LITTLE, MANAGER, NOON, OFFICER, OTHER_MANAGER, WORKER

MARKED = "en-XA"
ODD: tuple[Json, ...] = (
    7,
    -(10**14),
    "x",
    "y" * 3_000,
    "\x07",
    "a\nb",
    "2026-13-99",
    ["x", "x"],
    ["none", "x"],
    {"x": 1},
)
NOT_WORDS = {"id", "space", "language", "number", "path", "code", "type", "form", "action", "level", "field"}


def compiled(files: dict[str, bytes], language: str) -> Definition:
    assembled = assemble(files)
    assert assembled.configuration is not None
    return compile_configuration(assembled.configuration, assembled.origins, language).definition


@cache
def national() -> tuple[dict[str, bytes], Definition]:
    files = dict(folder_files(shipped_configuration())[0])
    return files, compiled(files, MARKED)


@cache
def texts_of(council: str) -> tuple[str, ...]:
    """Return all that a council wrote, the longest first."""
    files = national()[0] if council == "national" else dict(LITTLE)
    written = {text for node in assemble(files).origins.nodes.values() for text in _texts(plain(node))}
    return tuple(sorted(written, key=len, reverse=True))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield from (node.strip(), " ".join(node.split()))
    for name in node if isinstance(node, dict) else [node] if isinstance(node, str) and node.isidentifier() else ():
        yield from (readable(name), readable(name).lower())  # what has no title is called by its id
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _texts(inner)


def unsaid(texts: Iterable[str], council: str) -> list[str]:
    """Return those of *texts* that hold words which are in no brackets and in no text of the council."""
    return [text for text in dict.fromkeys(texts) if _has_words(_outside(text), council)]


def _outside(text: str) -> str:
    depth, outside = 0, []
    for letter in text:
        depth += letter == OPENS
        outside += [letter] if depth == 0 else []
        depth -= letter == CLOSES and depth > 0
    return "".join(outside)


def _has_words(rest: str, council: str) -> bool:
    for written in texts_of(council) if any(map(str.isalpha, rest)) else ():
        rest = rest.replace(written, "")
    return any(map(str.isalpha, rest))


def words_in(made: object) -> Iterator[str]:
    """Yield every text of a view or a paper that is there to be read."""
    if isinstance(made, str):
        yield made
    elif isinstance(made, list | tuple):
        for one in made:
            yield from words_in(one)
    elif is_dataclass(made):
        for field in fields(made):
            if field.name not in NOT_WORDS:
                yield from words_in(getattr(made, field.name))


def words_of_form(view: FormView) -> Iterator[str]:
    for page in view.pages:
        for one in page.fields:
            yield from (label for _, label in (*one.options, *one.no_answer))
            yield from (problem.text for problem in one.problems)
    yield from (problem.text for problem in view.problems)


def words_of_refusal(refusal: EngineError | None) -> Iterator[str]:
    if isinstance(refusal, Refused):
        yield from (reason.text for reason in refusal.reasons)
    elif isinstance(refusal, CaseChanged):
        yield str(refusal)


def words_on_a_case(cases: Cases, case: str, people: Iterable[Actor], forms: Iterable[str]) -> Iterator[str]:
    for person in people:
        try:
            for entry in cases.timeline(case, by=person):
                yield from entry.lines
        except NotFound:
            continue
        for step in cases.next(case, by=person):
            yield from (reason.text for reason in step.unmet)
            if step.form:
                yield from words_of_form_and_why(cases, case, step.form, person)


def words_of_form_and_why(cases: Cases, case: str, form: str, person: Actor) -> Iterator[str]:
    try:
        view = cases.show(case, form, by=person)
    except NotFound:
        return
    yield from words_of_form(view)
    for one in (one for page in view.pages for one in page.fields if view.action):
        for reason in cases.why(case, form, one.id, by=person):
            yield from (reason.what, reason.because)


TALES: Mapping[str, Callable[[Teller], Iterator[Told | Look]]] = {"jamie": jamie, "canal street": canal_street}


@pytest.mark.parametrize("tale", TALES)
def test_a_whole_story_is_told_in_the_language_of_the_definition(database: Database, tale: str) -> None:
    files, definition = national()
    clock = FakeClock(NOON)
    cases = Engine(definition, files, ports=Ports(clock=clock)).cases(database)
    teller = Teller(cases, clock)
    said: list[str] = []
    for moment in TALES[tale](teller):
        said += words_of_refusal(moment.refusal) if isinstance(moment, Told) else []
        if teller.case is not None:
            said += words_on_a_case(cases, teller.case.id, PEOPLE, definition.forms)

    assert len(set(said)) > 50
    assert unsaid(said, "national") == []


def test_whatever_is_answered_the_problems_are_in_the_language_of_the_definition(database: Database) -> None:
    files, definition = national()
    cases = Engine(definition, files, ports=Ports(clock=FakeClock(NOON))).cases(database)
    officer = PEOPLE[0]
    said: list[str] = []
    for flow, kind, action, form in (
        ("child_front_door", "child", "record_contact", "contact_referral"),
        ("context_pathway", "context", "record_context", "context_referral"),
    ):
        case = cases.open(flow, subject={kind: "P-1"}, by=officer).case
        for odd in ODD:
            answers: Answers = dict.fromkeys((*definition.forms[form].by_id, "nothing_of_ours"), odd)
            with pytest.raises(Refused) as refused:
                cases.act(case, action, answers, by=officer, seen=case.version)
            said += words_of_refusal(refused.value)

    assert len(set(said)) > 100
    assert unsaid(said, "national") == []


def test_refusals_of_a_little_council_are_said_in_its_language(database: Database) -> None:
    files = dict(LITTLE)
    clock = FakeClock(NOON)
    cases = Engine(compiled(files, MARKED), files, ports=Ports(clock=clock)).cases(database)
    said: list[str] = []

    def refused(call: object) -> None:
        assert callable(call)
        with pytest.raises((Refused, CaseChanged)) as refusal:
            call()
        said.extend(words_of_refusal(refusal.value))

    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    refused(lambda: cases.open("nowhere", subject={"child": "P-1"}, by=OFFICER))
    refused(lambda: cases.open("path", subject={"place": "P-1"}, by=OFFICER))
    refused(lambda: cases.open("path", subject={"child": "a b"}, by=OFFICER))
    refused(lambda: cases.open("path", subject={"child": "P-1"}, by=WORKER))
    refused(lambda: cases.assign(case, "worker", "w", by=OFFICER, seen=1))
    refused(lambda: cases.assign(case, "nobody", "w", by=MANAGER, seen=1))
    refused(lambda: cases.assign(case, "worker", None, by=MANAGER, seen=1))
    refused(lambda: cases.act(case, "fly", by=OFFICER, seen=1))
    refused(lambda: cases.act(case, "refer", {"harm": 1.5}, by=OFFICER, seen=1))  # type: ignore[dict-item]  # refused
    refused(lambda: cases.act(case, "refer", {"child_name": "\x00"}, by=OFFICER, seen=1))
    refused(lambda: cases.act(case, "refer", {"missing": 10**15}, by=OFFICER, seen=1))
    refused(lambda: cases.act(case, "refer", {"child_name": "x" * 300_000}, by=OFFICER, seen=1))
    refused(lambda: cases.record_facts("child", "P-1", {"wings": "2", "sex": "x", "born": "x"}, by=MANAGER))
    refused(lambda: cases.record_facts("child", "P-1", {"sex": "f"}, by=Actor("gus", roles=["guest"])))
    refused(lambda: cases.draft(case, "nowhere", by=OTHER_MANAGER))
    cases.save(case, "referral", {"harm": "home"}, by=OFFICER, seen=0)
    refused(lambda: cases.save(case, "referral", {"harm": "home"}, by=MANAGER, seen=5))
    refused(lambda: cases.save(case, "referral", {"score": 2}, by=OFFICER, seen=1))
    clock.set(NOON + timedelta(days=1))
    assigned = cases.assign(case, "worker", "wendy", by=MANAGER, seen=1).case
    refused(lambda: cases.assign(case, "worker", "wendy", by=MANAGER, seen=assigned.version))
    refused(lambda: cases.act(case, "refer", by=OFFICER, seen=1))

    assert len(set(said)) > 15
    assert unsaid(said, "little") == []


def test_papers_are_in_the_language_of_the_definition() -> None:
    definition = national()[1]
    book = rule_books(definition)
    blanks = [blank_form(definition, form) for form in definition.forms]

    assert unsaid(words_in(book), "national") == []
    assert unsaid((text for blank in blanks for text in words_in(blank)), "national") == []
    for blank in blanks:
        lines = as_text(blank).replace("\\", "").replace("[ ]", "").splitlines()
        assert unsaid(lines, "national") == []
        assert f'<html lang="{MARKED}">' in as_html(blank)


def test_workflows_are_drawn_and_listed_in_the_language_of_the_definition() -> None:
    definition = national()[1]
    for workflow in definition.workflows:
        picture = picture_of(definition, workflow)
        lines = [words for row in rows_of(picture) for words in words_in(row)]
        lines += [picture.description, *words_in(picture)]

        assert unsaid(lines, "national") == []
        assert all("[Start: opened by" in made for made in (as_dot(picture), as_mermaid(picture).replace("#91;", "[")))


def test_a_question_is_explained_in_the_language_of_the_definition() -> None:
    files, definition = national()
    assembled = assemble(files)
    assert assembled.configuration is not None
    book = Book(assembled.configuration, assembled.origins, definition)
    paths = [(form, path.split(".")) for form, one in definition.forms.items() for path in fields_of(one)]
    said = [
        text
        for form, path in paths
        for one in explain_field(book, form, *path).lines
        for text in (one.heading, one.words)
    ]

    assert len(set(said)) > 100
    assert unsaid(said, "national") == []


def test_reasons_for_no_answer_and_the_lack_of_readers_are_said_too(database: Database) -> None:
    form = LITTLE["form_schemas/referral.yaml"].replace(b"view: [officer, worker]\n", b"")
    form = form.replace(b"label: Times missing\n", b"label: Times missing\n        no_answer: [not_known, declined]\n")
    files = {**LITTLE, "form_schemas/referral.yaml": form}
    definition = compiled(files, MARKED)
    cases = Engine(definition, files, ports=Ports(clock=FakeClock(NOON))).cases(database)
    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    missing = cases.draft(case, "referral", by=OFFICER).field("missing")

    assert missing is not None
    assert missing.no_answer == (("not_known", "[Not known]"), ("declined", "[Declined to say]"))
    assert "[only those who fill it in]" in set(words_in(rule_books(definition)))
