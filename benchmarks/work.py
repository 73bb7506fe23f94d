"""The work that is measured, defined once: a case opened and taken through five steps, by Casepath and by bare SQL.

Both write the same rows into the same tables with the same settings. Bare SQL checks nothing and decides nothing; it
is the limit, which no engine that stores its steps can pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from benchmarks.stores import Bare
from engine import Actor, Case, Cases, Engine, Ports
from engine.cases.values import Json
from engine.service.key_files import TextKeys, text_of, with_new_key

COUNCIL = Path(__file__).resolve().parent / "council"
WORKFLOW = "household_support"

PEOPLE: Mapping[str, Actor] = {
    "citizen": Actor("u1", roles={"citizen"}),
    "officer": Actor("u2", roles={"officer"}),
    "manager": Actor("u3", roles={"manager"}),
}

STEPS: tuple[tuple[str, str, str, str], ...] = (
    ("submit", "opened", "received", "citizen"),
    ("triage", "received", "triaged", "officer"),
    ("assess", "triaged", "assessed", "officer"),
    ("decide", "assessed", "decided", "manager"),
    ("close", "decided", "closed", "officer"),
)
"""Action, state before, state after, role of whoever takes it."""

ANSWERS: Mapping[str, Json] = {
    "first_name": "Ada",
    "last_name": "Example",
    "date_of_birth": "1985-12-10",
    "email": "ada@example.org",
    "email_confirm": "ada@example.org",
    "phone": "020 7946 0000",
    "address_line": "1 Example Street",
    "town": "Exampleton",
    "postcode": "ZZ99 3VZ",
    "uprn": 100023336956,
    "tenure": "private_rent",
    "landlord_name": "Bob Example",
    "landlord_phone": "020 7946 0999",
    "household_size": 3,
    "other_members": "two children, 4 and 7",
    "has_disability": "yes",
    "disability_detail": "reduced mobility",
    "income": "1450.50",
    "benefits": "210.25",
    "total_income": "1660.75",
    "contact_by": "phone",
    "start_date": "2026-04-01",
    "end_date": "2027-03-31",
    "services": ["waste", "parking"],
    "parking_reg": "ZZ00 ZZZ",
    "vehicle_owner": "yes",
    "notes": "please call after 5 pm",
    "declaration": "yes",
}
"""What is sent at each step: everything the form asks for, 28 answers; two questions are hidden by them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One way to do the work. *step* takes a case's id, the number of the step from 0, and the answers."""

    name: str
    open: Callable[[], str]
    step: Callable[[str, int, Mapping[str, Json]], None]


def load(*, encrypts: bool = False) -> Engine:
    """Return the benchmark's council, read and checked; with a key where it is to encrypt answers."""
    keys = TextKeys({"bench": text_of(with_new_key(None, use=True))}) if encrypts else None
    return Engine.from_folder(COUNCIL, ports=Ports(keys=keys))


def casepath_side(cases: Cases, name: str = "Casepath") -> Side:
    """Casepath: 30 questions judged, role and guard asked, the machine stepped, all in one durable transaction."""

    def opened() -> str:
        case: Case = cases.open(WORKFLOW, by=PEOPLE["citizen"]).case
        return case.id

    def step(case: str, number: int, answers: Mapping[str, Json]) -> None:
        action, _, _, role = STEPS[number]
        cases.act(case, action, answers, by=PEOPLE[role], seen=number + 1)

    return Side(name, opened, step)


# --- the limit -------------------------------------------------------------------------------------------------------

