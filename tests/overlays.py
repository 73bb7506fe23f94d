"""A council's overlay on the little council, which then is a template."""

from __future__ import annotations

from collections.abc import Mapping

from engine.checks import Report, check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.extending import together
from tests.support import LITTLE

LOCKED = """\
locked:
  path.states.new.deadlines.refer.within: may only get shorter
  path.states.waiting.actions.decide.not_by: may only grow
  path.**.actions.*.form: may not be removed
  referral.fields.level: may not be removed
"""
TEMPLATE: Mapping[str, bytes] = {
    **LITTLE,
    "casepath.yaml": LITTLE["casepath.yaml"] + LOCKED.encode(),
}
HEAD = "casepath: 1\nconfiguration: northshire\ntitle: Northshire\nextends: little 1.0\nversion: 4\n"
FORM = "form_schemas/referral.yaml"
LEVELS = "form_schemas/lists/levels.yaml"
RECORD = "form_schemas/records/child.yaml"
WORKFLOW = "workflow_definitions/path.yaml"
MANIFEST = "casepath.yaml"
_FIRST = {
    FORM: "form: referral\n",
    LEVELS: "list: levels\n",
    RECORD: "record: child\n",
    WORKFLOW: "workflow: path\n",
    MANIFEST: HEAD,
}


def overlay(*, template: Mapping[str, bytes] = TEMPLATE, **differences: str) -> Assembled:
    """Return the little council with *differences*: `form="fields: …"` says what follows `form: referral`."""
    paths = {"form": FORM, "levels": LEVELS, "record": RECORD, "workflow": WORKFLOW, "manifest": MANIFEST}
    own = {paths[name]: (_FIRST[paths[name]] + text).encode() for name, text in differences.items()}
    return assembled({MANIFEST: HEAD.encode(), **own}, template)


def assembled(own: Mapping[str, bytes], template: Mapping[str, bytes] = TEMPLATE) -> Assembled:
    return assemble(together(own, template))


def checked(*, template: Mapping[str, bytes] = TEMPLATE, **differences: str) -> Report:
    return check(overlay(template=template, **differences))


def told(*, template: Mapping[str, bytes] = TEMPLATE, **differences: str) -> list[str]:
    """Return what is told of *differences*: place, code and sentence of each finding."""
    findings = checked(template=template, **differences).findings
    return [f"{one.place.file}:{one.place.line} {one.code.id} {one.message}" for one in findings]
