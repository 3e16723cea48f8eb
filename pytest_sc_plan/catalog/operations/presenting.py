"""Resources of the administrators, as the API shows them."""

from __future__ import annotations

from typing import Any, Final

from ..access import tag_options_seen
from ..offering import Constraint, Portfolio, Product, ProvisioningArtifact
from ..store import Store
from ..tag_options import TagOption
from .registry import present

CREATED: Final = "CREATED"
"""Status of a product. The API reference says AVAILABLE; recorded examples of SearchProductsAsAdmin
and DescribeProductAsAdmin, aws/aws-cli issue 3494 and Terraform's provider all say CREATED."""

TEXTS: Final = (
    "ShortDescription",
    "Distributor",
    "SupportEmail",
    "SupportDescription",
    "SupportUrl",
)
"""The texts about a product that an administrator need not give."""


def product_view_summary(product: Product) -> dict[str, Any]:
    """Make a ProductViewSummary.

    No product has a default path: in every recorded example HasDefaultPath is false, of a product
    with a single launch path too.
    """
    return present(
        Id=product.view_id,
        ProductId=product.id,
        Name=product.name,
        Owner=product.owner,
        ShortDescription=product.short_description,
        Type=product.type,
        Distributor=product.distributor,
        HasDefaultPath=False,
        SupportEmail=product.support_email,
        SupportDescription=product.support_description,
        SupportUrl=product.support_url,
    )


def product_view_summary_of_user(product: Product) -> dict[str, Any]:
    """Make a ProductViewSummary that has the empty texts too.

    The recorded examples of DescribeProduct and SearchProducts have them. Those of an
    administrator's operations leave them out.
    """
    return {**dict.fromkeys(TEXTS, ""), **product_view_summary(product)}


def product_view_detail(product: Product) -> dict[str, Any]:
    """Make a ProductViewDetail."""
    return present(
        ProductViewSummary=product_view_summary(product),
        Status=CREATED,
        ProductARN=product.arn,
        CreatedTime=product.created_time,
        SourceConnection=product.source_connection,
    )


def provisioning_artifact_detail(artifact: ProvisioningArtifact) -> dict[str, Any]:
    """Make a ProvisioningArtifactDetail."""
    return present(
        Id=artifact.id,
        Name=artifact.name,
        Description=artifact.description,
        Type=artifact.type,
        CreatedTime=artifact.created_time,
        Active=artifact.active,
        Guidance=artifact.guidance,
    )


def provisioning_artifact(artifact: ProvisioningArtifact) -> dict[str, Any]:
    """Make a ProvisioningArtifact."""
    return present(
        Id=artifact.id,
        Name=artifact.name,
        Description=artifact.description,
        CreatedTime=artifact.created_time,
        Guidance=artifact.guidance,
    )


def version_info(product: Product, artifact: ProvisioningArtifact) -> dict[str, str]:
    """Make the Info of a version; one that a test seeded has a made-up URL.

    Its host is reserved for never being there, lest a test fetches it.
    """
    made_up = f"https://pytest-sc-plan.invalid/{product.id}/{artifact.id}.template"
    return dict(artifact.info) or {"TemplateUrl": made_up}


def portfolio_detail(portfolio: Portfolio) -> dict[str, Any]:
    """Make a PortfolioDetail."""
    return present(
        Id=portfolio.id,
        ARN=portfolio.arn,
        DisplayName=portfolio.name,
        Description=portfolio.description,
        CreatedTime=portfolio.created_time,
        ProviderName=portfolio.provider,
    )


def constraint_detail(
    constraint: Constraint, product: Product, portfolio: Portfolio
) -> dict[str, Any]:
    """Make a ConstraintDetail."""
    return present(
        ConstraintId=constraint.id,
        Type=constraint.type,
        Description=constraint.description,
        Owner=constraint.owner,
        ProductId=product.id,
        PortfolioId=portfolio.id,
    )


def tag_option_detail(option: TagOption) -> dict[str, Any]:
    """Make a TagOptionDetail."""
    return {
        "Key": option.key,
        "Value": option.value,
        "Active": option.active,
        "Id": option.id,
        "Owner": option.scope.account_id,
    }


def tag_options(store: Store, resource: Product | Portfolio) -> list[dict[str, Any]]:
    """Make a TagOptionDetail for each TagOption of a product or portfolio that is seen."""
    return [tag_option_detail(option) for option in tag_options_seen(store, resource)]


def budgets(store: Store, resource: Product | Portfolio) -> list[dict[str, str]]:
    """Make a BudgetDetail for each budget of a product or portfolio; only its owner sees these."""
    names = resource.budgets if resource.scope == store.scope else ()
    return [{"BudgetName": name} for name in names]
