"""The secrets of a fake: credentials, and the values of NoEcho parameters.

Calls and seeding only note where secrets may be. They are looked for once something is shown.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, Protocol

from ..catalog.access import product_named, product_of_id
from ..catalog.history import History
from ..catalog.model import Launch
from ..catalog.offering import Product, ProvisioningArtifact
from ..catalog.store import Store
from ..catalog.template.evaluation import as_text
from ..wire.protocol import AUTHORIZATION, SECURITY_TOKEN
from ..wire.service import CREDENTIAL
from .redaction import ACCESS_KEY_NAMES, SIGNATURE_NAMES, TOKEN_NAMES, Mask, Secret

_SIGNED = re.compile(r"Credential=([^/,\s]+)|Signature=(\w+)|^\s*Bearer\s+(\S+)")
_ACCOUNT_ID = re.compile("[0-9]{12}")


class HasSecrets(Protocol):
    """A fake, or whatever else knows secrets."""

    @property
    def secrets(self) -> Collection[Secret]:
        """The secrets that no report may show."""
        ...


class Given(NamedTuple):
    """The parameters of a request, and the versions whose templates may declare them.

    Args:
        values: Keys and values, as the request has them.
        versions: The versions that the request may mean; None where it names no known product.
        previous: The values that the provisioned product has.
    """

    values: list[tuple[str, Any]]
    versions: Collection[ProvisioningArtifact] | None
    previous: Mapping[str, str]


class SecretValues:
    """The secrets of a fake, kept as long as the fake: also of what is gone, and after a reset."""

    def __init__(self) -> None:
        self.history = History()
        self._lock = threading.Lock()
        self._headers: set[tuple[str, str]] = set()
        self._given: list[Given] = []
        self._of_unknown: list[Given] = []
        self._keys: set[str] = set()
        self._found: set[Secret] = set()
        self._of_public: set[Secret] = set()
        self._mask = Mask(())

    def note(self, store: Store, params: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Note a request, which costs next to nothing if it has no parameters.

        Args:
            store: The store of the account and region that it went to.
            params: Its members.
            headers: Its headers.
        """
        for name in (AUTHORIZATION, SECURITY_TOKEN):
            if name in headers:
                self._headers.add((name, headers[name]))
        given = given_in(store, params)
        if given is not None:
            with self._lock:
                self._given.append(given)

    def forget_resources(self) -> None:
        """Keep the secrets, and no resource, request or signature of the public credentials."""
        with self._lock:
            self._collect()
            self.history.forget()
            self._of_unknown.clear()
            self._of_public.clear()

    def all(self) -> frozenset[Secret]:
        """Collect all secrets so far."""
        with self._lock:
            self._collect()
            return frozenset(self._found | self._of_public)

    def mask(self) -> Mask:
        """Get what masks all secrets so far."""
        with self._lock:
            self._collect()
            self._mask.add(self._found)
            self._mask.add(self._of_public)
            return self._mask

    def of_request(self, store: Store, params: Mapping[str, Any]) -> frozenset[Secret]:
        """Find the secrets in a request that was not made."""
        given = given_in(store, params)
        if given is None:
            return frozenset()
        with self._lock:
            self._collect()
            return frozenset(self._secrets_in(given))

    def _collect(self) -> None:
        while self._headers:
            name, value = self._headers.pop()
            # These are many, and no secrets in the long run.
            kept = self._of_public if f"Credential={CREDENTIAL}/" in value else self._found
            kept.update(_secrets_in_header(name, value))
        known = [product.provisioning_artifacts for product in list(self.history.products)]
        for artifact in chain(self.history.versions, *known):
            self._keys.update(artifact.no_echo)
            self._found.update(_defaults(artifact))
        while self.history.launches:
            self._found.update(_secrets_of_launch(self.history.launches.pop()))
        while self._given:
            given = self._given.pop()
            if given.versions is None:
                self._of_unknown.append(given)
            else:
                self._found.update(self._secrets_in(given))
        # A product may come later that tells which of these are secrets.
        for given in self._of_unknown:
            self._found.update(self._secrets_in(given))

    def _secrets_in(self, given: Given) -> Iterator[Secret]:
        hidden: Collection[str] = self._keys
        if given.versions is not None:
            hidden = {key for artifact in given.versions for key in artifact.no_echo}
        for key, value in given.values:
            if key in hidden:
                yield from (Secret(key, text) for text in _texts(value))
        yield from (
            Secret(key, value) for key, value in given.previous.items() if key in hidden and value
        )