_COUNT = (
    "INSERT INTO casepath_counter (council, series, last) VALUES (?, ?, 1) "
    "ON CONFLICT (council, series) DO UPDATE SET last = casepath_counter.last + 1 RETURNING last"
)
_OPEN = (
    "INSERT INTO casepath_case (council, id, reference, workflow, release, subject_kind, subject, team, state, "
    "version, updated_at, folded, head, lane, due_at) "
    "VALUES (?, ?, ?, ?, ?, 'household', ?, '', 'opened', 1, ?, ?, ?, ?, ?)"
)
_MOVE = (
    "UPDATE casepath_case SET version = ?, state = ?, release = ?, updated_at = ?, folded = ?, head = ?, "
    "sealed = NULL, lane = ?, due_at = ? WHERE council = ? AND id = ? AND version = ?"
)
_SUBMIT = (
    "INSERT INTO casepath_submission (council, id, revision, case_id, form, action, release, at, person, answers, "
    "copied) VALUES (?, ?, 1, ?, 'application', ?, ?, ?, ?, ?, '{}')"
)
_STEP = (
    "INSERT INTO casepath_step (council, case_id, version, release, at, person, on_behalf_of, events, submitted, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)"
)
_HASH = "0" * 64
"""Where Casepath works out a hash, the limit writes one that is ready."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The documents of one case as Casepath stored them, by version: what the limit writes again, ready made."""

    council: str
    release: str
    folded: tuple[str, ...]
    events: tuple[str, ...]
    waits: tuple[tuple[object, object], ...]
    """For whom the case waits, and until when."""


def sample(db: Bare, side: Side) -> Sample:
    """Take one case through all steps with Casepath, and return the documents that it left at each version in *db*."""
    case, folded = side.open(), []
    for number in range(-1, len(STEPS)):
        if number >= 0:
            side.step(case, number, ANSWERS)
        folded.append(
            db.run("SELECT council, release, folded, lane, due_at FROM casepath_case WHERE id = ?", (case,)).fetchall()[
                0
            ]
        )
    events = db.run("SELECT events FROM casepath_step WHERE case_id = ? ORDER BY version", (case,)).fetchall()
    council, release, *_ = folded[0]
    return Sample(
        str(council),
        str(release),
        tuple(str(one[2]) for one in folded),
        tuple(str(one[0]) for one in events),
        tuple((one[3], one[4]) for one in folded),
    )


def limit_side(db: Bare, like: Sample) -> Side:
    """Bare SQL: the rows of *like* written by the driver alone, nothing read, checked or decided."""
    run = db.run

    def opened() -> str:
        case, at = str(uuid4()), datetime.now(UTC).isoformat(timespec="microseconds")
        run("BEGIN IMMEDIATE")
        ((number,),) = run(_COUNT, (like.council, f"household-{at[:4]}")).fetchall()
        reference = f"HH-{at[:4]}-{number:>05}"
        run(
            _OPEN,
            (like.council, case, reference, WORKFLOW, like.release, case, at, like.folded[0], _HASH, *like.waits[0]),
        )
        run(_STEP, (like.council, case, 1, like.release, at, "u1", like.events[0], None, _HASH))
        run("COMMIT")
        return case

    def step(case: str, number: int, answers: Mapping[str, Json]) -> None:
        action, _, state, role = STEPS[number]
        version, person, at = number + 2, PEOPLE[role].id, datetime.now(UTC).isoformat(timespec="microseconds")
        run("BEGIN IMMEDIATE")
        moved = (version, state, like.release, at, like.folded[number + 1], _HASH, *like.waits[number + 1])
        assert run(_MOVE, (*moved, like.council, case, version - 1)).rowcount == 1
        sent = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
        run(_SUBMIT, (like.council, str(uuid4()), case, action, like.release, at, person, sent))
        run(_STEP, (like.council, case, version, like.release, at, person, like.events[number + 1], _HASH, _HASH))
        run("COMMIT")

    return Side("bare SQL (limit)", opened, step)


# --- the same rows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stored:
    """How much a database holds. *moves* counts the case updates: each raised a version by one."""

    cases: int
    moves: int
    submissions: int
    steps: int
    closed: int


def stored(db: Bare) -> Stored:
    """Return what is in the tables."""
    counted = "SELECT count(*), sum(version), count(*) FILTER (WHERE state = 'closed') FROM casepath_case"
    ((cases, versions, closed),) = db.run(counted).fetchall()
    ((submissions,),) = db.run("SELECT count(*) FROM casepath_submission").fetchall()
    ((steps,),) = db.run("SELECT count(*) FROM casepath_step").fetchall()
    count = int(str(cases))
    return Stored(count, int(str(versions or 0)) - count, int(str(submissions)), int(str(steps)), int(str(closed or 0)))
