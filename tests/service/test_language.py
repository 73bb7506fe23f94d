"""Two engines on one database, one English and one Welsh: the same cases, each person told in their own language."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import CaseChanged, Database, Engine, Ports, Refused
from engine.testing.fakes import FakeClock
from tests.support import LITTLE, MANAGER, NOON, OFFICER, REFERRED, WORKER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, content in LITTLE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def engine(folder: Path, language: str) -> Engine:
    return Engine.from_folder(folder, ports=Ports(clock=FakeClock(NOON)), language=language)


def test_the_same_case_is_refused_asked_and_told_in_the_language_of_the_engine(
    folder: Path, database: Database
) -> None:
    english, welsh = engine(folder, "en").cases(database), engine(folder, "cy").cases(database)
    case = english.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refused:
        welsh.act(case, "refer", {**REFERRED, "level": "dire", "missing": -1}, by=OFFICER, seen=1)
    assert [reason.text for reason in refused.value.reasons] == [
        '"Level": Dewiswch un o\'r atebion a restrir.',
        '"Times missing": Y rhif lleiaf yma yw 0.',
    ]
    welsh.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    in_english = [line for entry in english.timeline(case, by=OFFICER) for line in entry.lines]
    in_welsh = [line for entry in welsh.timeline(case, by=OFFICER) for line in entry.lines]
    assert {"Now: Waiting", "Referral made: due by Monday 16 March 2026"} <= set(in_english)
    assert {"Nawr: Waiting", "Referral made: i'w gwblhau erbyn Dydd Llun 16 Mawrth 2026"} <= set(in_welsh)


def test_codes_paths_and_releases_are_the_same_in_every_language(folder: Path, database: Database) -> None:
    english, welsh = engine(folder, "en"), engine(folder, "cy")
    case = english.cases(database).open("path", subject={"child": "P-1"}, by=OFFICER).case
    told = []
    for one in (english, welsh):
        with pytest.raises(Refused) as refused:
            one.cases(database).act(case, "refer", {"score": 3, "wings": 2}, by=OFFICER, seen=1)
        told.append([(reason.code, reason.path) for reason in refused.value.reasons])

    assert told[0] == told[1] != []
    assert english.definition.release == welsh.definition.release == case.release


def test_whoever_is_second_reads_who_was_first_in_their_language(folder: Path, database: Database) -> None:
    welsh = engine(folder, "cy").cases(database)
    case = welsh.open("path", subject={"child": "P-1"}, by=OFFICER).case
    welsh.assign(case, "worker", WORKER.id, by=MANAGER, seen=1)

    with pytest.raises(CaseChanged) as changed:
        welsh.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    assert str(changed.value) == (
        'mo oedd yn gyntaf: rhoddwyd "Allocated worker" am 12:00, 12 Mawrth 2026. '
        "Edrychwch ar yr achos eto cyn mynd ymlaen."
    )


def test_a_case_of_an_older_release_is_told_in_the_engines_language(folder: Path, database: Database) -> None:
    case = engine(folder, "en").cases(database).open("path", subject={"child": "P-1"}, by=OFFICER).case
    form = folder / "form_schemas/referral.yaml"
    form.write_text(form.read_text("utf-8").replace("title: Referral", "title: New referral"), "utf-8")

    with pytest.raises(Refused) as refused:
        engine(folder, "cy").cases(database).act(case, "refer", {}, by=OFFICER, seen=1)

    assert 'Heb ei ateb eto: "Name" yn "Referral".' in [reason.text for reason in refused.value.reasons]


def test_a_language_that_casepath_does_not_speak_gets_english(folder: Path, database: Database) -> None:
    polish = engine(folder, "pl").cases(database)
    case = polish.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refused:
        polish.act(case, "refer", {}, by=OFFICER, seen=1)

    assert refused.value.reasons[0].text == 'Not answered yet: "Name" in "Referral".'
