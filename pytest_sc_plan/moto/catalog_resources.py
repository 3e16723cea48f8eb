"""Resources ``AWS::ServiceCatalog::*`` of stacks in moto's CloudFormation, made in the live fake.

moto has no such resources of its own. It asks for the class of a type, calls that to create and to
update a resource, and calls what it created to delete it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce, wraps
from operator import getitem
from typing import Any

from ..catalog.scope import Scope
from ..catalog.template.replacement import requires_recreation
from ..transports import Patch, WayIn
from .calling import call, is_answered, is_true, refusal
from .resource_kinds import KINDS, PREFIX, Kind, Members, Properties, versions_of

READS = 20
"""How often a record is read that has not ended, before its stack is left CREATE_IN_PROGRESS."""

STACK_ARN = "CloudformationStackARN"
"""The output of a record that is no output of its stack."""

POLICY = "DeletionPolicy"


class Resource:
    """A resource in the live fake.

    Args:
        name: The name of its type, without the prefix.
        physical_name: The name that CloudFormation makes for one that has none.
        properties: Its properties.
        scope: The account and the region of its stack.
    """

    # moto sets these.
    cf_resource_type = type = logical_resource_id = ""

    def __init__(self, name: str, physical_name: str, properties: Properties, scope: Scope) -> None:
        self.name = name
        self.kind: Kind = KINDS[name]
        self.physical_name = physical_name
        self.properties = properties
        self.scope = scope
        self.physical_resource_id = ""
        self.attributes: dict[str, str] = {}

    def is_created(self) -> bool:
        """Tell whether the stack need not wait for it."""
        return True

    def get_cfn_attribute(self, name: str) -> Any:
        """Find an attribute for Fn::GetAtt."""
        if name == self.kind.member:
            return self.physical_resource_id
        if name not in self.attributes:
            from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

            raise UnformattedGetAttTemplateException
        return self.attributes[name]

    def create(self) -> None:
        """Make it."""
        answered = self._call(self.kind.create, self._members())
        ref = self.kind.ref
        self.physical_resource_id = (
            _at(answered, ref)
            if isinstance(ref, str)
            else "|".join(self.properties[name] for name in ref)
        )
        self._show(answered)

    def update(self, before: Resource) -> None:
        """Change one that is there to this one."""
        self.physical_resource_id = before.physical_resource_id
        members = {
            name: value for name, value in self._members().items() if not self._is_fixed(name)
        }
        members |= self._identified()
        tags = {tag["Key"]: tag for tag in self.properties.get("Tags", [])}
        removed = [
            tag["Key"] for tag in before.properties.get("Tags", []) if tag["Key"] not in tags
        ]
        if tags:
            members["AddTags"] = list(tags.values())
        if removed:
            members["RemoveTags"] = removed
        self._show(self._call(str(self.kind.update), members))

    def replaces(self, before: Resource) -> bool:
        """Tell whether it replaces another, because a property differs that can't be changed."""
        names = {*self.properties, *before.properties}
        return self.kind.update is None or any(
            self.properties.get(name) != before.properties.get(name)
            for name in names
            if self._is_fixed(name)
        )

    def delete(self, *_: str) -> None:
        """Delete it; a fake that is not live any more has taken it along."""
        if is_answered():
            self._delete()

    def _delete(self) -> None:
        self._call(self.kind.delete, {**self._members(), **self._identified()})

    def _show(self, answered: Members) -> None:
        """Show what the answer to its creation or its change tells."""
        self.attributes = {name: _at(answered, path) for name, path in self.kind.attributes.items()}

    def _members(self) -> Members:
        return self.kind.members(self.properties)

    def _identified(self) -> Members:
        if self.kind.member:
            return {self.kind.member: self.physical_resource_id}
        return {name: self.properties[name] for name in self.kind.ref}

    def _is_fixed(self, name: str) -> bool:
        return requires_recreation(f"{PREFIX}{self.name}", name) == "ALWAYS"

    def _call(self, operation: str, members: Members) -> Any:
        return call(self.scope, operation, members)


class TagOption(Resource):
    """A TagOption, which CreateTagOption makes active."""

    def create(self) -> None:
        """Make it."""
        super().create()
        active = self.properties.get("Active", True)
        if not is_true(active):
            self._call("UpdateTagOption", {**self._identified(), "Active": active})


class Product(Resource):
    """A product, with any number of versions."""

    _versions: Sequence[tuple[str, Members]] = ()

    def update(self, before: Resource) -> None:
        """Change it, then its versions: they are matched by their templates and names."""
        super().update(before)
        there = list(before._versions) if isinstance(before, Product) else []
        versions = [self._kept(version, there) for version in versions_of(self.properties)]
        # A request that is repeated may be answered with a version that is there.
        kept = {identifier for identifier, _ in versions}
        for identifier, _ in there:
            if identifier not in kept:
                self._call("DeleteProvisioningArtifact", self._version(identifier))
        self._show_versions(versions)

    def _kept(self, version: Members, there: list[tuple[str, Members]]) -> tuple[str, Members]:
        """Take a version from those that were there, and describe it anew; or else make it."""
        same = next((one for one in there if _name_of(one[1]) == _name_of(version)), None)
        if same is None or is_true(self.properties.get("ReplaceProvisioningArtifacts", False)):
            return self._made(version)
        there.remove(same)
        identifier, described = same
        if version != described:
            self._call("UpdateProvisioningArtifact", {**version, **self._version(identifier)})
        return identifier, version

    def _made(self, version: Members) -> tuple[str, Members]:
        product = {"ProductId": self.physical_resource_id}
        made = self._call("CreateProvisioningArtifact", {**product, "Parameters": version})
        return made["ProvisioningArtifactDetail"]["Id"], version

    def _show(self, answered: Members) -> None:
        super()._show(answered)
        if "ProvisioningArtifactDetail" in answered:
            first = answered["ProvisioningArtifactDetail"].get("Id")
            versions = versions_of(self.properties)
            self._show_versions(
                [(first, version) for version in versions[:1]]
                + [self._made(version) for version in versions[1:]]
            )

    def _show_versions(self, versions: Sequence[tuple[str, Members]]) -> None:
        self._versions = versions
        names = (str(version.get("Name", "")) for _, version in versions)
        self.attributes[f"{_VERSION}Ids"] = ",".join(identifier for identifier, _ in versions)
        self.attributes[f"{_VERSION}Names"] = ",".join(names)

    def _version(self, identifier: str) -> Members:
        return {"ProductId": self.physical_resource_id, f"{_VERSION}Id": identifier}


