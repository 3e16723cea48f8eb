"""Kinds of product: what each type of provisioned product consists of, and how it behaves.

One table says all of it. Sources: the API reference, "ProvisionedProductDetail", Type; the
administrator guide, "Managing Terraform Open Source product status errors"; programs that create
accounts with Control Tower. ``docs/fidelity.md``, "Types of provisioned product", names them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from .behavior import Failure
from .model import Launch, ProvisionedProduct, ProvisionedProductStatus
from .offering import Product, ProvisioningArtifact
from .scope import Scope
from .template.default import DEFAULT_TEMPLATE
from .template.evaluation import Stack, stack_arn_output

ProvisionedProductType = Literal[
    "CFN_STACK",
    "CFN_STACKSET",
    "CONTROL_TOWER_ACCOUNT",
    "TERRAFORM_OPEN_SOURCE",
    "TERRAFORM_CLOUD",
    "EXTERNAL",
]

Outputs = list[dict[str, str]]

CLOUD_FORMATION_TEMPLATE: Final = "CLOUD_FORMATION_TEMPLATE"

_EMAIL: Final = {"Type": "String", "AllowedPattern": r"[^\s@]+@[^\s@]+\.[^\s@]+"}
_TEXT: Final = {"Type": "String", "AllowedPattern": ".+"}

ACCOUNT_FACTORY: Final[dict[str, Any]] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {
        "AccountName": {**_TEXT, "Description": "The name of the new account"},
        "AccountEmail": {**_EMAIL, "Description": "The email address of the new account"},
        "SSOUserFirstName": {**_TEXT, "Description": "The first name of its first user"},
        "SSOUserLastName": {**_TEXT, "Description": "The last name of its first user"},
        "SSOUserEmail": {**_EMAIL, "Description": "The email address of its first user"},
        "ManagedOrganizationalUnit": {
            "Type": "String",
            "Description": "The organizational unit that the account is added to",
        },
    },
    "Resources": {
        "WaitHandle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
        "WaitCondition": {
            "Type": "AWS::CloudFormation::WaitCondition",
            "Properties": {"Handle": {"Ref": "WaitHandle"}, "Timeout": "1"},
        },
    },
}
"""The template of an account factory. Source: docs.gruntwork.io, "Control Tower Account Factory",
which shows the service's; the organizational units that an organization has are left out."""


@dataclass(frozen=True)
class Kind:
    """A type of provisioned product, and what is particular about it.

    Args:
        name: The type, as records and provisioned products have it.
        physical_id: Makes up the PhysicalId, from the account and region, the provisioned product's
            id and a UUID.
        outputs: Makes the outputs, from the provisioned product and its template with the values of
            the parameters.
        product_type: The type of the product and of its versions.
        template: The template of a version for which a test gave none.
        owner: Who publishes such products; None for nobody in particular.
        after_failure: The status after a provisioning that failed, if none succeeded before.
        refusal: The code of errors after which nothing was made at all, and the status is ERROR.
    """

    name: ProvisionedProductType
    physical_id: Callable[[Scope, str, str], str]
    outputs: Callable[[ProvisionedProduct, Stack], Outputs]
    product_type: str = CLOUD_FORMATION_TEMPLATE
    template: dict[str, Any] = field(default_factory=lambda: DEFAULT_TEMPLATE)
    owner: str | None = None
    after_failure: ProvisionedProductStatus = ProvisionedProductStatus.TAINTED
    refusal: str | None = None

    @property
    def is_stack(self) -> bool:
        """Whether CloudFormation has a stack or a stack set of it."""
        return self.name in {"CFN_STACK", "CFN_STACKSET"}

    @property
    def is_account(self) -> bool:
        """Whether Control Tower makes an account."""
        return self.name == "CONTROL_TOWER_ACCOUNT"

    @property
    def has_engine(self) -> bool:
        """Whether an engine outside of the service, such as Terraform, does the work."""
        return self.product_type != CLOUD_FORMATION_TEMPLATE


def kind_of(launched: Product | Launch) -> Kind:
    """Find the kind that a product is of, or what is launched."""
    return KINDS[launched.provisioned_product_type]


