"""The releases of one council: proposed by one person, approved by another, published from a day, and kept for ever.

Publishing moves no case. Nothing is taken back once it was in force: rolling back puts an earlier release in force
again. Each step is on record with who, when and why, chained to the one before it, and signed where there is a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.cases.access import Actor
from engine.cases.compiled import Definition
from engine.cases.compiling import content_hash
from engine.cases.compiling.workshop import UK_TIME
from engine.checks import check
from engine.definitions.assemble import assemble
from engine.definitions.origins import Assembled
from engine.definitions.read import Known, read_folder
from engine.documents.bodies import with_texts
from engine.errors import DefinitionRejected, NotFound, Reason, Refused
from engine.findings import Finding, has_errors
from engine.sentences.say import Part, Sentence
from engine.service.gateways import gateway_to
from engine.service.integrity import Fault
from engine.service.ports import Ports
from engine.service.release_lines import chained, changed_content, faults_in
from engine.service.release_states import Release, State, releases_of
from engine.store.release_steps import ReleaseStep, What, insert_release_step, read_release_steps, take_turn
from engine.store.releases import KeptRelease, keep_release, kept_releases, read_release
from engine.store.transaction import Transaction

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as Pool
    from sqlalchemy.orm import Session

    from engine.store.transaction import Database

_LONGEST_REASON = 500
_SHORTEST_HASH = 6
Where: TypeAlias = "Database | Pool | Session | Connection"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A release that was proposed, with the warnings that did not stop it."""

    release: Release
    warnings: tuple[Finding, ...]


