"""What typed texts come to: read, put together, compiled and checked as `casepath check` does, from memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.cases.compiling import compile_configuration
from engine.cases.compiling.shared import Beneath
from engine.checks import Report, check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.extending import Head
from engine.definitions.own_id import MANIFEST
from engine.definitions.read import Known, configurations_in, read_folder, templates_around
from engine.documents.bodies import with_texts
from engine.findings import Finding


@dataclass
class Reader:
    """Reads a folder again and again, with other texts than stand on the disk. What it extends is read once."""

    folder: Path
    known: Known = field(default_factory=lambda: Known(looks_again=True))
    _compiled: tuple[Assembled, Beneath | None] | None = field(default=None, repr=False)

    def read(self, files: Mapping[str, bytes], wrong: tuple[Finding, ...] = ()) -> tuple[Assembled, Report]:
        """Return what *files* come to (path in the folder -> content), and what is wrong with it.

        *wrong* is what was found about files that could not be read at all.
        """
        template, near = self._template(files.get(MANIFEST, b""))
        assembled = assemble(files, template=template, near=near)
        if wrong:
            assembled = replace(assembled, configuration=None, findings=(*wrong, *assembled.findings))
        earlier = {one.name: read_folder(one, known=self.known) for one in configurations_in(self.folder / "releases")}
        if earlier:
            assembled = replace(assembled, earlier=earlier)
        return assembled, with_texts(check(assembled, beneath=self._beneath(template)), assembled)

    def _beneath(self, template: Assembled | None) -> Beneath | None:
        """Return the template as it was compiled, once for as long as it stays as it is."""
        if template is None or template.configuration is None:
            return None
        if self._compiled is None or self._compiled[0] is not template:
            made = compile_configuration(template.configuration, template.origins)
            beneath = Beneath(template.configuration, made.definition) if not made.findings else None
            self._compiled = (template, beneath)
        return self._compiled[1]

    def _template(self, manifest: bytes) -> tuple[Assembled | None, tuple[Head, ...]]:
        head = self.known.head(manifest)
        near: list[Head] = []
        if head.extends is None or head.extends.id == head.id:
            return None, ()
        for place, found in templates_around(self.folder, head.extends.id, self.known):
            if found.id == head.extends.id and head.extends.takes(found.version):
                return read_folder(place, known=self.known), ()
            near.append(found)
        return None, tuple(near)