def given_in(store: Store, params: Mapping[str, Any]) -> Given | None:
    """Find the parameters in a request of any operation; None where it has none."""
    values = [
        pair
        for name, member in params.items()
        if name.endswith("Parameters")
        for pair in _pairs(member)
    ]
    if not values:
        return None
    launch = _launch_named(store, params)
    product = _product_named(store, params)
    if launch is not None and not params.keys() & {"ProductId", "ProductName"}:
        product = launch.product
    return Given(
        values,
        None if product is None else _versions(product, launch, params),
        launch.parameters if launch is not None else {},
    )


def _pairs(member: object) -> Iterator[tuple[str, Any]]:
    """Yield keys and values of a list of parameters, or of a map of lists."""
    if isinstance(member, (list, tuple)):
        for item in member:
            if isinstance(item, Mapping):
                for prefix in ("", "Parameter"):
                    key = item.get(f"{prefix}Key")
                    if isinstance(key, str):
                        yield key, item.get(f"{prefix}Value")
    elif isinstance(member, Mapping):
        yield from ((key, value) for key, value in member.items() if isinstance(value, list))


def as_listed(parameters: object) -> object:
    """List parameters as the API has them; those that seeding is given may be a mapping."""
    if isinstance(parameters, Mapping):
        return [{"Key": key, "Value": value} for key, value in parameters.items()]
    return parameters


def parameters_in(given: object) -> Iterator[object]:
    """Yield all that is called parameters in what JSON can express."""
    left = [given]
    while left:
        outer = left.pop()
        if isinstance(outer, dict):
            if "parameters" in outer:
                yield as_listed(outer["parameters"])
            left += outer.values()
        elif isinstance(outer, list):
            left += outer


def _launch_named(store: Store, params: Mapping[str, Any]) -> Launch | None:
    """Find the launch of the provisioned product, or the plan, that a request names."""
    plan = store.plans.get(_text(params, "PlanId"))
    if plan is not None:
        return plan.launch
    name = _text(params, "ProvisionedProductName")
    identifier = _text(params, "ProvisionedProductId") or name.rpartition("/")[2]
    product = store.provisioned_products.get(identifier) or store.provisioned_products_by_name.get(
        name
    )
    return product.launch if product is not None else None


def _product_named(store: Store, params: Mapping[str, Any]) -> Product | None:
    named = product_named(store, _text(params, "ProductName"))
    return product_of_id(store, _text(params, "ProductId")) or named


def _versions(
    product: Product, launch: Launch | None, params: Mapping[str, Any]
) -> list[ProvisioningArtifact]:
    """List the versions that a request may mean; all where it names none that there is."""
    named = {_text(params, "ProvisioningArtifactId"), _text(params, "ProvisioningArtifactName")}
    if named == {""} and launch is not None and launch.product is product:
        return [launch.artifact]
    every = list(product.provisioning_artifacts)
    return [artifact for artifact in every if {artifact.id, artifact.name} & named] or every


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a value: a request may have any JSON in its place."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif value is not None and value != "":
        yield str(value)


def _defaults(artifact: ProvisioningArtifact) -> Iterator[Secret]:
    for key in artifact.no_echo:
        default = artifact.template["Parameters"][key].get("Default")
        if default is not None and default != "":
            yield Secret(key, as_text(default))


def _secrets_of_launch(launch: Launch) -> Iterable[Secret]:
    hidden = launch.artifact.no_echo
    return [
        Secret(key, value) for key, value in launch.parameters.items() if key in hidden and value
    ]


def _secrets_in_header(name: str, value: str) -> Iterator[Secret]:
    # The fake credentials are public.
    if name == SECURITY_TOKEN:
        yield from _credentials(TOKEN_NAMES, value)
        return
    yield Secret(SIGNATURE_NAMES[0], value)
    for access_key, signature, token in _SIGNED.findall(value):
        # An account id may stand for an access key.
        if not _ACCOUNT_ID.fullmatch(access_key):
            yield from _credentials(ACCESS_KEY_NAMES, access_key)
        yield from _credentials(SIGNATURE_NAMES[1:], signature)
        yield from _credentials(TOKEN_NAMES, token)


def _credentials(names: Iterable[str], value: str) -> Iterator[Secret]:
    if value and value != CREDENTIAL:
        yield from (Secret(name, value) for name in names)
