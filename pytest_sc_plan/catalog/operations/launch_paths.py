"""Launch paths: the ways to launch a product."""

from __future__ import annotations

from typing import Any

from ..access import launch_paths
from ..offering import LaunchPath
from ..store import Store
from ..tags import wire_tags
from .finding import find_product_of_user
from .registry import operation, present


@operation("ListLaunchPaths")
def list_launch_paths(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the launch paths of a product, oldest first, each with the product's constraints.

    Source: awslabs/aws-service-catalog-products issue 51 for a product that has none.
    """
    product = find_product_of_user(store, request["ProductId"])
    page, token = store.pager.page_of_list(
        launch_paths(store, product), request, listing=f"ListLaunchPaths {product.id}"
    )
    return present(
        LaunchPathSummaries=[
            {
                "Id": launch_path.id,
                "ConstraintSummaries": constraint_summaries(launch_path),
                "Tags": wire_tags(product.tags),
                "Name": launch_path.name,
            }
            for launch_path in page
        ],
        NextPageToken=token,
    )


def constraint_summaries(path: LaunchPath) -> list[dict[str, Any]]:
    """Make a ConstraintSummary for each constraint on a launch path."""
    return [
        present(Type=constraint.type, Description=constraint.summary)
        for constraint in path.constraints
    ]