_VERSION = "ProvisioningArtifact"


def _name_of(version: Members) -> tuple[Any, Any]:
    return version["Info"], version.get("Name")


class ProvisionedProduct(Resource):
    """A provisioned product: its stack waits until its record has ended."""

    _ended = False

    def is_created(self) -> bool:
        """Tell whether its record has ended."""
        return self._ended or not is_answered() or self._read()

    def get_cfn_attribute(self, name: str) -> Any:
        """Find an attribute for Fn::GetAtt; None for one that its record is to tell."""
        if name not in self.attributes and not self._ended:
            return None
        return super().get_cfn_attribute(name)

    def _delete(self) -> None:
        self._show(self._call(self.kind.delete, self._identified()))

    def _members(self) -> Members:
        return {"ProvisionedProductName": self.physical_name, **super()._members()}

    def _show(self, answered: Members) -> None:
        super()._show(answered)
        self._ended = any(self._read() for _ in range(READS))

    def _read(self) -> bool:
        """Read its record, and tell whether that has ended; then there are the outputs."""
        described = self._call("DescribeRecord", {"Id": self.attributes["RecordId"]})
        record = described["RecordDetail"]
        if record["Status"] == "FAILED":
            raise refusal("; ".join(error["Description"] for error in record["RecordErrors"]))
        for output in described.get("RecordOutputs", []):
            key, value = output["OutputKey"], output["OutputValue"]
            self.attributes["CloudformationStackArn" if key == STACK_ARN else f"Outputs.{key}"] = (
                value
            )
        return bool(record["Status"] == "SUCCEEDED")


class ResourceClass:
    """The object that moto takes for the class of a type of resources.

    Args:
        name: The name of the type, without the prefix.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def create_from_cloudformation_json(
        self,
        resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
        **_: str,
    ) -> Resource:
        """Make a resource of a template."""
        made = self._resource(resource_name, cloudformation_json, account_id, region_name)
        made.create()
        return made

    def update_from_cloudformation_json(
        self,
        original_resource: Resource,
        new_resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
    ) -> Resource:
        """Change a resource to what a new template has of it, or replace it."""
        made = self._resource(new_resource_name, cloudformation_json, account_id, region_name)
        if made.replaces(original_resource):
            made.create()
            original_resource.delete()
        else:
            made.physical_name = original_resource.physical_name
            made.update(original_resource)
        return made

    def has_cfn_attr(self, attr: str) -> bool:
        """Tell whether resources of the type have an attribute for Fn::GetAtt."""
        kind = KINDS[self._name]
        names = {kind.member, *kind.attributes, *kind.more_attributes}
        return attr.partition(".")[0] in names

    def _resource(
        self, name: str, json: Mapping[str, Any], account_id: str, region_name: str
    ) -> Resource:
        made = CLASSES.get(self._name, Resource)
        return made(self._name, name, json["Properties"], Scope(account_id, region_name))


CLASSES: Mapping[str, type[Resource]] = {
    "CloudFormationProduct": Product,
    "CloudFormationProvisionedProduct": ProvisionedProduct,
    "TagOption": TagOption,
}
"""Types whose resources need more than one operation."""


def _at(answered: Members, path: str) -> str:
    return str(reduce(getitem, path.split("."), answered))


def _patches(resource_map: Any) -> Iterator[Patch]:
    from moto.cloudformation import parsing

    yield Patch(parsing, "resource_class_from_type", _finding)
    yield Patch(resource_map, "delete", _deleting)


WAY_IN = WayIn("moto.cloudformation.parsing", "ResourceMap", _patches)


def _finding(original: Any) -> Any:
    @wraps(original)
    def resource_class_from_type(resource_type: str) -> Any:
        prefix, _, name = resource_type.rpartition("::")
        if is_answered() and f"{prefix}::" == PREFIX and name in KINDS:
            return ResourceClass(name)
        return original(resource_type)

    return resource_class_from_type


def _deleting(original: Any) -> Any:
    """Delete our resources first, in the opposite order: moto deletes in any order."""

    @wraps(original)
    def delete(resource_map: Any) -> None:
        parsed, described = resource_map._parsed_resources, resource_map._resource_json_map
        for name, resource in reversed(list(parsed.items())):
            if isinstance(resource, Resource) and described[name].get(POLICY) != "Retain":
                resource.delete()
                del parsed[name]
        original(resource_map)

    return delete
