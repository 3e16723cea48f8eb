"""The state of a fake, written as data that JSON can express, without secrets.

Values of NoEcho parameters are masked, also where they are a part of outputs and messages. Who
reads the state back gets the mask as the value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from ...catalog.behavior import Failure
from ...catalog.model import Launch, Plan, ProvisionedProduct, Record, Work
from ...catalog.offering import (
    Constraint,
    LaunchPath,
    Portfolio,
    Product,
    ProvisioningArtifact,
    ServiceAction,
)
from ...catalog.store import Store
from ...catalog.tag_options import TagOption
from ...catalog.template.default import has_made_up_resources
from ...catalog.template.parameters import MASK, masked, no_echo_parameters
from .format import (
    SavedConstraint,
    SavedDeleted,
    SavedLaunchPath,
    SavedPlan,
    SavedPortfolio,
    SavedProduct,
    SavedProvisionedProduct,
    SavedRecord,
    SavedServiceAction,
    SavedState,
    SavedTagOption,
    SavedVersion,
    SavedWork,
)
from .sharing import saved_sharing

if TYPE_CHECKING:
    from ...catalog.kinds import ProvisionedProductType
    from ..lookup import Lookup
    from ..versions import Guidance

FIRST = ("id", "name", "type", "status", "status_message")
"""The members that stand first, since people look at them first."""


def state(catalog: Lookup) -> dict[str, Any]:
    """Write all that a fake holds in its account and region, and the number of its calls."""
    store = catalog._store
    with store.lock:
        terminated = _terminated(store)
        launches = list(_launches(store, terminated))
        secrets = _secrets(launches)
        saved = SavedState(
            products=[_product(store, product) for product in store.products],
            portfolios=[_portfolio(portfolio) for portfolio in store.portfolios],
            provisioned_products=[
                _provisioned(product, secrets) for product in store.provisioned_products
            ],
            plans=[_plan(plan, secrets) for plan in store.plans],
            records=[_record(record, secrets) for record in store.records],
            tag_options=[_tag_option(option) for option in store.tag_options],
            service_actions=[_service_action(action) for action in store.service_actions],
            deleted=_deleted(store, terminated, launches, secrets),
            calls=len(catalog.calls),
        )
        written: dict[str, Any] = _ordered(asdict(saved))
        return written


def _ordered(node: Any) -> Any:
    """Put the members of resources in order, which have their class's order otherwise."""
    if isinstance(node, list):
        return [_ordered(item) for item in node]
    if not isinstance(node, dict) or "created_time" not in node:
        return {k: _ordered(v) for k, v in node.items()} if isinstance(node, dict) else node
    return {**{name: node[name] for name in FIRST if name in node}, **node}


def _product(store: Store, product: Product) -> SavedProduct:
    paths = [
        association.path(store.scope)
        for association in product.associations.values()
        if association.portfolio.scope == product.scope
    ]
    return SavedProduct(
        id=product.id,
        name=product.name,
        type=cast("ProvisionedProductType", product.provisioned_product_type),
        product_type=product.type,
        view_id=product.view_id,
        created_time=product.created_time,
        provisioning_artifacts=[_version(version) for version in product.provisioning_artifacts],
        launch_paths=[_launch_path(path) for path in paths],
        tags=product.tags,
        tag_option_ids=_own_tag_options(product),
        budgets=product.budgets,
        owner=product.owner,
        description=product.short_description,
        distributor=product.distributor,
        support_description=product.support_description,
        support_email=product.support_email,
        support_url=product.support_url,
        source_connection=product.source_connection,
        default=store.default_product is product,
    )


def _version(version: ProvisioningArtifact) -> SavedVersion:
    template = version.template
    left_out = {"Resources"} if has_made_up_resources(template) else frozenset[str]()
    shown = {section: entries for section, entries in template.items() if section not in left_out}
    hidden = no_echo_parameters(template)
    if hidden:
        shown["Parameters"] = {
            name: {**entry, "Default": MASK} if name in hidden and "Default" in entry else entry
            for name, entry in template["Parameters"].items()
        }
    return SavedVersion(
        id=version.id,
        name=version.name,
        type=version.type,
        description=version.description,
        active=version.active,
        guidance=cast("Guidance", version.guidance),
        info=version.info,
        created_time=version.created_time,
        template=shown,
        service_action_ids=list(version.service_actions),
    )


