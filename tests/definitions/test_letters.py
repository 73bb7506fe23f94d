"""Letters as files: settings and text each at their places, translated and overlaid like everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.checks import check
from engine.cli import main
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.letters import read_letter
from engine.definitions.nodes import plain
from engine.definitions.sidecars import source_of
from engine.definitions.translations import in_language
from engine.documents.bodies import with_texts
from engine.findings import render_all
from tests.support import LITTLE

LETTER = """\
---
letter: referred
title: About a referral
audience: officer
uses: [referral.child_name, case.reference]
---

# {{ case.reference }}

Dear {{ referral.child_name }},
"""
PATH = "workflow_definitions/letters/referred.md"
SENDING = LITTLE["workflow_definitions/path.yaml"].replace(
    b"        goes: waiting\n", b"        notify: {letter: referred}\n        goes: waiting\n"
)
FILES = {**LITTLE, "workflow_definitions/path.yaml": SENDING, PATH: LETTER.encode()}
WELSH = """\
---
letter: referred
language: cy
texts:
  title:
    text: Ynghylch atgyfeiriad
    source: {title}
  body:
    source: {body}
---
Annwyl {{{{ referral.child_name }}}},
"""


def found(files: dict[str, bytes], template: Assembled | None = None) -> str:
    assembled = assemble(files, template=template)
    return render_all(with_texts(check(assembled), assembled).findings)


def bilingual(files: dict[str, bytes], *, body: str | None = None) -> dict[str, bytes]:
    letter = assemble(files).configuration
    assert letter is not None
    english = letter.letters["referred"]
    welsh = WELSH.format(title=source_of(english.title), body=source_of(english.body))
    manifest = files["casepath.yaml"] + b"languages: {also: cy}\n"
    said = welsh if body is None else welsh[: welsh.rindex("---")] + f"---\n{body}\n"
    return {**files, "casepath.yaml": manifest, PATH.replace(".md", ".cy.md"): said.encode()}


def test_a_letter_is_read_with_its_text_at_its_own_lines() -> None:
    reading = read_letter(LETTER.encode(), PATH)

    assert reading.findings == ()
    assert reading.root is not None
    assert plain(reading.root)["body"] == "# {{ case.reference }}\n\nDear {{ referral.child_name }},"  # type: ignore[call-overload, index]  # settings are a map
    assert "letters/referred" not in found(FILES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dear {{ child.full_name }},\n", ":1:1  N320  A letter starts with its settings"),
        ("---\nletter: referred\n", ":1:1  N320  A letter starts with its settings"),
        ("", ":1:1  N320  A letter starts with its settings"),
        (LETTER.replace("title:", "body: x\ntitle:"), ":3:1  N327  A letter has its text below"),
        (LETTER + "x" * 50_001, ":8:1  N328"),
        (LETTER[: LETTER.index("# {{")], ':2:1  N320  The letter "referred": A letter has a text.'),
        (LETTER.replace("uses", "use"), ':5:1  Y110  "use" is not a setting of a letter'),
        (LETTER.replace("audience: officer\n", ""), 'needs "audience"'),
        (LETTER.replace("[referral", "&x [referral"), ":5:"),
        (LETTER.replace("officer", "offcer"), "Did you mean"),
    ],
)
def test_a_letter_that_is_not_one_is_told_at_its_line(text: str, told: str) -> None:
    assert told in found({**FILES, PATH: text.encode()})


def test_bytes_that_are_no_text_are_told_and_nothing_is_raised() -> None:
    assert "not saved as UTF-8" in found({**FILES, PATH: b"---\nletter: \xff\n---\n"})
    assert "larger than 1 MB" in found({**FILES, PATH: b"---\n" * 400_000})


def test_a_letter_is_said_in_another_language_as_long_as_it_is_of_todays_english() -> None:
    files = bilingual(dict(FILES))
    whole = assemble(files).configuration
    assert whole is not None

    welsh = in_language(whole, "cy").letters["referred"]
    changed = {**files, PATH: LETTER.replace("Dear", "Hello").encode()}
    stale = assemble(changed).configuration
    assert stale is not None

    assert (welsh.title, welsh.body) == ("Ynghylch atgyfeiriad", "Annwyl {{ referral.child_name }},")
    assert in_language(stale, "cy").letters["referred"].body.endswith("Hello {{ referral.child_name }},")
    assert 'The English of "body" has changed' in found(changed)


def test_the_text_of_a_translation_is_looked_at_as_well() -> None:
    told = found(bilingual(dict(FILES), body="Annwyl {{ referral.child_nam }},"))

    assert 'letters/referred.cy.md:11:11  N325  The text names "referral.child_nam"' in told


def test_translating_writes_a_letter_beside_the_letter_and_keeps_what_is_translated(tmp_path: Path) -> None:
    for path, content in bilingual(dict(FILES)).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    sidecar = tmp_path / PATH.replace(".md", ".cy.md")
    before = sidecar.read_text("utf-8")

    CliRunner().invoke(main, ["translate", "cy", str(tmp_path)])
    assert sidecar.read_text("utf-8") == before
    (tmp_path / PATH).write_text(LETTER.replace("Dear", "Hello"), "utf-8")
    done = CliRunner().invoke(main, ["translate", "cy", str(tmp_path)])

    assert done.exit_code == 0, done.output
    now = sidecar.read_text("utf-8")
    assert "text: Ynghylch atgyfeiriad" in now
    assert "Hello {{ referral.child_name }}" in now
    assert "before:" in now
    assert read_letter(now.encode(), "").findings == ()


OWN = """\
casepath: 1
configuration: westmarch
title: Westmarch
extends: little 1.0
version: 1
"""


@pytest.mark.parametrize(
    ("letter", "title", "begins"),
    [
        ("---\nletter: referred\ntitle: What you told us\n---\n", "What you told us", "# {{ case.reference }}"),
        ("---\nletter: referred\n---\nWe have your referral.\n", "About a referral", "We have your referral."),
    ],
)
def test_a_council_changes_the_title_of_a_letter_or_its_text(letter: str, title: str, begins: str) -> None:
    files = {"casepath.yaml": OWN.encode(), PATH: letter.encode()}

    made = assemble(files, template=assemble(FILES))

    assert made.findings == ()
    assert made.configuration is not None
    one = made.configuration.letters["referred"]
    assert (one.title, one.body.split("\n")[0]) == (title, begins)
    assert made.files[PATH] == letter.encode()


def test_a_letter_of_the_councils_own_says_that_it_is_new() -> None:
    other = LETTER.replace("letter: referred", "letter: asked").encode()
    files = {"casepath.yaml": OWN.encode(), PATH.replace("referred", "asked"): other}

    told = found(files, assemble(FILES))
    new = found(
        {**files, PATH.replace("referred", "asked"): other.replace(b"title:", b"new: true\ntitle:")}, assemble(FILES)
    )

    assert 'The template has no letter "asked"' in told
    assert 'N324  No action sends the letter "asked"' in new
