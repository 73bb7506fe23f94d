"""Signing in with a council's own accounts: a real provider on this machine, and everything that could be forged."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from engine.web.app import create_app
from engine.web.openid import OpenIdSignIn
from engine.web.signing_in import Away, NotSignedIn
from engine.web.visit import Settings
from tests.web.site import Browser, Site, site_at

with warnings.catch_warnings():
    # The provider's own imports warn of what it will have to change.
    warnings.simplefilter("ignore")
    import oidc_provider_mock as mock

# What the provider itself does in old ways is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ADDRESS = "http://127.0.0.1"
BACK = f"{ADDRESS}/sign-in/back"


@pytest.fixture
def issuer() -> Iterator[str]:
    people = [mock.User(sub="Max", claims={"name": "Max Example", "roles": ["mash_manager"], "teams": ["east"]})]
    with mock.run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def site(tmp_path: Path, issuer: str) -> Iterator[Site]:
    made = site_at(tmp_path)
    settings = Settings(secure=False, address=ADDRESS)
    made.app = create_app(made.engine, made.database, sign_in=account(issuer), settings=settings)
    yield made
    made.database.close()


def account(issuer: str, client: str = "casepath") -> OpenIdSignIn:
    return OpenIdSignIn(issuer, client, "a secret of this test")


def consent(url: str, person: str = "Max") -> dict[str, str]:
    """Sign in at the provider, and return what it sends the browser back with."""
    answer = httpx2.post(url, data={"sub": person}, follow_redirects=False)
    return {name: texts[0] for name, texts in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def began(way: OpenIdSignIn) -> Away:
    found = way.begin("account", BACK)
    assert isinstance(found, Away)
    return found


def test_somebody_signs_in_with_their_own_account_and_their_roles(site: Site) -> None:
    browser = Browser(TestClient(site.app, base_url=ADDRESS))
    browser.get("/work")
    assert browser.at == "/sign-in"

    away = browser.client.get("/sign-in/away?choice=account&to=/team", follow_redirects=False).headers["location"]
    answer = consent(away)
    browser.get(f"/sign-in/back?code={answer['code']}&state={answer['state']}")

    assert browser.at == "/team"
    assert "Max Example" in browser.page
    browser.get(f"/sign-in/back?code={answer['code']}&state={answer['state']}")
    assert "Signing in did not work" not in browser.page  # whoever is in goes on to their work


def test_a_code_is_worth_nothing_in_another_browser(site: Site) -> None:
    browser, other = (Browser(TestClient(site.app, base_url=ADDRESS)) for _ in range(2))
    for one in (browser, other):
        one.get("/sign-in")
    away = browser.client.get("/sign-in/away?choice=account", follow_redirects=False).headers["location"]
    answer = consent(away)

    other.get(f"/sign-in/back?code={answer['code']}&state={answer['state']}")

    assert other.at == "/sign-in"
    assert "Signing in did not work" in other.page


@pytest.mark.parametrize("changed", ["state", "nonce"])
def test_what_was_kept_has_to_fit_what_comes_back(issuer: str, changed: str) -> None:
    way = account(issuer)
    right = began(way)
    assert way.finish(consent(right.url), right.kept, BACK).id == "Max"
    away = began(way)
    answer = consent(away.url)

    with pytest.raises(NotSignedIn):
        way.finish(answer, {**away.kept, changed: "x" * 48}, BACK)


def test_the_provider_is_given_what_only_this_browser_can_prove(issuer: str) -> None:
    # Whether the proof fits is the provider's to check; the one of these tests does not.
    away = began(account(issuer))
    asked = parse_qs(urlsplit(away.url).query)
    proof = base64.urlsafe_b64encode(sha256(away.kept["verifier"].encode()).digest()).rstrip(b"=").decode()

    assert asked["code_challenge"] == [proof]
    assert asked["code_challenge_method"] == ["S256"]
    assert away.kept["verifier"] not in away.url


def test_a_token_for_another_client_signs_nobody_in(issuer: str) -> None:
    other = account(issuer, "another")
    right, away = began(other), began(other)
    assert other.finish(consent(right.url), right.kept, BACK).roles == ("mash_manager",)

    with pytest.raises(NotSignedIn):
        account(issuer).finish(consent(away.url), away.kept, BACK)


@pytest.mark.parametrize("answer", [{}, {"error": "access_denied"}, {"code": "x"}, {"state": "x", "code": "y"}])
def test_an_answer_that_is_none_signs_nobody_in(issuer: str, answer: dict[str, str]) -> None:
    way = account(issuer)

    with pytest.raises(NotSignedIn):
        way.finish(answer, began(way).kept, BACK)


def test_a_provider_that_cannot_be_reached_is_told_without_its_words(site: Site) -> None:
    gone = create_app(
        site.engine, site.database, sign_in=account("http://localhost:9"), settings=Settings(secure=False)
    )
    browser = Browser(TestClient(gone, base_url=ADDRESS))
    browser.get("/sign-in")

    browser.get("/sign-in/away?choice=account")

    assert browser.at == "/sign-in"
    assert "Signing in did not work" in browser.page
