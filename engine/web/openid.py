"""Signing in with a council's own accounts: OpenID Connect, by authlib, with a code, PKCE and a nonce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from engine.web.signing_in import Away, Begun, Choice, NotSignedIn, Person

_SECONDS = 10.0
_ALGORITHMS = ["RS256", "ES256", "PS256"]
_GRACE = 120
"""Seconds by which the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True)
class OpenIdSignIn:
    """A provider of OpenID Connect: Entra ID, Keycloak, or any other that says where it is at its *issuer*.

    *roles_claim* and *teams_claim* name the claims that list roles and teams; where *roles_claim* is empty the engine's
    `people` port is asked. *person_claim* is what people are called on record, which must never be given to another.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    title: str = "Your council account"
    person_claim: str = "sub"
    roles_claim: str = "roles"
    teams_claim: str = ""

    @property
    def is_demo(self) -> bool:
        return False

    @property
    def leads_away(self) -> bool:
        return True

    def choices(self) -> Sequence[Choice]:
        return (Choice("account", self.title),)

    def begin(self, choice: str, back: str) -> Begun:
        where = self._discovered()
        kept = {"verifier": generate_token(48), "nonce": generate_token(24)}
        with self._client(back) as client:
            url, state = client.create_authorization_url(
                where["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
            )
        return Away(url, {**kept, "state": state})

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        if not kept.get("state") or answer.get("state") != kept["state"] or not answer.get("code"):
            raise NotSignedIn
        where = self._discovered()
        try:
            with self._client(back) as client:
                token = client.fetch_token(where["token_endpoint"], code=answer["code"], code_verifier=kept["verifier"])
                keys = KeySet.import_key_set(httpx2.get(where["jwks_uri"], timeout=_SECONDS).json())
            claims = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS).claims
            self._rules(kept["nonce"]).validate(claims)
        except (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
            raise NotSignedIn from error
        return self._person(claims)

    def _rules(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_GRACE,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _person(self, claims: Mapping[str, object]) -> Person:
        found = claims.get(self.person_claim)
        if not isinstance(found, str):
            raise NotSignedIn
        name = claims.get("name")
        roles = _texts(claims.get(self.roles_claim)) if self.roles_claim else None
        return Person(found, name if isinstance(name, str) else "", roles, _texts(claims.get(self.teams_claim)))

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    def _discovered(self) -> Mapping[str, str]:
        """Return where the provider's addresses are; it has to vouch for its own name."""
        try:
            found = httpx2.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", timeout=_SECONDS).json()
            where = {name: str(found[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            plain = any(urlsplit(one).scheme not in ("https", "http") for one in where.values())
            if found["issuer"] != self.issuer or plain:
                raise NotSignedIn
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
            raise NotSignedIn from error
        return where


def _texts(found: object) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