def _launch_path(path: LaunchPath) -> SavedLaunchPath:
    return SavedLaunchPath(
        id=path.id,
        name=path.name,
        portfolio_id=path.portfolio_id,
        launch_role_arn=path.launch_role_arn,
        constraints=list(map(_constraint, path.constraints)),
    )


def _constraint(constraint: Constraint) -> SavedConstraint:
    return SavedConstraint(
        id=constraint.id,
        type=constraint.type,
        parameters=constraint.parameters,
        description=constraint.description,
        owner=constraint.owner,
    )


def _portfolio(portfolio: Portfolio) -> SavedPortfolio:
    return SavedPortfolio(
        id=portfolio.id,
        name=portfolio.name,
        provider_name=portfolio.provider,
        description=portfolio.description,
        created_time=portfolio.created_time,
        tags=portfolio.tags,
        tag_option_ids=_own_tag_options(portfolio),
        budgets=portfolio.budgets,
        **saved_sharing(portfolio, _constraint),
    )


def _own_tag_options(resource: Product | Portfolio) -> list[str]:
    """List the ids of its owner's TagOptions: those of recipients are no part of this account."""
    options = resource.tag_options.values()
    return [option.id for option in options if option.scope == resource.scope]


def _tag_option(option: TagOption) -> SavedTagOption:
    return SavedTagOption(id=option.id, key=option.key, value=option.value, active=option.active)


def _service_action(action: ServiceAction) -> SavedServiceAction:
    return SavedServiceAction(
        id=action.id,
        name=action.name,
        definition=action.definition,
        definition_type=action.definition_type,
        description=action.description,
    )


def _provisioned(product: ProvisionedProduct, secrets: Collection[str]) -> SavedProvisionedProduct:
    return SavedProvisionedProduct(
        **_launch(product.launch),
        created_time=product.created_time,
        id=product.id,
        name=product.name,
        status=product.status,
        status_message=_text(secrets, product.status_message),
        type=cast("ProvisionedProductType", product.launch.provisioned_product_type),
        idempotency_token=product.idempotency_token,
        user_arn=product.user_arn,
        physical_id=product.physical_id,
        launch_role_arn=product.launch_role_arn,
        imported=product.is_imported,
        outputs=_outputs(secrets, product.outputs),
        stack_instances=product.stack_instances,
        last_record_id=product.last_record_id,
        last_provisioning_record_id=product.last_provisioning_record_id,
        last_successful_provisioning_record_id=product.last_successful_provisioning_record_id,
    )


def _plan(plan: Plan, secrets: Collection[str]) -> SavedPlan:
    creation = plan.work if plan.work is not None and plan.work.subject is plan else None
    return SavedPlan(
        **_launch(plan.launch),
        created_time=plan.created_time,
        id=plan.id,
        name=plan.name,
        status=plan.status,
        status_message=_text(secrets, plan.status_message),
        updated_time=plan.updated_time,
        provisioned_product_id=plan.provisioned_product.id,
        record_id=plan.record.id if plan.record is not None else None,
        given_parameters=masked(plan.launch.artifact.template, plan.given_parameters),
        notification_arns=list(plan.notification_arns),
        resource_changes=plan.resource_changes,
        outcome=_outcome(secrets, plan.outcome),
        work=_work(creation, secrets),
    )


def _record(record: Record, secrets: Collection[str]) -> SavedRecord:
    return SavedRecord(
        **_launch(record.launch),
        created_time=record.created_time,
        id=record.id,
        type=record.type,
        status=record.status,
        errors=[_failure(secrets, error) for error in record.errors],
        updated_time=record.updated_time,
        provisioned_product_id=record.provisioned_product.id,
        plan_id=record.plan.id if record.plan is not None else None,
        launch_role_arn=record.launch_role_arn,
        notification_arns=list(record.notification_arns),
        outputs=_outputs(secrets, record.outputs),
        stack_instances=record.stack_instances,
        action_run=record.action_run,
        work=_work(record.work, secrets),
        ignores_errors=record.ignores_errors,
    )


