"""An overlay on a template that is a release: found in the database, where the operator says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Database, DefinitionRejected, Engine, Ports
from engine.definitions.assemble import assemble
from engine.definitions.extending import together
from engine.service.releases import Releases
from tests.overlays import HEAD, MANIFEST
from tests.releases import ANN, BEN, ONE, TWO, Desk, desk_at, version
from tests.support import LITTLE


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_at(database)


def level(engine: Engine) -> str:
    """Return what the question about the level says now."""
    fields = engine.definition.forms["referral"].definition.placed_fields()
    return next(one.label for _, name, one in fields if name == "level")


def council_folder(folder: Path, extends: str = "little 1.0") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_text(HEAD.replace("little 1.0", extends))
    return folder


def test_an_overlay_extends_a_template_that_is_published(desk: Desk, tmp_path: Path) -> None:
    desk.published(ONE)
    desk.published(version("1.4.0", ("label: Level", "label: Level of concern")))
    desk.published(TWO)
    releases = Releases(desk.database, "northshire", ports=Ports(clock=desk.clock), templates="little")
    made = releases.propose(council_folder(tmp_path / "northshire"), by=ANN).release

    assert made.edition == "Northshire 4 on little 1.4.0"
    releases.approve("4", by=BEN)
    releases.publish("4", by=ANN)
    engine = Engine.from_releases(desk.database, "northshire", ports=Ports(clock=desk.clock))
    assert (engine.definition.edition, level(engine)) == ("Northshire 4 on little 1.4.0", "Level of concern")


def test_a_template_that_was_only_proposed_or_of_another_version_is_not_extended(desk: Desk, tmp_path: Path) -> None:
    desk.releases.propose(ONE, by=ANN)
    releases = Releases(desk.database, "northshire", ports=Ports(clock=desk.clock), templates="little")
    with pytest.raises(DefinitionRejected, match='There is no template "little"'):
        releases.propose(council_folder(tmp_path / "northshire"), by=ANN)

    desk.published(TWO)
    with pytest.raises(DefinitionRejected, match=r'"little" is here in version 2\.0\.0; this needs 1\.0 or later'):
        releases.propose(council_folder(tmp_path / "northshire"), by=ANN)


def test_a_council_cannot_extend_what_another_council_published(desk: Desk, tmp_path: Path) -> None:
    desk.published(ONE)
    releases = Releases(desk.database, "northshire", ports=Ports(clock=desk.clock))

    with pytest.raises(DefinitionRejected, match='There is no template "little"'):
        releases.propose(council_folder(tmp_path / "northshire"), by=ANN)


def test_a_release_is_read_again_with_its_template_and_its_approved_exceptions(desk: Desk) -> None:
    locked = dict(LITTLE)
    locked[MANIFEST] += b"locked:\n  referral.fields.level: may not be removed\n"
    exception = (
        "approved_exceptions:\n  - {path: referral.fields.level, who: The board, when: 2026-03-01, why: Pilot}\n"
    )
    own = {MANIFEST: (HEAD + exception).encode()}
    releases = Releases(desk.database, "northshire", ports=Ports(clock=desk.clock))
    releases.propose(assemble(together(own, locked)), by=ANN)

    said = releases.read("4").configuration
    assert said is not None
    assert [one.path for one in said.manifest.approved_exceptions] == ["referral.fields.level"]