def status_after_failure(product: ProvisionedProduct, error: Failure) -> ProvisionedProductStatus:
    """Tell the status that a provisioned product has after a request that failed."""
    kind = kind_of(product.launch)
    if product.provisioned:
        return ProvisionedProductStatus.TAINTED
    if error.code == kind.refusal:
        return ProvisionedProductStatus.ERROR
    return kind.after_failure


def made_up_parameters(
    product: Product, artifact: ProvisioningArtifact, name: str
) -> dict[str, str]:
    """Make up what an account consists of, where a test leaves it out.

    Args:
        product: Its product.
        artifact: The version, which has the parameters that are asked for.
        name: The name of the provisioned product.
    """
    if not kind_of(product).is_account:
        return {}
    values = {
        "AccountName": name,
        "AccountEmail": f"{name}@example.com",
        "SSOUserFirstName": "Ada",
        "SSOUserLastName": "Example",
        "SSOUserEmail": f"{name}@example.com",
        "ManagedOrganizationalUnit": "Sandbox",
    }
    declared = artifact.template.get("Parameters", {})
    return {key: value for key, value in values.items() if key in declared}


def _stack_id(scope: Scope, identifier: str, uuid: str) -> str:
    return scope.arn("cloudformation", f"stack/SC-{scope.account_id}-{identifier}/{uuid}")


def _stack_set_id(scope: Scope, identifier: str, uuid: str) -> str:
    return scope.arn("cloudformation", f"stackset/SC-{scope.account_id}-{identifier}:{uuid}")


def _account_id(scope: Scope, identifier: str, uuid: str) -> str:
    """Make up an account id of twelve digits, always the same for the same provisioned product."""
    digest = hashlib.sha256(f"{scope.account_id} {identifier}".encode()).hexdigest()
    return str(10**11 + int(digest, 16) % (9 * 10**11))


def _resource_group_id(scope: Scope, identifier: str, uuid: str) -> str:
    return scope.arn("resource-groups", f"group/SC-{scope.account_id}-{identifier}")


def _stack_outputs(product: ProvisionedProduct, stack: Stack) -> Outputs:
    return [stack_arn_output(product.physical_id), *stack.outputs()]


def _no_outputs(product: ProvisionedProduct, stack: Stack) -> Outputs:
    return []


def _template_outputs(product: ProvisionedProduct, stack: Stack) -> Outputs:
    return stack.outputs()


def _account_outputs(product: ProvisionedProduct, stack: Stack) -> Outputs:
    """Make the outputs of an account, those about parameters that it has not left out."""
    portal = f"https://d-{product.launch.product.id[5:15]}.awsapps.com/start"
    values = [
        ("AccountId", product.physical_id, "Managed Account Id"),
        (
            "SSOUserEmail",
            stack.parameters.get("SSOUserEmail"),
            "SSO User email associated with the Account.",
        ),
        (
            "AccountEmail",
            stack.parameters.get("AccountEmail"),
            "Email Id associated with the Account",
        ),
        ("SSOUserPortal", portal, "SSO User Portal to federate into the managed Account."),
    ]
    outputs = [
        {"OutputKey": key, "OutputValue": value, "Description": description}
        for key, value, description in values
        if value is not None
    ]
    return [*outputs, *stack.outputs()]


def _engine(name: Literal["TERRAFORM_OPEN_SOURCE", "TERRAFORM_CLOUD", "EXTERNAL"]) -> Kind:
    return Kind(name, _resource_group_id, _template_outputs, product_type=name)


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "CFN_STACK",
            _stack_id,
            _stack_outputs,
            after_failure=ProvisionedProductStatus.ERROR,
        ),
        Kind(
            "CFN_STACKSET",
            _stack_set_id,
            _no_outputs,
            after_failure=ProvisionedProductStatus.ERROR,
        ),
        Kind(
            "CONTROL_TOWER_ACCOUNT",
            _account_id,
            _account_outputs,
            template=ACCOUNT_FACTORY,
            owner="AWS Control Tower",
            refusal="InvalidParametersException",
        ),
        _engine("TERRAFORM_OPEN_SOURCE"),
        _engine("TERRAFORM_CLOUD"),
        _engine("EXTERNAL"),
    )
}
"""All kinds, by their names."""