def _work(work: Work | None, secrets: Collection[str]) -> SavedWork | None:
    if work is None:
        return None
    outcome = _outcome(secrets, work.outcome.error or work.outcome.name)
    return SavedWork(outcome=outcome, reads=work.reads)


def _outcome(secrets: Collection[str], outcome: str | Failure | None) -> Any:
    return _failure(secrets, outcome) if isinstance(outcome, Failure) else outcome


def _launch(launch: Launch) -> dict[str, Any]:
    hidden = no_echo_parameters(launch.artifact.template)
    return {
        "product_id": launch.product.id,
        "provisioning_artifact_id": launch.artifact.id,
        "path_id": launch.path.id if launch.path is not None else None,
        "path": _former_path(launch),
        "parameters": {
            name: MASK if name in hidden else value for name, value in launch.parameters.items()
        },
        "tags": dict(launch.tags),
    }


def _former_path(launch: Launch) -> SavedLaunchPath | None:
    """Write the launch path of a launch, where it has changed since and is still there."""
    path, product = launch.path, launch.product
    association = product.associations.get(path.portfolio_id) if path is not None else None
    if path is None or association is None:
        return None
    written = _launch_path(path)
    return written if written != _launch_path(association.path(product.scope)) else None


def _secrets(launches: Iterable[Launch]) -> list[str]:
    """List the values of NoEcho parameters, the longest first: one may be a part of another."""
    values = {
        launch.parameters[name]
        for launch in launches
        for name in no_echo_parameters(launch.artifact.template) & launch.parameters.keys()
    }
    return sorted(filter(None, values), key=len, reverse=True)


def _text(secrets: Collection[str], text: Any) -> Any:
    """Mask secrets in a text; None stays None."""
    for secret in secrets:
        text = text and text.replace(secret, MASK)
    return text


def _failure(secrets: Collection[str], failure: Failure) -> Failure:
    return Failure(failure.code, _text(secrets, failure.description))


def _outputs(secrets: Collection[str], outputs: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**output, "OutputValue": _text(secrets, output["OutputValue"])} for output in outputs]


def _deleted(
    store: Store,
    terminated: Collection[ProvisionedProduct],
    launches: Iterable[Launch],
    secrets: Collection[str],
) -> SavedDeleted:
    """Write what is gone, but others still tell of."""
    products: dict[str, Product] = {}
    versions: dict[str, ProvisioningArtifact] = {}
    paths: dict[str, LaunchPath] = {}
    for launch in launches:
        if store.products.get(launch.product.id) is None:
            products[launch.product.id] = launch.product
        if launch.artifact not in launch.product.provisioning_artifacts:
            versions[launch.artifact.id] = launch.artifact
        portfolio_id = launch.path.portfolio_id if launch.path is not None else None
        is_kept = portfolio_id in launch.product.associations and launch.product.id not in products
        if launch.path is not None and not is_kept:
            paths[launch.path.id] = launch.path
    return SavedDeleted(
        products=[_product(store, product) for product in products.values()],
        provisioning_artifacts=[_version(version) for version in versions.values()],
        launch_paths=[_launch_path(path) for path in paths.values()],
        provisioned_products=[_provisioned(product, secrets) for product in terminated],
    )


def _terminated(store: Store) -> list[ProvisionedProduct]:
    """List the provisioned products that are gone, but have records."""
    found: dict[str, ProvisionedProduct] = {}
    for record in store.records:
        product = record.provisioned_product
        if store.provisioned_products.get(product.id) is None:
            found[product.id] = product
    return list(found.values())


def _launches(store: Store, terminated: Iterable[ProvisionedProduct]) -> Iterator[Launch]:
    for resources in (terminated, store.provisioned_products, store.plans, store.records):
        for resource in resources:
            yield resource.launch
