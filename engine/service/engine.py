"""The engine that a vendor holds: one council's definitions, checked and compiled, and the ports it was given.

No global state: two engines for two councils live side by side in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.checks import check
from engine.definitions.assemble import assemble
from engine.definitions.read import read_folder
from engine.definitions.translations import in_language
from engine.errors import DefinitionRejected, EngineError, UnknownLanguage
from engine.findings import has_errors
from engine.service.cases import Cases
from engine.service.ports import Ports
from engine.store.releases import read_release
from engine.store.transaction import Database, Gateway, Joined, Transaction


class ReleaseLost(EngineError):
    """The operator's turn: a case is pinned to a release that this database does not hold."""

    def __init__(self, release: str) -> None:
        super().__init__(
            f"A case is pinned to release {release[:12]}, which this database does not hold. Restore it from a backup."
        )


class Engine:
    """One council's definitions, ready to run."""

    def __init__(
        self,
        definition: Definition,
        files: Mapping[str, bytes],
        *,
        ports: Ports | None = None,
        council: str | None = None,
    ) -> None:
        self.definition, self.files = definition, files
        self.ports = ports or Ports()
        self.council = council or definition.configuration
        self._releases: dict[str, Definition] = {definition.release: definition}
        self._translated: dict[tuple[str, str], Definition] = {}

    @classmethod
    def from_folder(cls, folder: str | Path, *, ports: Ports | None = None, council: str | None = None) -> Engine:
        """Read, check and compile the configuration in *folder*.

        *council* keeps councils apart in one database; left out, it is the configuration's own id. Raises
        DefinitionRejected with every finding when there are errors.
        """
        assembled = read_folder(folder)
        report = check(assembled)
        if report.definition is None or has_errors(report.findings):
            raise DefinitionRejected([one for one in report.findings if one.is_error])
        return cls(report.definition, assembled.files, ports=ports, council=council)

    def cases(self, database: Database | Session | Connection) -> Cases:
        """Return this council's cases.

        With a *Database* of ours each command is one transaction. With the host's Session or Connection every command
        joins the host's transaction: we write into it, and only the host commits.
        """
        return Cases(self, _gateway(database))

    def definition_in(self, language: str) -> Definition:
        """Return the definition with its words in *language*, all else being the same. Raises UnknownLanguage."""
        return self._in(self.definition, language, lambda: self.files)

    def release(self, tx: Transaction, release: str, language: str | None = None) -> Definition:
        """Return the definition that a case is pinned to: this one, or an older release from the database.

        With a *language* its words are in it, as far as that release was translated. Raises UnknownLanguage for one
        that this council has not got now.
        """
        known = self._releases.get(release)
        definition = known if known is not None else self._kept(tx, release)
        return definition if language is None else self._in(definition, language, lambda: self._files(tx, release))

    def _kept(self, tx: Transaction, release: str) -> Definition:
        definition = _compiled(self._files(tx, release))
        self._releases[release] = definition
        return definition

    def _files(self, tx: Transaction, release: str) -> Mapping[str, bytes]:
        if release == self.definition.release:
            return self.files
        files = read_release(tx, self.council, release)
        if files is None:
            raise ReleaseLost(release)
        return files

    def _in(self, definition: Definition, language: str, files: Callable[[], Mapping[str, bytes]]) -> Definition:
        if language not in self.definition.languages:
            raise UnknownLanguage(self.definition.languages)
        if language not in definition.languages[1:]:
            return definition  # its own language, or one that an older release was not yet translated into
        known = self._translated.get((definition.release, language))
        if known is None:
            known = self._translated[definition.release, language] = _compiled(files(), language)
        return known


def _compiled(files: Mapping[str, bytes], language: str | None = None) -> Definition:
    """Return the definition that *files* hold, with its words in *language* where one is given."""
    assembled = assemble(files)
    if assembled.configuration is None:
        raise DefinitionRejected(assembled.findings)
    said = in_language(assembled.configuration, language) if language else assembled.configuration
    return compile_configuration(said, assembled.origins).definition


def _gateway(database: Database | Session | Connection) -> Gateway:
    if isinstance(database, Database):
        return database
    if isinstance(database, Session):
        # What the host has pending must be in the transaction before we read; its own rows too.
        database.flush()
        return Joined(database.connection())
    return Joined(database)
