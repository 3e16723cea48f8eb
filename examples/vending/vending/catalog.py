"""The products on offer, with their versions, launch paths and parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import NotThereError, RejectedError, own_errors

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
    from mypy_boto3_servicecatalog.type_defs import UpdateProvisioningParameterTypeDef


@dataclass(frozen=True)
class Parameter:
    """A parameter of a version; ``default`` is None where a value has to be given."""

    key: str
    default: str | None
    allowed: tuple[str, ...]
    secret: bool
    description: str

    def __str__(self) -> str:
        text = self.key
        if self.default is not None:
            text += f"={'****' if self.secret else self.default}"
        if self.allowed:
            text += f" ({', '.join(self.allowed)})"
        return f"{text}  {self.description}".rstrip()


@dataclass(frozen=True)
class Offer:
    """A version of a product, and the way in which this account may launch it."""

    product_id: str
    product: str
    version_id: str
    version: str
    path_id: str
    parameters: tuple[Parameter, ...]

    def fill_in(
        self, values: Mapping[str, str], previous: Collection[str] = ()
    ) -> list[UpdateProvisioningParameterTypeDef]:
        """The parameters of a request: the values, and else what there was before.

        The service checks them again. Here a team gets to know all that is wrong at once, before
        anything is planned.

        Args:
            values: Values by keys.
            previous: Keys that the environment has a value for already.

        Raises:
            RejectedError: A key is unknown, a value not allowed, or one is missing.
        """
        known = {parameter.key for parameter in self.parameters}
        wrong = [f"{key} is no parameter" for key in values if key not in known]
        filled: list[UpdateProvisioningParameterTypeDef] = []
        for parameter in self.parameters:
            value = values.get(parameter.key)
            if value is None:
                if parameter.key in previous:
                    filled.append({"Key": parameter.key, "UsePreviousValue": True})
                elif parameter.default is None:
                    wrong.append(f"{parameter.key} is missing")
            elif parameter.allowed and value not in parameter.allowed:
                wrong.append(f"{parameter.key} must be one of {', '.join(parameter.allowed)}")
            else:
                filled.append({"Key": parameter.key, "Value": value})
        if wrong:
            raise RejectedError(f"{self.product} {self.version}: {'; '.join(wrong)}")
        return filled


class Catalog:
    """Finds what may be ordered.

    Args:
        client: Who to ask.
    """

    def __init__(self, client: ServiceCatalogClient) -> None:
        self._client = client

    def search(self, text: str) -> Iterator[tuple[str, str]]:
        """The name and the description of each product that has a word of a text."""
        request: dict[str, Any] = {"Filters": {"FullTextSearch": [text]}, "SortBy": "Title"}
        while True:
            with own_errors():
                page = self._client.search_products(**request)
            for product in page["ProductViewSummaries"]:
                yield product["Name"], product.get("ShortDescription", "")
            if "NextPageToken" not in page:
                return
            request["PageToken"] = page["NextPageToken"]

    def offer(self, product: str, version: str | None = None, path: str | None = None) -> Offer:
        """What it takes to launch a product.

        Args:
            product: Its name.
            version: The name of a version of it; the newest that is recommended where it is None.
            path: The name of a launch path; needed where there are several.

        Raises:
            NotThereError: There is no such product, version or path.
            RejectedError: There are several paths, and none was named.
        """
        with own_errors():
            found = self._client.describe_product(Name=product)["ProductViewSummary"]
        product_id = found["ProductId"]
        version_id, version = self._version(product_id, product, version)
        path_id = self._path(product_id, product, path)
        with own_errors():
            described = self._client.describe_provisioning_parameters(
                ProductId=product_id, ProvisioningArtifactId=version_id, PathId=path_id
            )
        return Offer(
            product_id,
            product,
            version_id,
            version,
            path_id,
            tuple(map(_parameter, described["ProvisioningArtifactParameters"])),
        )

    def _version(self, product_id: str, product: str, name: str | None) -> tuple[str, str]:
        with own_errors():
            listed = self._client.list_provisioning_artifacts(ProductId=product_id)
        versions = sorted(
            (each for each in listed["ProvisioningArtifactDetails"] if each["Active"]),
            key=lambda each: each["CreatedTime"],
        )
        wanted = [
            each
            for each in versions
            if (each["Name"] == name if name else each["Guidance"] != "DEPRECATED")
        ]
        if not wanted:
            there = ", ".join(each["Name"] for each in versions)
            raise NotThereError(
                f"{product} has no version {name or 'that is recommended'}: {there}"
            )
        return wanted[-1]["Id"], wanted[-1]["Name"]

    def _path(self, product_id: str, product: str, name: str | None) -> str:
        with own_errors():
            paths = [
                path
                for page in self._client.get_paginator("list_launch_paths").paginate(
                    ProductId=product_id
                )
                for path in page["LaunchPathSummaries"]
            ]
        there = ", ".join(path["Name"] for path in paths)
        if name is None and len(paths) > 1:
            raise RejectedError(f"{product} has several launch paths, choose one: {there}")
        for path in paths:
            if name in {None, path["Name"]}:
                return path["Id"]
        raise NotThereError(f"{product} has no launch path {name}: {there}")


def _parameter(described: Mapping[str, Any]) -> Parameter:
    return Parameter(
        key=described["ParameterKey"],
        default=described.get("DefaultValue"),
        allowed=tuple(described["ParameterConstraints"].get("AllowedValues", ())),
        secret=described["IsNoEcho"],
        description=described.get("Description", ""),
    )
