"""The engine that a vendor holds: one council's definitions, checked and compiled, and the ports it was given.

No global state: two engines for two councils live side by side in one process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Pool

from engine.cases.access import Actor
from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from engine.definitions.translations import in_language
from engine.errors import DefinitionRejected, EngineError, UnknownLanguage
from engine.findings import has_errors
from engine.service.cases import Cases
from engine.service.deliveries import Deliver, Target, place_all
from engine.service.following import Following, following, published
from engine.service.gateways import gateway_to
from engine.service.guests import Guest
from engine.service.keeping import Keeping
from engine.service.key_work import KeyWork
from engine.service.moving import Moving
from engine.service.people import actor
from engine.service.ports import Ports
from engine.service.releases import Releases
from engine.service.runner import Runner
from engine.service.shelf import Shelf
from engine.service.verifying import Verified, verify
from engine.service.worklist import Worklist
from engine.store.deliveries import DeadLetter, dead_letters, deliver_again, pass_over
from engine.store.encryption import NO_KEYS, Cipher
from engine.store.feed import Placed, read_feed
from engine.store.looks import Look, looks_at_reference, looks_of
from engine.store.releases import read_release
from engine.store.transaction import Database, Gateway, Joined, Transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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
        earlier: Sequence[Definition] = (),
    ) -> None:
        """Run *definition*, which *files* hold. *earlier* releases need not be read from the database."""
        self.definition, self.files = definition, files
        self.ports = ports or Ports()
        self.council = council or definition.configuration
        self._releases: dict[str, Definition] = {one.release: one for one in (*earlier, definition)}
        self._spoken: dict[str, Engine] = {}
        self.follows: Following | None = None
        """How it knows what is published, where it runs that; nothing where it runs a folder."""
        self._changing = Lock()

    @classmethod
    def from_folder(
        cls,
        folder: str | Path,
        *,
        ports: Ports | None = None,
        council: str | None = None,
        language: str = "en",
        shelf: Shelf | None = None,
    ) -> Engine:
        """Read, check and compile the configuration in *folder*.

        *council* keeps councils apart in one database; left out, it is the configuration's own id. *language* is the
        one that is spoken where a call names no other: the council's words as far as they are translated, Casepath's
        own in `en` or `cy`. Engines of many councils that are given one *shelf* hold once what they share. Raises
        DefinitionRejected with every finding when there are errors.
        """
        assembled, report = (shelf or Shelf()).checked(folder)
        if report.definition is None or has_errors(report.findings):
            raise DefinitionRejected([one for one in report.findings if one.is_error])
        definition = report.definition
        if language != definition.language:
            definition = _compiled(assembled.files, language)
        return cls(definition, assembled.files, ports=ports, council=council)

    @classmethod
    def from_releases(
        cls,
        database: Database | Pool | Session | Connection,
        council: str,
        *,
        ports: Ports | None = None,
        language: str = "en",
    ) -> Engine:
        """Return an engine of the release of *council* that is in force, which takes up the next one by itself.

        Cases are opened under the release that is in force at that moment; those that are open stay with theirs. With
        `Ports.release_key` only what was signed with it is taken up. Raises NothingPublished where none is in force.
        """
        ports = ports or Ports()
        with gateway_to(database, council).read() as tx:
            release = published(tx, council, ports)
            files = read_release(tx, council, release)
        if files is None:
            raise ReleaseLost(release)
        engine = cls(_as_named(release, files, language), files, ports=ports, council=council)
        engine._follow()
        return engine

    def cases(self, database: Database | Session | Connection) -> Cases:
        """Return this council's cases.

        With a *Database* of ours each command is one transaction. With the host's Session or Connection every command
        joins the host's transaction: we write into it, and only the host commits.
        """
        return Cases(self, self._gateway(database))

    def worklist(self, database: Database | Pool | Session | Connection) -> Worklist:
        """Return the work of this council: what waits for a person, a page at a time."""
        return Worklist(self, self._gateway(database))

    def runner(
        self, database: Database | Pool | Session | Connection, *, deliver: Deliver | Sequence[Target] = ()
    ) -> Runner:
        """Return what does by itself what time is to do to this council's cases: call its `run_due` now and then.

        With a Database of ours, or the host's SQLAlchemy Engine, each batch is a transaction of its own. With the
        host's Session or Connection all of it is in the host's transaction, as with `cases`.
        *deliver* takes what happens, outside any transaction and at least once: one function, or several receivers
        by name. Raises SendsInTransaction where the transaction is the host's.
        """
        targets = [Target("host", deliver)] if callable(deliver) else deliver
        return Runner(self, self._gateway(database), targets)

    def events(
        self, database: Database | Pool | Session | Connection, *, after: int = 0, limit: int = 100
    ) -> list[Placed]:
        """Return at most *limit* steps of the council's cases behind the place *after*, in an order that never changes.

        Read on from the last `position`: nothing is skipped, however late it was committed. Steps get their places from
        this call where the transaction is ours, or from a runner that has receivers. It is the record itself, with
        what conditions read of the answers, so keep it from people.
        """
        gateway = self._gateway(database)
        if not isinstance(gateway, Joined):
            place_all(self, gateway)
        with gateway.read() as tx:
            return read_feed(tx, self.council, after, limit)

    def dead_letters(self, database: Database | Pool | Session | Connection) -> list[DeadLetter]:
        """Return the steps that a receiver would not take, however often it was asked. Later ones wait behind them."""
        with self._gateway(database).read() as tx:
            return dead_letters(tx, self.council)

    def deliver_again(self, database: Database | Pool | Session | Connection, target: str, case: str) -> bool:
        """Let the runner try the dead letters of a case again; return whether there are any."""
        with self._gateway(database).write() as tx:
            return deliver_again(tx, self.council, target, case, self.ports.clock.now())

    def pass_over(self, database: Database | Pool | Session | Connection, target: str, case: str) -> bool:
        """Give the dead letters of a case up for good and go on with its later steps; return whether there were any."""
        with self._gateway(database).write() as tx:
            return pass_over(tx, self.council, target, case, self.ports.clock.now())

    def guest(self, database: Database | Session | Connection, token: str) -> Guest:
        """Return whoever holds a link that `Cases.invite` made: they do one task, once, and see nothing else."""
        return Guest(self, self._gateway(database), token)

    def verify(self, database: Database | Pool | Session | Connection) -> Verified:
        """Return whether all that is kept of this council's cases is what was written, with every fault that is found.

        Each case is folded again from its steps and compared with what is stored beside them; the steps are chained,
        and the chains are compared with the seals, where `Ports.seals` keeps them. People can go on working meanwhile.
        """
        return verify(self, self._gateway(database))

    def keeping(self, database: Database | Pool) -> Keeping:
        """Return what erases answers that were kept long enough, once two people agree on it.

        It is for the operator, and asks nobody's role. Each case is a transaction of its own, so a host's Session will
        not do.
        """
        return Keeping(self, self._gateway(database))

    def moving(self, database: Database | Pool) -> Moving:
        """Return what moves cases of earlier releases to this engine's release, or tells what that would come to.

        It is for the operator, and asks nobody's role. Each case is a transaction of its own, so a host's Session will
        not do.
        """
        return Moving(self, self._gateway(database))

    def releases(self, database: Database | Pool | Session | Connection, *, templates: str = "") -> Releases:
        """Return this council's releases: what was proposed, approved and published, by whom and why.

        It is for whoever publishes, and asks nobody's role. *templates* is the council whose releases may be extended.
        """
        ports, language = self.ports, self.definition.language
        return Releases(database, self.council, ports=ports, templates=templates, language=language)

    def keys(self, database: Database | Pool) -> KeyWork:
        """Return what says how much is encrypted under which key, and encrypts all of it under the current one.

        It is for the operator, and asks nobody's role. Rows are written in transactions of their own, so a host's
        Session will not do.
        """
        return KeyWork(self.council, self._gateway(database))

    def looks(self, database: Database | Session | Connection, *, reference: str = "", person: str = "") -> list[Look]:
        """Return who looked at the case with this reference, or all that a person looked at, the first look first.

        It is for the operator, and asks nobody's role: people ask `Cases.looks`.
        """
        with self._gateway(database).read() as tx:
            if reference:
                return looks_at_reference(tx, self.council, reference)
            return looks_of(tx, self.council, person)

    def actor(self, person: str, *, instead_of: str | None = None, reason: str | None = None) -> Actor:
        """Return a person as the `people` port knows them, with their roles and teams, ready to act.

        With *instead_of* they stand in for somebody who is away, with that person's roles and teams beside their own.
        Both then count as having acted, so that duties that are kept apart stay apart. Raises Refused for whoever is
        not known or does not stand in for them now, and while the port cannot be asked.
        """
        return actor(self, person, instead_of, reason)

    def definition_in(self, language: str) -> Definition:
        """Return the definition with its words in *language*, all else being the same. Raises UnknownLanguage."""
        return self.in_language(language).definition

    def in_language(self, language: str) -> Engine:
        """Return this engine speaking *language*, over the same cases. Raises UnknownLanguage."""
        if language == self.definition.language:
            return self
        if language not in self.definition.languages:
            raise UnknownLanguage(self.definition.languages)
        known = self._spoken.get(language)
        if known is None or known.definition.release != self.definition.release:
            known = self._spoken[language] = self._speaking(language)
        return known

    def _speaking(self, language: str) -> Engine:
        with self._changing:
            made = Engine(_compiled(self.files, language), self.files, ports=self.ports, council=self.council)
        if self.follows is not None:
            made._follow()
        return made

    def _follow(self) -> None:
        self.follows = Following(self.council, self.ports, self.definition.release, self._change_to)

    def _change_to(self, tx: Transaction, release: str) -> None:
        """Go over to another release, for all that comes after."""
        files = read_release(tx, self.council, release)
        if files is None:
            raise ReleaseLost(release)
        definition = self._releases.get(release) or _as_named(release, files, self.definition.language)
        with self._changing:
            self._releases[release] = definition
            self.definition, self.files = definition, files

    def release(self, tx: Transaction, release: str) -> Definition:
        """Return the definition that a case is pinned to: this one, or an older release from the database.

        Its words are in the engine's language as far as that release was translated.
        """
        known = self._releases.get(release)
        return known if known is not None else self._kept(tx, release)

    def _kept(self, tx: Transaction, release: str) -> Definition:
        files = read_release(tx, self.council, release)
        if files is None:
            raise ReleaseLost(release)
        definition = self._releases[release] = _compiled(files, self.definition.language)
        return definition

    def _gateway(self, database: Database | Pool | Session | Connection) -> Gateway:
        """Return the way to this council's rows: on PostgreSQL every transaction names the council first."""
        gateway = gateway_to(database, self.council, self.cipher)
        return gateway if self.follows is None else following(gateway, self.follows.learn)

    def cipher(self) -> Cipher:
        """Return what encrypts this council's answers, with its keys as they are now. Raises KeysLost."""
        keys = self.ports.keys
        return NO_KEYS if keys is None else Cipher(self.council, lambda: keys.ring(self.council))


def _as_named(release: str, files: Mapping[str, bytes], language: str) -> Definition:
    """Return the definition that *files* hold. Raises ReleaseLost where they are not what their name is the hash of."""
    definition = _compiled(files, language)
    if definition.release != release:
        raise ReleaseLost(release)
    return definition


def _compiled(files: Mapping[str, bytes], language: str) -> Definition:
    """Return the definition that *files* hold, in *language*; what is not translated into it stays as it is."""
    assembled = assemble(files)
    if assembled.configuration is None:
        raise DefinitionRejected(assembled.findings)
    said = in_language(assembled.configuration, language)
    return compile_configuration(said, assembled.origins, language).definition
