"""Sealing the cases that moved: a line for each minute, signed, and kept where nobody who writes cases can reach.

A seal is made in one transaction that holds only the cases it names, and kept outside in no transaction at all. What
was made and not kept yet waits as a row: a runner that dies in between leaves it to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.service.integrity import Fault
from engine.service.seal_lines import NoSealKey, Seal, SealKey, SealsNotKept, hash_of, line_of, seal_of
from engine.store.seals import (
    SealRow,
    insert_seal,
    last_seal,
    mark_kept,
    seal_hash,
    sealed_after,
    sealed_by,
    seals_to_keep,
    step_hash_of,
    take_turn,
    unsealed,
)
from engine.store.transaction import Gateway, Joined, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine
    from engine.service.ports import Seals

EVERY = timedelta(minutes=1)
_CASES = 500
"""In one line; more make more lines."""
_MOST = 100


def seal_due(engine: Engine, gateway: Gateway) -> int:
    """Seal the cases that moved, if the last seal is a minute old, and keep it outside; return how many they were.

    Does nothing without `Ports.seals`, nor in a transaction of the host's, whose end nobody here can know. Raises
    NoSealKey without a key, and SealsNotKept where a seal cannot be kept outside: it waits, and is tried again.
    """
    seals, key = engine.ports.seals, engine.ports.seal_key
    if seals is None or isinstance(gateway, Joined):
        return 0
    if key is None:
        raise NoSealKey("Seals are signed. Give the engine a key: Ports(seals=..., seal_key=SealKey.from_file(...)).")
    _keep_outside(engine, gateway, seals)
    count = made = _make(engine, gateway, seals, key, first=True)
    while made == _CASES:
        _keep_outside(engine, gateway, seals)
        count += (made := _make(engine, gateway, seals, key, first=False))
    _keep_outside(engine, gateway, seals)
    return count


def _make(engine: Engine, gateway: Gateway, seals: Seals, key: SealKey, *, first: bool) -> int:
    """Make one seal of the cases that moved, and return how many it has; none, where there is nothing to seal yet."""
    council, now = engine.council, engine.ports.clock.now()
    outside = _row_of(seals.last(council), key)
    with gateway.read() as tx:
        if first and not _is_due(last_seal(tx, council), engine):
            return 0
    with gateway.write() as tx:
        take_turn(tx, council)
        last = last_seal(tx, council)
        if first and not _is_due(last, engine):
            return 0  # somebody else was sealing
        heads = unsealed(tx, council, _CASES)
        if not heads:
            return 0
        # After a restore the seals outside are ahead: new ones come after them, and what is lost can be told.
        before = max((one for one in (last, outside) if one is not None), key=lambda one: one.number, default=None)
        number, previous = (1, "") if before is None else (before.number + 1, before.hash)
        line = line_of(Seal(council, number, now, previous, heads), key)
        insert_seal(tx, council, SealRow(number, now, hash_of(line)), line, heads)
    return len(heads)


def _is_due(last: SealRow | None, engine: Engine) -> bool:
    return last is None or engine.ports.clock.now() - last.at >= EVERY


def _row_of(line: str | None, key: SealKey | None) -> SealRow | None:
    seal = None if line is None else seal_of(line, key)
    return None if seal is None or line is None else SealRow(seal.number, seal.at, hash_of(line))


def _keep_outside(engine: Engine, gateway: Gateway, seals: Seals) -> None:
    with gateway.read() as tx:
        waiting = seals_to_keep(tx, engine.council)
    for number, line in waiting:
        try:
            seals.append(engine.council, number, line)
        except SealsNotKept:
            raise
        except Exception as error:
            raise SealsNotKept from error
        with gateway.write() as tx:
            mark_kept(tx, engine.council, number)


# --- verifying --------------------------------------------------------------------------------------------------------


class SealCheck:
    """The comparison of a council's database with its seals, counting those that it looks at."""

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self.engine, self.gateway = engine, gateway
        self.count = 0

    def faults(self) -> Iterator[Fault]:
        """Yield all that the seals know otherwise than the database. Reads one line at a time."""
        with self.gateway.read() as tx:
            # What is waiting is read before what is kept outside: meanwhile a runner may move it from here to there.
            waiting, known = seals_to_keep(tx, self.engine.council), _number_of(last_seal(tx, self.engine.council))
        before: SealRow | None = None
        for line in self._lines(waiting):
            self.count += 1
            seal = seal_of(line, self.engine.ports.seal_key)
            if seal is None:
                after = "the first" if before is None else f"seal {before.number}"
                yield Fault("seal_changed", f"The seal after {after} is not signed with this key, or was changed.")
                return  # whoever changed it could have written all that follows
            yield from self._of_seal(seal, line, before)
            before = SealRow(seal.number, seal.at, hash_of(line))
        yield from self._after_all(_number_of(before), known)

    def _lines(self, waiting: Sequence[tuple[int, str]]) -> Iterator[str]:
        seals, last = self.engine.ports.seals, 0
        assert seals is not None
        for line in seals.lines(self.engine.council):
            seal = seal_of(line, None)
            last = last if seal is None else seal.number
            yield line
        yield from (line for number, line in waiting if number > last)

    def _of_seal(self, seal: Seal, line: str, before: SealRow | None) -> Iterator[Fault]:
        number, hash_before = (1, "") if before is None else (before.number + 1, before.hash)
        if seal.council != self.engine.council:
            yield Fault("seal_chain", f"Seal {seal.number} is another council's.")
        elif (seal.number, seal.previous) != (number, hash_before):
            yield Fault("seal_chain", f"Seal {number} is not there, or not the one that the next came after.")
        with self.gateway.read() as tx:
            if seal_hash(tx, seal.council, seal.number) != hash_of(line):
                yield Fault(
                    "seal_unknown", f"The database does not know seal {seal.number}: it was restored, or altered."
                )
            yield from self._of_heads(tx, seal)

    def _of_heads(self, tx: Transaction, seal: Seal) -> Iterator[Fault]:
        when = f"when seal {seal.number} was made ({seal.at:%Y-%m-%d %H:%M} UTC)"
        for one in seal.heads:
            found = step_hash_of(tx, seal.council, one.case, one.version)
            if found is None:
                text = f"Case {one.case}: {when} it had a step {one.version}, which is not there."
                yield Fault("sealed_missing", text, one.case, one.version)
            elif found != one.hash:
                text = f"Case {one.case}: {when} its step {one.version} was another than now."
                yield Fault("sealed_changed", text, one.case, one.version)
        there = {(one.case, one.version) for one in seal.heads}
        for case, version in sealed_by(tx, seal.council, seal.number):
            if (case, version) not in there:
                text = f"Case {case}: it says that seal {seal.number} sealed its step {version}, and it did not."
                yield Fault("not_sealed", text, case, version)

    def _after_all(self, number: int, known: int) -> Iterator[Fault]:
        """Yield what the database says of seals after *number*, which are not there. *known* were made at first."""
        council = self.engine.council
        with self.gateway.read() as tx:
            more, now = sealed_after(tx, council, number, _MOST), _number_of(last_seal(tx, council))
        if known > number:
            yield Fault("seals_cut", f"The seals after {number} are not there: the database made {known}.")
        for case, by in more:
            if not known < by <= now:  # or it was made while this was being read
                yield Fault(
                    "not_sealed", f"Case {case}: it says that seal {by} sealed it, and that is not there.", case
                )


def _number_of(row: SealRow | None) -> int:
    return 0 if row is None else row.number
