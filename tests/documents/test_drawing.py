"""A letter says what it quotes, whatever that is, and a text that would do more is refused in a bounded time."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from engine.documents.blocks import plain_words
from engine.documents.letter import Draft, drawn, written
from engine.documents.process import NotDrawn

PLAN = """\
Dear {{ child.name }},

We met on **{{ plan.met_on }}**. {% if plan.agreed.code == "yes" %}You agreed.{% else %}You did not.{% endif %}

## Who helps

| Who | What |
| --- | --- |
{% for one in plan.people %}
| {{ one.name }} | {{ one.what }} |
{% endfor %}

{% for one in plan.people %}
- {{ loop.index }}: {{ one.name }}
{% else %}
Nobody yet.
{% endfor %}

1. First
2. *Second*

---

{{ plan.kinds }}{% if "park" in plan.kinds %} (there){% endif %}
"""
NAMES = {
    "child": {"name": None},
    "plan": {"met_on": None, "agreed": None, "people": [{"name": None, "what": None}], "kinds": [None]},
}
OPEN = {"open": "Not answered yet"}


def one(said: str, code: object = None) -> dict[str, object]:
    return {"said": said, "code": said if code is None else code}


def parts(**named: object) -> dict[str, object]:
    return {"said": "", "parts": named}


def saying(**changed: object) -> dict[str, object]:
    people = [parts(name=one("Ann Example"), what=one("Talks")), parts(name=one("Ben Example"), what=OPEN)]
    kinds = {"said": "Park, School", "each": [one("Park", "park"), one("School", "school")]}
    said = {"met_on": one("27 March 2026"), "agreed": one("Yes", "yes"), "people": people, "kinds": kinds}
    return {"child": parts(name=one("Sam Example")), "plan": parts(**{**said, **changed})}


def letter(body: str = PLAN, says: Mapping[str, object] | None = None, names: object = None) -> Draft:
    told = json.loads(json.dumps({"names": NAMES if names is None else names, "says": says or saying()}))
    return Draft("A plan for you", "en", body, told["names"], told["says"])


def text(body: str = PLAN, says: Mapping[str, object] | None = None) -> str:
    return written(drawn(letter(body, says)), "text").decode()


def test_a_letter_says_what_it_quotes_with_its_headings_lists_and_tables() -> None:
    said = text()

    assert said.startswith(
        "A plan for you\n==============\n\nDear Sam Example,\n\nWe met on 27 March 2026. You agreed."
    )
    assert "Who: Ann Example\nWhat: Talks\n\nWho: Ben Example\nWhat: Not answered yet" in said
    assert "- 1: Ann Example\n- 2: Ben Example\n\n1. First\n2. Second" in said
    assert said.endswith("Park, School (there)\n")


def test_what_is_not_answered_is_printed_as_such_and_counts_as_nothing() -> None:
    said = text(says=saying(agreed=OPEN, met_on=OPEN, people=[], kinds=OPEN))

    assert "We met on Not answered yet. You did not." in said
    assert "Nobody yet." in said
    assert said.endswith("Not answered yet\n")


ANSWERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
NASTY = st.sampled_from(
    [
        "{{ 7 * 7 }}",
        "{% for a in b %}",
        "# Heading",
        "- a\n- b",
        "| a | b |",
        "**bold** _and_ `code`",
        "<script>alert(1)</script>",
        "![x](file:secret.png)",
        "\ue0000\ue001",
        "&amp; &lt;",
        "\\*",
        "---",
        "    indented",
    ]
)


def test_a_row_that_ends_with_a_condition_is_a_row_of_its_own() -> None:
    body = "{% for one in plan.people %}\n- {{ one.name }}{% if one.what %}: {{ one.what }}{% endif %}\n{% endfor %}"
    people = [parts(name=one("Kit"), what=one("helps")), parts(name=one("Lee"), what=OPEN)]

    (items,) = drawn(letter(body, saying(people=people))).blocks

    assert [plain_words(item[0].words) for item in items.items] == ["Kit: helps", "Lee"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(ANSWERS | NASTY, min_size=5, max_size=30))
def test_an_answer_stands_in_a_letter_letter_by_letter_whatever_it_is(answers: list[str]) -> None:
    people = [parts(name=one(answer), what=one("x")) for answer in answers]
    made = drawn(letter("{% for one in plan.people %}\n- {{ one.name }}\n{% endfor %}", saying(people=people)))

    (items,) = made.blocks
    assert [plain_words(item[0].words) for item in items.items] == answers
    page = written(made, "html").decode()
    assert len(re.findall("<li>", page)) == len(answers)
    assert "<script" not in page
    assert all(html.escape(answer).replace("\n", "<br>\n") in page for answer in answers)


HOSTILE = {
    "a_loop_without_end": "{% for a in range(999999999) %}x{% endfor %}",
    "a_long_text": "{{ 'a' * 10**9 }}",
    "a_long_text_by_joining": "{{ 'a' ~ 'b' }}",
    "a_format": "{{ '%1000000000d' % 1 }}",
    "a_format_by_a_method": "{{ '{0.__class__}'.format(1) }}",
    "climbing": "{{ child.name.__class__.__mro__ }}",
    "climbing_by_a_filter": "{{ child.name | attr('__class__') }}",
    "climbing_by_an_index": "{{ child['name'] }}",
    "a_call": "{{ child.name.upper() }}",
    "a_file": "{% include '/etc/passwd' %}",
    "another_file": "{% import 'os' as os %}{{ os }}",
    "a_template": "{% extends 'x' %}",
    "a_macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "a_variable": "{% set a = 1 %}{{ a }}",
    "a_loop_in_itself": "{% for one in plan.people recursive %}{{ loop(plan.people) }}{% endfor %}",
    "a_global": "{{ self }}{{ cycler }}{{ lipsum(n=999) }}",
    "a_filter_of_the_library": "{{ child.name | center(1000000000) }}",
    "no_end_of_brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "nested_without_end": "{% if child.name %}" * 60 + "x" + "{% endif %}" * 60,
    "nothing_that_ends": "{{ child.name",
    "a_mark_of_ours": "\ue0000\ue001",
    "a_name_that_is_not_there": "{{ plan.people }}{{ secret }}",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in HOSTILE.items()])
def test_a_text_that_would_do_more_than_say_something_is_refused_in_one_sentence(body: str) -> None:
    with pytest.raises(NotDrawn) as refused:
        drawn(letter(body))

    assert str(refused.value).count("\n") == 0
    assert not any(word in str(refused.value) for word in ("jinja", "Traceback", "Error", "secret"))


def test_a_letter_that_would_take_for_ever_is_stopped() -> None:
    inside = "{% for a%d in plan.people %}"
    body = "".join(inside.replace("%d", str(deep)) for deep in range(9)) + "{% endfor %}" * 9
    many = [parts(name=one("x"), what=one("y"))] * 60

    with pytest.raises(NotDrawn, match="took too long"):
        drawn(letter(body, saying(people=many)))


def test_a_letter_that_would_be_endless_is_refused_before_it_is_held() -> None:
    body = "{% for a in plan.people %}{% for b in plan.people %}{{ a.what }}{% endfor %}{% endfor %}"
    many = [parts(name=one("x"), what=one("y" * 10_000))] * 500

    with pytest.raises(NotDrawn, match="too long"):
        drawn(letter(body, saying(people=many)))


@pytest.mark.parametrize(
    "does",
    [
        "open('/etc/hostname')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
@pytest.mark.parametrize("reads", [False, True])
def test_the_process_opens_no_file_and_starts_and_asks_nothing(does: str, reads: bool) -> None:
    does = does.replace("')", "', 'a')") if reads and does.startswith("open") else does
    said = f"import socket, subprocess; from engine.documents.child import _shut; _shut(reads={reads}); {does}"

    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False)

    assert "PermissionError: a letter" in done.stderr


# --- paper ------------------------------------------------------------------------------------------------------------


def test_a_pdf_is_tagged_says_its_language_and_title_and_names_nobody_else() -> None:
    made = written(drawn(letter()), "pdf")

    file = PdfReader(io.BytesIO(made))
    catalogue: Any = file.root_object  # its parts are told apart by their names only
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()
    assert file.metadata is not None
    assert file.metadata.title == "A plan for you"
    assert set(file.metadata) <= {"/Title", "/Producer"}
    assert "Dear Sam Example" in file.pages[0].extract_text()
    assert made == written(drawn(letter()), "pdf")


def test_a_docx_has_headings_lists_and_a_table_with_a_head_and_nothing_of_whoever_made_it() -> None:
    made = written(drawn(letter()), "docx")

    file = docx.Document(io.BytesIO(made))
    said = [(one.style.name, one.text) for one in file.paragraphs if one.text and one.style is not None]
    assert said[:2] == [("Heading 1", "A plan for you"), ("Normal", "Dear Sam Example,")]
    assert ("Heading 2", "Who helps") in said
    assert ("List Bullet", "1: Ann Example") in said
    assert ("List Number", "First") in said
    assert [cell.text for cell in file.tables[0].rows[2].cells] == ["Ben Example", "Not answered yet"]
    assert file.core_properties.author == file.core_properties.last_modified_by == ""
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert "tblHeader" in packed.read("word/document.xml").decode()
        assert "python-docx" not in packed.read("docProps/core.xml").decode()


def test_a_docx_holds_an_answer_that_xml_cannot_hold_without_that_letter() -> None:
    made = written(drawn(letter("{{ child.name }}", {**saying(), "child": parts(name=one("a\x0bb\ufffec"))})), "docx")

    assert docx.Document(io.BytesIO(made)).paragraphs[-1].text.replace("\n", "") == "abc"


def test_a_page_stands_alone_and_has_one_heading_of_the_first_level() -> None:
    page = written(drawn(letter("# One\n\n### Three\n\nText")), "html").decode()

    assert re.findall("<h([1-6])>", page) == ["1", "2", "3"]
    assert '<html lang="en">' in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=", page)
