"""Signing with the credentials at hand.

A client may have credentials of a real account: of single sign-on, an assumed role, a web identity,
a program. Such credentials are asked for, or refreshed, when a request is signed. A request that
the fake answers needs none of that, and must not reach anybody.
"""

from __future__ import annotations

from typing import Any

from ..wire.service import CREDENTIAL, SERVICE_ID
from . import is_live, is_service_catalog


def made_up() -> Any:
    """Make credentials for a client that has none."""
    from botocore.credentials import Credentials

    return Credentials(CREDENTIAL, CREDENTIAL, CREDENTIAL)


def at_hand(credentials: Any) -> Any:
    """Give what credentials hold now: no others are asked for, whether they have expired or not.

    Args:
        credentials: Those of a client or a signer; None for none.

    Returns:
        The same, if they can't expire; made up ones, if nothing was ever asked for.
    """
    from botocore.credentials import Credentials, RefreshableCredentials

    if credentials is None:
        return made_up()
    if not isinstance(credentials, RefreshableCredentials):
        return credentials
    refreshable: Any = credentials
    frozen = refreshable._frozen_credentials
    if frozen is None:
        return made_up()
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token)


def token_signer(signer: Any, signature_version: str | None) -> Any:
    """Make the signer of a client that signs with a token at hand; None if it signs otherwise."""
    from botocore.auth import AUTH_TYPE_MAPS
    from botocore.tokens import FrozenAuthToken

    made: Any = AUTH_TYPE_MAPS.get(signature_version or signer.signature_version)
    if not getattr(made, "REQUIRES_TOKEN", False):
        return None
    token = signer._auth_token
    if not isinstance(token, FrozenAuthToken):
        token = getattr(token, "_frozen_token", None) or FrozenAuthToken(CREDENTIAL)
    return made(token)


def is_ours(signer: Any) -> bool:
    """Tell whether a fake is live and a client's signer is one of Service Catalog's."""
    return str(signer._service_id) == SERVICE_ID and is_live()


def lent(signer: Any, **credentials: Any) -> Any:
    """Make a signer that is the same but for its credentials, which are in that attribute."""
    # copy() would leave an attribute of its own at the class.
    borrowing = object.__new__(type(signer))
    vars(borrowing).update(vars(signer), **credentials)
    return borrowing


def choosing(original: Any) -> Any:
    """Replace ``RequestSigner.get_auth_instance``, which gives a signer its credentials."""

    def get_auth_instance(
        signer: Any, signing_name: Any, region_name: Any, signature_version: Any = None, **more: Any
    ) -> Any:
        __tracebackhide__ = True
        if is_ours(signer):
            signing = token_signer(signer, signature_version)
            if signing is not None:
                return signing
            # Those of the request come before the client's, where botocore knows such.
            credentials = more.pop("request_credentials", None) or signer._credentials
            signer = lent(signer, _credentials=at_hand(credentials))
        return original(signer, signing_name, region_name, signature_version, **more)

    return get_auth_instance


def signing_by_hand(original: Any) -> Any:
    """Replace ``add_auth`` of a signer, which callers make for requests of their own."""

    def add_auth(auth: Any, request: Any) -> None:
        __tracebackhide__ = True
        if is_service_catalog(request):
            auth = lent(auth, credentials=at_hand(auth.credentials))
        original(auth, request)

    return add_auth