class Releases:
    """The releases of one council. It asks nobody's role: it is for whoever publishes, and the host says who that is.

    A release is named by its version, by what it is called, or by the beginning of its hash.
    """

    def __init__(
        self, database: Where, council: str, *, ports: Ports | None = None, templates: str = "", language: str = "en"
    ) -> None:
        """Use the releases of *council*. What it extends may be a release of the council *templates* too."""
        self._gateway, self._council = gateway_to(database, council), council
        self._templates = gateway_to(database, templates) if templates else None
        self._ports, self._template_council, self._language = ports or Ports(), templates, language

    # --- looking ------------------------------------------------------------------------------------------------------

    def all(self) -> tuple[Release, ...]:
        """Return every release as it stands now, the one that was proposed last standing last."""
        with self._gateway.read() as tx:
            return self._book(tx).releases

    def find(self, release: str) -> Release:
        """Return one release as it stands now. Raises NotFound."""
        with self._gateway.read() as tx:
            return self._book(tx).find(release)

    def in_force(self) -> Release | None:
        """Return the release that new cases are opened under now, or nothing where none was published."""
        return next((one for one in self.all() if one.state == "in_force"), None)

    def same_as(self, configuration: Assembled) -> Release | None:
        """Return the release with this very content, if it is kept here."""
        whole = configuration.configuration
        if whole is None:
            return None
        with self._gateway.read() as tx:
            return self._book(tx).named(content_hash(whole, configuration.origins))

    def history(self, release: str = "") -> tuple[ReleaseStep, ...]:
        """Return all that was done about the releases, or about one of them, in order. Raises NotFound."""
        with self._gateway.read() as tx:
            book = self._book(tx)
            wanted = book.find(release).release if release else ""
            return tuple(one for one in book.steps if not wanted or one.release == wanted)

    def read(self, release: str) -> Assembled:
        """Return what a release says, as it was read, so that it can be compared with another. Raises NotFound."""
        with self._gateway.read() as tx:
            found = self._book(tx).find(release)
            return assemble(self._files(tx, found.release), shown_under=f"{found.edition}/")

    def verify(self) -> tuple[Fault, ...]:
        """Return whatever was changed by hand: in the history, and in what a release says.

        With `Ports.release_key` also what was not signed with it.
        """
        with self._gateway.read() as tx:
            book = self._book(tx)
            found = list(faults_in(self._council, book.steps, self._ports.release_key))
            for one in book.releases:
                said = assemble(self._files(tx, one.release))
                whole = said.configuration
                if whole is None or content_hash(whole, said.origins) != one.release:
                    found.append(changed_content(one.edition, one.release))
            return tuple(found)

    # --- what people do -----------------------------------------------------------------------------------------------

    def propose(self, configuration: str | Path | Assembled, *, by: Actor, reason: str = "") -> Proposed:
        """Keep *configuration*, a folder or what was read of one, as a draft that somebody else is to approve.

        Raises DefinitionRejected for what has errors, and Refused where its version is kept with other content, where
        it is another configuration than was published here before, or where it is proposed already.
        """
        if isinstance(configuration, Assembled):
            assembled = configuration
        else:
            assembled = read_folder(configuration, known=Known(published=self.templates))
        report = with_texts(check(assembled), assembled)
        definition = report.definition
        if definition is None or has_errors(report.findings):
            raise DefinitionRejected([one for one in report.findings if one.is_error])
        with self._turn(reason) as turn:
            self._raise_if_taken(turn.book.kept, turn.book.steps, definition)
            known = turn.book.named(definition.release)
            if known is not None:
                self._raise_unless(known, "kept", "withdrawn")
            keep_release(turn.tx, self._council, definition, assembled.files, turn.now)
            made = turn.done(definition.release, "proposed", by)
        return Proposed(made, tuple(one for one in report.findings if not one.is_error))

    def approve(self, release: str, *, by: Actor, reason: str = "") -> Release:
        """Approve what somebody else proposed. Raises Refused for whoever proposed it, NotFound where there is none."""
        with self._turn(reason) as turn:
            found = turn.book.find(release)
            self._raise_unless(found, "draft")
            if found.proposal is not None and by.people & found.proposal.people:
                raise self._refused("same_person", _SOMEBODY_ELSE)
            return turn.done(found.release, "approved", by)

    def publish(self, release: str, *, by: Actor, from_day: date | None = None, reason: str = "") -> Release:
        """Put an approved release in force, from the beginning of a day, or now; cases that are open stay as they are.

        Raises Refused for a day that has passed and for what is not approved, NotFound where there is none.
        """
        with self._turn(reason) as turn:
            found = turn.book.find(release)
            self._raise_unless(found, "approved")
            today = turn.now.astimezone(UK_TIME).date()
            if from_day is not None and from_day < today:
                raise self._refused("day_passed", _LATER_DAY)
            starts_at = turn.now
            if from_day is not None and from_day > today:
                starts_at = datetime.combine(from_day, time(), UK_TIME)
            return turn.done(found.release, "published", by, starts_at)

    def withdraw(self, release: str, *, by: Actor, reason: str) -> Release:
        """Take out what was proposed, approved or published, before it is in force. Raises Refused, NotFound."""
        with self._turn(reason, needed=True) as turn:
            found = turn.book.find(release)
            self._raise_unless(found, "draft", "approved", "scheduled")
            return turn.done(found.release, "withdrawn", by)

    def roll_back(self, release: str, *, by: Actor, reason: str) -> Release:
        """Put a release that was in force before in force again, now. It was approved then, so one person may.

        Raises Refused for one that never was, or is, in force, NotFound where there is none.
        """
        with self._turn(reason, needed=True) as turn:
            found = turn.book.find(release)
            self._raise_unless(found, "replaced")
            return turn.done(found.release, "rolled_back", by, turn.now)

    # --- templates ----------------------------------------------------------------------------------------------------

    def templates(self, name: str) -> Iterator[Mapping[str, bytes]]:
        """Yield the files of the releases that are or were in force and are called *name*, the newest first.

        They are this council's own, then those of the council that templates are published by.
        """
        places = [(self._gateway, self._council)]
        if self._templates is not None:
            places.append((self._templates, self._template_council))
        for gateway, council in places:
            with gateway.read() as tx:
                book = _book(tx, council, self._ports)
                fit = [one.release for one in book.releases if one.state in ("in_force", "replaced")]
                named = {one.release for one in book.kept if one.configuration == name}
                found = [read_release(tx, council, one) for one in reversed(fit) if one in named]
            yield from (files for files in found if files is not None)

    # --- the work -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, reason: str, *, needed: bool = False) -> Iterator[_Turn]:
        said = reason.strip()
        if (needed and not said) or len(said) > _LONGEST_REASON or (said and not said.isprintable()):
            raise self._refused("reason", _SAY_WHY)
        with self._gateway.write() as tx:
            yield _Turn(tx, self._council, self._ports, said)

    def _book(self, tx: Transaction) -> _Book:
        return _book(tx, self._council, self._ports)

    def _files(self, tx: Transaction, release: str) -> Mapping[str, bytes]:
        files = read_release(tx, self._council, release)
        assert files is not None  # a release has a row from the moment on that it is known of
        return files

    def _raise_if_taken(self, kept: Sequence[KeptRelease], steps: Sequence[ReleaseStep], new: Definition) -> None:
        proposed = {step.release for step in steps}
        for one in kept:
            if one.release in proposed and one.configuration not in (None, new.configuration):
                known = one.configuration or ""
                raise self._refused("other_configuration", _OTHER_ONE, found=new.configuration, known=known)
            if one.release != new.release and one.version == new.version:
                raise self._refused("version_taken", _TAKEN, version=new.version, edition=one.edition)

    def _raise_unless(self, release: Release, *states: State) -> None:
        """Raise Refused, with what to do instead, unless a release is in one of these *states*."""
        if release.state not in states:
            approving = states == ("draft",)
            sentence = _APPROVED if approving and release.state == "approved" else _INSTEAD[release.state]
            raise self._refused(f"is_{release.state}", sentence)

    def _refused(self, code: str, sentence: Sentence, **parts: Part) -> Refused:
        return Refused((Reason(code, sentence.said(self._language, **parts)),))


