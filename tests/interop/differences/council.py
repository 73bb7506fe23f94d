"""A little council with some of everything, and what differs when one text in it is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from engine.definitions.origins import Assembled
from engine.findings import render_all
from engine.interop.differences.change import Change
from engine.interop.differences.edition import Edition
from engine.interop.differences.whole import differences
from tests.support import LITTLE

MANIFEST, FORM, AGENCY_FORM, LEVELS, RECORD, WORKFLOW, WELSH, SCENARIOS = (
    "casepath.yaml",
    "form_schemas/referral.yaml",
    "form_schemas/agency_return.yaml",
    "form_schemas/lists/levels.yaml",
    "form_schemas/records/child.yaml",
    "workflow_definitions/path.yaml",
    "form_schemas/referral.cy.yaml",
    "workflow_definitions/scenarios/path.scenarios.yaml",
)
_COUNCIL = """\
groups: {front_door: [officer, manager]}
closures: [2026-12-29]
meetings:
  panel:
    title: Risk panel
    every: 2 weeks
    on: tuesday
    first: 2026-04-14
subjects:
"""
_SHARE = """\
share:
  partner: {to: police, fields: [harm, level], basis: public_task}
rules:
"""
_KEPT = """\
subject: child
view: [officer, worker]
basis: public_task
keep: {submitted: 6 years, then: review}
"""
_WORK = """\
    title: Working
    deadlines:
      conference:
        title: Conference
        within: 15 working days
        kind: statutory
        remind: {before: 2 working days, tell: manager}
        breach:
          - tell: manager
          - task: {id: explain, title: Explain the delay, by: manager}
      plan:
        title: Plan
        within: 6 weeks
        kind: standard
    tasks:
      police_return:
        title: Police return
        by: police
        form: agency_return
        due: 2 working days
        send: referral.partner
"""
_GUEST = "  guest: {title: Guest, reach: council}\n"
_MORE_IN: Mapping[str, tuple[tuple[str, str], ...]] = {
    MANIFEST: (
        ("version: 1.0.0\n", "version: 1.0.0\nlanguages: {also: cy}\n"),
        (_GUEST, _GUEST + "  police: {title: Police, external: true}\n"),
        ("subjects:\n", _COUNCIL),
    ),
    FORM: (("rules:\n", _SHARE), ("subject: child\nview: [officer, worker]\n", _KEPT)),
    WORKFLOW: (("    title: Working\n", _WORK),),
}


def _made() -> dict[str, bytes]:
    files = dict(LITTLE)
    for path, pairs in _MORE_IN.items():
        text = files[path].decode()
        for before, after in pairs:
            assert before in text, before
            text = text.replace(before, after, 1)
        files[path] = text.encode()
    return files


AGENCY = """\
form: agency_return
title: Agency return
subject: child
view: [officer, worker]
pages:
  only:
    title: What you know
    fields:
      known: {type: long_text, label: What you know}
"""
COUNCIL: Mapping[str, bytes] = {
    **_made(),
    AGENCY_FORM: AGENCY.encode(),
    WELSH: b"form: referral\nlanguage: cy\ntexts:\n  title:\n    text: Atgyfeiriad\n    source: 32f52a3d\n",
    SCENARIOS: b"""\
scenarios_of: path
given:
  today: 2026-03-12
  people: {ann: officer, mo: manager}
scenarios:
  a_case_is_dropped:
    - open: {by: ann}
    - do:
        drop:
          by: mo
          reason: not needed
""",
}
"""Refer, decide, work, close: with a statutory limit, a partner's task, a record, a meeting, Welsh and a scenario."""


def edited(path: str, before: str, after: str) -> dict[str, bytes]:
    """Return the council's files with one text replaced, which must be there exactly once."""
    text = COUNCIL[path].decode()
    assert text.count(before) == 1, f"{before!r} is {text.count(before)} times in {path}"
    return {**COUNCIL, path: text.replace(before, after).encode()}


@cache
def council(language: str = "en") -> Edition:
    return edition(COUNCIL, language)


def edition(files: Mapping[str, bytes], language: str = "en") -> Edition:
    """Return *files* as something to compare; they may hold warnings, and no error."""
    return edition_of(assemble(files), language)


def edition_of(assembled: Assembled, language: str = "en") -> Edition:
    """Return what was read as something to compare."""
    assert assembled.configuration is not None, render_all(assembled.findings)
    compilation = compile_configuration(assembled.configuration, assembled.origins, language)
    assert not compilation.findings, render_all(compilation.findings)
    return Edition(assembled.configuration, assembled.origins, compilation.definition, assembled.scenarios)


def changes(path: str, before: str, after: str, language: str = "en") -> tuple[Change, ...]:
    """Return what differs once a text of the council is replaced."""
    return differences(council(language), edition(edited(path, before, after), language))
