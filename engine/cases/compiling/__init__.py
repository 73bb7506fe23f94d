"""Making a configuration ready to run. Every mistake comes back as a finding at its place; nothing is raised."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from engine.cases.calendar import WorkingCalendar
from engine.cases.compiled import Definition
from engine.cases.compiling.forms import compile_facts, compile_form
from engine.cases.compiling.letters import compile_letter
from engine.cases.compiling.shared import Beneath, forms_shared, workflows_shared
from engine.cases.compiling.workflows import compile_workflow
from engine.cases.compiling.workshop import UK_TIME, Compiler, Watch
from engine.cases.deadlines import Counting
from engine.definitions.assemble import Origins
from engine.definitions.configuration import Configuration
from engine.definitions.source import Plain, plain
from engine.definitions.translations import languages_of
from engine.findings import Finding


@dataclass(frozen=True, slots=True)
class Compilation:
    """What came of compiling. *definition* holds what could be compiled; it may run only when there are no errors."""

    definition: Definition
    findings: tuple[Finding, ...]


def compile_configuration(
    configuration: Configuration,
    origins: Origins,
    language: str = "en",
    *,
    beneath: Beneath | None = None,
    watch: Watch | None = None,
) -> Compilation:
    """Return *configuration* ready to run in *language*, with every mistake in its conditions.

    What is untouched is taken over from its template, *beneath*, where that is given. *watch* is asked for what stands
    in for each condition, for whoever wants to know how they are judged; without it nobody listens.
    """
    compiler = Compiler(configuration, origins, language, watch=watch)
    shared = forms_shared(configuration, language, beneath)
    compiled = (
        (name, shared[name] if name in shared else compile_form(compiler, form))
        for name, form in configuration.forms.items()
    )
    forms = {name: form for name, form in compiled if form is not None}
    known = workflows_shared(configuration, shared, beneath)
    made = (
        (name, known[name] if name in known else compile_workflow(compiler, flow, forms))
        for name, flow in configuration.workflows.items()
    )
    manifest = configuration.manifest
    records = {name: compile_facts(compiler, record) for name, record in configuration.records.items()}
    facts = {
        (kind, fact): one
        for kind, subject in manifest.subjects.items()
        for fact, one in records.get(subject.record, {}).items()
    }
    definition = Definition(
        configuration=manifest.configuration,
        title=manifest.title,
        version=manifest.version,
        release=content_hash(configuration, origins),
        forms=forms,
        workflows={name: flow for name, flow in made if flow is not None},
        records=configuration.records,
        facts=facts,
        subjects=manifest.subjects,
        system=dict(manifest.system),
        roles=compiler.roles,
        counting=Counting(WorkingCalendar(manifest.calendar, frozenset(manifest.closures)), UK_TIME, manifest.cut_off),
        meetings=dict(manifest.meetings),
        letters={name: compile_letter(compiler, one) for name, one in configuration.letters.items()},
        language=language,
        languages=languages_of(configuration),
        beneath=tuple(_templates(origins)),
    )
    return Compilation(definition, tuple(compiler.findings))


def _templates(origins: Origins) -> Iterator[str]:
    """Yield what a configuration builds on, the nearest first."""
    over = origins.over
    while over is not None:
        base = over.template.configuration
        if base is not None:
            yield f"{base.manifest.configuration} {base.manifest.version}"
        over = over.template.origins.over


def content_hash(configuration: Configuration, origins: Origins) -> str:
    """Return the identity of what the definitions say: comments, layout and file names do not change it.

    The order of settings does: it is the order in which questions are asked and rules are read. So do translations,
    but not the texts that are yet to be translated. It is the same in whichever language *configuration* is.
    """
    said: dict[str, Plain] = {
        f"{kind}:{name}": plain(node)
        for (kind, name), node in sorted(origins.nodes.items(), key=lambda one: one[0])
        if kind != "translation"
    }
    for key, sidecar in sorted(configuration.translations.items()):
        if sidecar.said:
            words: dict[str, Plain] = {path: [one.source, one.text] for path, one in sorted(sidecar.said.items())}
            said[f"translation:{':'.join(key)}"] = words
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