class _Turn:
    """One person's turn to do something about the releases, in a transaction of its own. Others wait for theirs."""

    def __init__(self, tx: Transaction, council: str, ports: Ports, reason: str) -> None:
        take_turn(tx, council)
        # What time it is, is asked once it is this person's turn: steps are never dated before those they come after.
        self.tx, self.now, self.book = tx, ports.clock.now(), _book(tx, council, ports)
        self._council, self._ports, self._reason = council, ports, reason

    def done(self, release: str, what: What, by: Actor, starts_at: datetime | None = None) -> Release:
        """Keep that somebody did something about a release, and return how it stands then."""
        last = self.book.steps[-1] if self.book.steps else None
        step = ReleaseStep(
            last.number + 1 if last else 1, release, what, self.now, by.id, by.on_behalf_of, self._reason, starts_at
        )
        made = chained(self._council, step, last.hash if last else "", self._ports.release_key)
        insert_release_step(self.tx, self._council, made)
        found = _book(self.tx, self._council, self._ports).named(release)
        assert found is not None  # its row is there, or there could be no step of it
        return found


@dataclass(frozen=True, slots=True)
class _Book:
    """All that is known of a council's releases, within one transaction."""

    kept: Sequence[KeptRelease]
    steps: Sequence[ReleaseStep]
    releases: tuple[Release, ...]

    def find(self, name: str) -> Release:
        """Return the release that somebody names; one that was proposed comes before one that is only kept."""
        found = [one for one in self.releases if name in (one.version, one.edition)]
        if not found and len(name) >= _SHORTEST_HASH:
            found = [one for one in self.releases if one.release.startswith(name)]
        found = [one for one in found if one.state != "kept"] or found
        if len(found) != 1:
            raise NotFound
        return found[0]

    def named(self, release: str) -> Release | None:
        return next((one for one in self.releases if one.release == release), None)


def _book(tx: Transaction, council: str, ports: Ports) -> _Book:
    kept, steps = kept_releases(tx, council), read_release_steps(tx, council)
    return _Book(kept, steps, releases_of(kept, steps, ports.clock.now()))


_INSTEAD: Mapping[State, Sentence] = {
    "kept": Sentence("Nobody has proposed this yet."),
    "draft": Sentence("Nobody has approved this yet."),
    "approved": Sentence("This is approved, and not published yet."),
    "scheduled": Sentence("This is published already, and comes into force later. Withdraw it to change that."),
    "in_force": Sentence("This is in force already. To undo it, roll back to an earlier release."),
    "replaced": Sentence("This was in force before. To bring it back, roll back to it."),
    "withdrawn": Sentence("This was withdrawn. Propose it again."),
}
_SOMEBODY_ELSE = Sentence("Whoever proposed this cannot approve it. Ask somebody else to.")
_APPROVED = Sentence("This was approved already.")
_SAY_WHY = Sentence("Say why, in at most 500 characters.")
_LATER_DAY = Sentence("That day has passed. Name today or a later day.")
_TAKEN = Sentence(
    'Version {version} is kept already with other content, as "{edition}". Give this one a version of its own.'
)
_OTHER_ONE = Sentence(
    'This is the configuration "{found}", and here "{known}" is published. Name the right folder or council.'
)
