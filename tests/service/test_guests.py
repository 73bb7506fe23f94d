"""Somebody without an account: one task, by a link that is signed, runs out and is used once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Case, Database, Engine, NotFound, Ports, Refused
from engine.service.guests import NoLinkKey
from tests.support import MANAGER, OFFICER, Office, codes, definition_of, question, written
from tests.tasks import HAL, KNOWN, PAT, TASKS, asked, completed, stands

KEY = b"a key that only tests know, 32 bytes long"
WHO = "Officer Example, Example Police"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=TASKS, ports=Ports(link_key=KEY))


def invited(office: Office, case: Case, **said: object) -> str:
    """Return the token of a link to the return of the police."""
    days = said.get("days", 14)
    assert isinstance(days, int)
    seen = office.cases.get(case, by=OFFICER).version
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=seen, valid_for=timedelta(days=days))
    return link.token


def test_a_guest_fills_in_one_form_once_and_sees_what_was_sent(office: Office) -> None:
    case = asked(office)
    guest = office.engine.guest(office.database, invited(office, case))

    form = guest.form()
    assert form is not None
    assert (form.form, form.action) == ("agency_return", "police_return")
    assert question(guest.sent()[0].form, "what").value == "Out late in the park"
    guest.submit(KNOWN)

    after = office.cases.get(case, by=OFFICER)
    assert stands(after)["police_return"] == "done"
    for again in (guest.form, guest.sent, lambda: guest.submit(KNOWN)):
        with pytest.raises(NotFound):
            again()


def test_that_somebody_was_invited_is_on_record(office: Office) -> None:
    case = asked(office)
    invited(office, case)

    line = office.cases.timeline(case, by=OFFICER)[-1].lines[0]
    assert line == f'{WHO} invited to "Police return" by a link that runs out at 12:00 on Thursday 26 March 2026'


def test_what_is_wrong_with_the_answers_uses_nothing_up(office: Office) -> None:
    guest = office.engine.guest(office.database, invited(office, asked(office)))
    before = written(office)

    with pytest.raises(Refused) as refusal:
        guest.submit({"known": "yes", "handling": "nonsense"})

    assert codes(refusal.value) == {"required", "wrong_code"}
    assert written(office) == before
    guest.submit(KNOWN)


def test_every_link_that_is_no_good_looks_the_same(office: Office) -> None:
    case = asked(office)
    good, other = invited(office, case), invited(office, case)
    first, second = good.partition("."), other.partition(".")
    swapped = f"{first[0]}.{second[2]}"

    for token in ("", ".", "x", swapped, f"{good}x", good[:-1], good.upper(), "é" * 40, "y" * 10_000, f"{first[0]}."):
        with pytest.raises(NotFound) as refused:
            office.engine.guest(office.database, token).form()
        assert str(refused.value) == "We cannot find that record."


def test_a_link_runs_out(office: Office) -> None:
    token = invited(office, asked(office), days=2)
    office.clock.move(timedelta(days=2))

    with pytest.raises(NotFound):
        office.engine.guest(office.database, token).submit(KNOWN)


def test_no_link_lasts_longer_than_anybody_remembers(office: Office) -> None:
    case = asked(office)
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=case.version, valid_for=timedelta(4000))

    assert link.expires == office.clock.now() + timedelta(days=90)


def test_a_link_is_gone_once_somebody_else_did_the_task(office: Office) -> None:
    case = asked(office)
    token = invited(office, case)
    completed(office, case, "police_return", KNOWN, by=PAT)

    with pytest.raises(NotFound):
        office.engine.guest(office.database, token).form()


def test_a_link_of_one_council_opens_nothing_at_another(office: Office) -> None:
    token = invited(office, asked(office))
    elsewhere = Engine(definition_of(TASKS), TASKS, ports=Ports(clock=office.clock, link_key=KEY), council="elsewhere")

    with pytest.raises(NotFound):
        elsewhere.guest(office.database, token).form()


def test_only_those_who_speak_for_the_agency_invite_it_and_only_to_its_own_task(office: Office) -> None:
    case = asked(office)
    for task, to, by, code in (
        ("note_it", WHO, OFFICER, "not_allowed"),
        ("police_return", " ", OFFICER, "who"),
        ("nonsense", WHO, OFFICER, "unknown_task"),
    ):
        with pytest.raises(Refused) as refusal:
            office.cases.invite(case, task, to, by=by, seen=case.version)
        assert codes(refusal.value) == {code}
    for stranger in (PAT, HAL):
        with pytest.raises(NotFound):
            office.cases.invite(case, "police_return", WHO, by=stranger, seen=case.version)
    assert written(office)["casepath_invitation"] == 0


@pytest.mark.parametrize("key", [None, b"", b"short"])
def test_nobody_is_invited_without_a_key_to_sign_with(database: Database, key: bytes | None) -> None:
    office = Office(database, files=TASKS, ports=Ports(link_key=key))
    case = asked(office)

    with pytest.raises(NoLinkKey):
        office.cases.invite(case, "police_return", WHO, by=MANAGER, seen=case.version)
    with pytest.raises(NoLinkKey):
        office.engine.guest(database, "anything.at-all").form()


def test_a_token_is_kept_nowhere_and_neither_it_nor_its_key_is_ever_printed(office: Office) -> None:
    case = asked(office)
    link = office.cases.invite(case, "police_return", WHO, by=OFFICER, seen=case.version)
    token = link.token
    assert token not in repr(link)
    _, _, signature = token.partition(".")

    with office.database.connection() as connection:
        for table in ("casepath_invitation", "casepath_step", "casepath_case"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - three names written here
            assert signature not in repr(rows)
    assert "only tests know" not in repr(office.engine.ports)


@given(st.text(max_size=300))
def test_no_text_that_was_not_signed_opens_anything(text: str) -> None:
    database = Database("sqlite://")
    office = Office(database, files=TASKS, ports=Ports(link_key=KEY))

    try:
        with pytest.raises(NotFound):
            office.engine.guest(database, text).form()
    finally:
        database.close()
