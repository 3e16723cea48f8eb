"""Secrets, kept out of what pytest shows of a test."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..catalog.store import Store
from ..catalog.template.parameters import no_echo_parameters
from ..wire.service import CREDENTIAL
from .state import FakeState

MASK = "****"


def redact(shown: Any, secrets: Collection[str]) -> Any:
    """Return what is shown without the secrets.

    Args:
        shown: A text, or anything that pytest's reports are made of; objects are changed in place.
        secrets: The texts to mask.
    """
    # The longest first, since one may be a part of another.
    return _redact(shown, sorted(filter(None, secrets), key=len, reverse=True), set())


def _redact(shown: Any, secrets: list[str], seen: set[int]) -> Any:
    if isinstance(shown, str):
        for secret in secrets:
            shown = shown.replace(secret, MASK)
        return shown
    if isinstance(shown, (list, tuple)):
        redacted = [_redact(item, secrets, seen) for item in shown]
        return redacted if isinstance(shown, list) else tuple(redacted)
    if type(shown).__module__.startswith("_pytest.") and id(shown) not in seen:
        seen.add(id(shown))
        for name, value in vars(shown).items():
            setattr(shown, name, _redact(value, secrets, seen))
    return shown


def secrets_of(state: FakeState) -> frozenset[str]:
    """Collect the texts of requests that no report may show: credentials and NoEcho values."""
    values = [
        value
        for call in list(state.calls)
        for value in no_echo_values(state.store(call.account_id, call.region), call.params)
    ]
    # The fake credentials are public.
    return frozenset([*state.credentials, *values]) - {CREDENTIAL}


def no_echo_values(store: Store, params: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of NoEcho parameters; all values where the version is unknown."""
    given = params.get("ProvisioningParameters")
    if not isinstance(given, (list, tuple)):
        return
    hidden = _no_echo_keys(store, params.get("ProductId"), params.get("ProvisioningArtifactId"))
    for parameter in given:
        if isinstance(parameter, dict) and (hidden is None or str(parameter.get("Key")) in hidden):
            yield str(parameter.get("Value", ""))


def _no_echo_keys(store: Store, product_id: object, artifact_id: object) -> frozenset[str] | None:
    """Find the NoEcho parameters of a version; None where there is no such version."""
    product = store.products.get(product_id) if isinstance(product_id, str) else None
    for artifact in product.provisioning_artifacts if product is not None else ():
        if artifact.id == artifact_id:
            return no_echo_parameters(artifact.template)
    return None
