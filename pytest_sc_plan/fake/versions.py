"""The versions of a product that a test seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from ..catalog.builders import new_artifact
from ..catalog.offering import ProvisioningArtifact
from ..catalog.store import Store
from ..catalog.template.loading import Template, load
from ..settings import SettingsError, one_of
from .arguments import flag, identifier, optional, text, texts

Guidance = Literal["DEFAULT", "DEPRECATED"]


@dataclass(frozen=True)
class Version:
    """A version of a product, for ``add_product(versions=[...])``.

    Args:
        name: Its name, which other versions of the product may have too.
        template: Its CloudFormation template, as in a mapping of versions; where it is None, one
            bucket, which takes any parameter.
        id: Its id; made up where it is None.
        active: Whether end users see it and can plan it.
        guidance: ``DEPRECATED`` advises end users against it.
        description: Its description.
    """

    name: str
    template: Template | None = None
    _: KW_ONLY
    id: str | None = None
    active: bool = True
    guidance: Guidance = "DEFAULT"
    description: str | None = None

    def __repr__(self) -> str:
        # A template may be long, and the defaults of its NoEcho parameters are secrets.
        template = "" if self.template is None else ", template=..."
        given = {
            "id": self.id,
            "active": None if self.active is True else self.active,
            "guidance": None if self.guidance == "DEFAULT" else self.guidance,
            "description": self.description,
        }
        rest = "".join(f", {name}={value!r}" for name, value in given.items() if value is not None)
        return f"Version({self.name!r}{template}{rest})"


Versions = Mapping[str, Template | None] | Sequence[Version]
"""Versions, oldest first: templates by names, or all about them."""


def listed_versions(
    given: Versions | None, inactive: Iterable[str], deprecated: Iterable[str]
) -> list[Version]:
    """Return the versions of a product, oldest first.

    Args:
        given: What ``add_product()`` is given; one version ``v1`` where it is None.
        inactive: The names of those in a mapping that are not active.
        deprecated: The names of those in a mapping that are deprecated.

    Raises:
        SettingsError: There are none, or something else is given.
    """
    given = {"v1": None} if given is None else given
    hidden = texts("inactive_versions", inactive)
    advised_against = texts("deprecated_versions", deprecated)
    if isinstance(given, Mapping):
        _require_among("inactive_versions", hidden, given)
        _require_among("deprecated_versions", advised_against, given)
        found = [
            Version(
                name,
                template,
                active=name not in hidden,
                guidance="DEPRECATED" if name in advised_against else "DEFAULT",
            )
            for name, template in given.items()
        ]
    else:
        found = _versions(given)
        if hidden or advised_against:
            raise SettingsError(
                "inactive_versions and deprecated_versions are about a mapping: use "
                "Version(..., active=False) or Version(..., guidance='DEPRECATED')"
            )
    if not found:
        raise SettingsError("versions is empty: a product has at least one version")
    return found


def _versions(given: object) -> list[Version]:
    wanted = "a mapping of templates by names or a list of Version"
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SettingsError(f"versions must be {wanted}, not {given!r}{_hint(given)}")
    found: list[Version] = []
    for version in given:
        if not isinstance(version, Version):
            hint = _hint(version)
            raise SettingsError(f"versions must be {wanted}, not a list of {version!r}{hint}")
        found.append(version)
    return found


def _hint(given: object) -> str:
    """Show how a version is written that was given as its name."""
    return f": use [Version({given!r})]" if isinstance(given, str) else ""


def _require_among(
    argument: str, names: Iterable[str], versions: Mapping[str, Template | None]
) -> None:
    """Check that all versions that an argument names exist."""
    for name in names:
        if name not in versions:
            raise SettingsError(
                f"{argument}: there is no version {name!r}; there is {', '.join(versions)}"
            )


def artifact_of(
    store: Store, product: str, version: Version, default: dict[str, Any]
) -> ProvisioningArtifact:
    """Make a version of a product.

    Args:
        store: The store that it is for.
        product: The product's name, for messages.
        version: The version.
        default: The template where it has none.

    Raises:
        ValueError: Its template can't be read or isn't one, or something else about it is wrong.
    """
    name = text("a name of versions", version.name, "ProvisioningArtifactName")
    where = f"product {product!r}, version {name!r}"
    return new_artifact(
        store,
        name,
        default if version.template is None else load(version.template, where),
        identifier=identifier(f"{where}: id", version.id, "pa"),
        active=flag(f"{where}: active", version.active),
        guidance=one_of(f"{where}: guidance:", version.guidance, ("DEFAULT", "DEPRECATED")),
        description=optional(
            f"{where}: description", version.description, "ProvisioningArtifactDescription"
        ),
    )
