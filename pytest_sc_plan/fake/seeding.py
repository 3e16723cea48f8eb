"""Seeding: the resources that a test puts into a fake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from ..catalog.behavior import Failure
from ..catalog.kinds import KINDS, ProvisionedProductType
from ..catalog.model import PlanStatus, Product, ProvisionedProduct, ProvisionedProductStatus
from ..catalog.seeding import Parameters, seed_plan, seed_product, seed_provisioned_product
from ..catalog.template.loading import Template, load
from ..settings import one_of, read_outcome
from .lookup import Lookup
from .views import PlanView, ProductView, ProvisionedProductView


class Seeding(Lookup):
    """A fake that resources can be added to."""

    def add_product(
        self,
        name: str | None = None,
        *,
        type: ProvisionedProductType = "CFN_STACK",  # noqa: A002 - the API's word
        versions: Mapping[str, Template] | None = None,
        launch_role_arn: str | None = None,
        launch_paths: int | Iterable[str] = 1,
        inactive_versions: Iterable[str] = (),
        deprecated_versions: Iterable[str] = (),
        template_constraints: Mapping[str, Any] | None = None,
        stack_set_accounts: Iterable[str] = (),
        stack_set_regions: Iterable[str] = (),
        tag_options: Mapping[str, str | Iterable[str]] | None = None,
        owner: str | None = None,
        description: str | None = None,
        distributor: str | None = None,
        support_description: str | None = None,
        support_email: str | None = None,
        support_url: str | None = None,
    ) -> ProductView:
        """Put a product into the catalog.

        Args:
            name: Its name, of which there is one; made up where it is None.
            type: The type of what is provisioned. ``CFN_STACK``, ``CFN_STACKSET`` (which the stack
                set's accounts and regions imply), ``CONTROL_TOWER_ACCOUNT`` (an account factory),
                or ``TERRAFORM_OPEN_SOURCE``, ``TERRAFORM_CLOUD`` and ``EXTERNAL`` (an engine's:
                there are no plans for these).
            versions: CloudFormation templates by the names of the versions, oldest first: each a
                dict, text in JSON or YAML, or the path of a file as a ``pathlib.Path``. One version
                ``v1`` with a template of one bucket, which takes any parameter, where it is None;
                that of an account factory has the service's parameters. For an engine, the
                Parameters and Outputs describe its variables and outputs.
            launch_role_arn: The role that a launch constraint names; None for no constraint. An
                engine needs one, which is made up where it is None.
            launch_paths: How many ways there are to launch it, or the names or ids of the
                portfolios that they lead through, those in moto among them. With 0 it can't be
                planned, with more than 1 a plan has to name its path.
            inactive_versions: The names of versions that end users don't see and can't plan.
            deprecated_versions: The names of versions that end users are advised against.
            template_constraints: Rules that parameters have to keep, by their names, as in the
                Rules section of a template.
            stack_set_accounts: The accounts that a stack set constraint names: what is provisioned
                is of type CFN_STACKSET then.
            stack_set_regions: The regions that it names.
            tag_options: Values by keys: one is put on whatever is provisioned, of several one may
                be chosen.
            owner: Who publishes it; made up where it is None.
            description: A short description.
            distributor: Who distributes it.
            support_description: A description of the support.
            support_email: The address for support.
            support_url: The page for support.

        Returns:
            A live view: ``id``, ``provisioning_artifacts[0].id``, ``launch_paths[0].id``, ...

        Raises:
            ValueError: The name is taken, there is no such type or no version, a template can't be
                read or isn't one, a version that is named does not exist, a tag option has no
                value, ``launch_paths`` is negative, or a stack set has no accounts, no regions, or
                a launch role, or something else has these accounts or regions.
        """
        one_of("type:", type, KINDS)
        if versions is not None and not versions:
            raise ValueError("versions is empty: a product has at least one version")
        if isinstance(launch_paths, int):
            if launch_paths < 0:
                raise ValueError(f"launch_paths must be 0 or more, not {launch_paths!r}")
            launch_paths = [f"portfolio-{number}" for number in range(1, launch_paths + 1)]
        store = self._store
        with store.lock:
            name = name or store.new_name("product")
            product = seed_product(
                store,
                name,
                kind=type,
                versions={
                    version: load(template, f"product {name!r}, version {version!r}")
                    for version, template in versions.items()
                }
                if versions is not None
                else None,
                launch_paths=launch_paths,
                launch_role_arn=launch_role_arn,
                inactive_versions=_versions("inactive_versions", inactive_versions, versions),
                deprecated_versions=_versions("deprecated_versions", deprecated_versions, versions),
                template_constraints=template_constraints,
                stack_set_accounts=list(stack_set_accounts),
                stack_set_regions=list(stack_set_regions),
                tag_options=_tag_options(tag_options or {}),
                owner=owner,
                short_description=description,
                distributor=distributor,
                support_description=support_description,
                support_email=support_email,
                support_url=support_url,
            )
        return ProductView(store, product)

    def add_provisioned_product(
        self,
        name: str | None = None,
        *,
        product: ProductView | str | None = None,
        version: str | None = None,
        parameters: Parameters | None = None,
        tags: Mapping[str, str] | None = None,
        status: str = "AVAILABLE",
        status_message: str | None = None,
    ) -> ProvisionedProductView:
        """Put a provisioned product into the catalog, with the records that brought it there.

        Args:
            name: Its name, of which there is one; made up where it is None.
            product: The product: a view, an id or a name.
            version: The name or id of a version of it; the newest where it is None.
            parameters: Values by keys.
            tags: Values by keys.
            status: ``AVAILABLE``, ``UNDER_CHANGE`` (an update is under way), ``TAINTED`` (an update
                failed, or the first provisioning of an account or by an engine), ``ERROR``
                (provisioning failed) or ``PLAN_IN_PROGRESS`` (a plan was made).
            status_message: Where it failed, the whole StatusMessage.

        Raises:
            ValueError: The name is taken, something that was named does not exist, the status is
                none of the product's type, or there is a ``status_message`` where nothing failed.
        """
        _check_message(status_message, status, ("TAINTED", "ERROR"))
        store = self._store
        with store.lock:
            provisioned_product = seed_provisioned_product(
                store,
                name,
                product=self._product(product),
                version=version,
                parameters=parameters,
                tags=tags,
                status=_status(ProvisionedProductStatus, status),
                status_message=status_message,
            )
            store.lifecycle.drain()
        return ProvisionedProductView(store, provisioned_product)

    def add_plan(
        self,
        *,
        product: ProductView | str | None = None,
        version: str | None = None,
        name: str | None = None,
        provisioned_product_name: str | None = None,
        provisioned_product: ProvisionedProductView | str | None = None,
        status: str = "CREATE_SUCCESS",
        resource_changes: Iterable[Mapping[str, Any]] | None = None,
        parameters: Parameters | None = None,
        tags: Mapping[str, str] | None = None,
        notification_arns: Iterable[str] | None = None,
        outcome: str | Failure | None = None,
        status_message: str | None = None,
    ) -> PlanView:
        """Put a plan into the catalog.

        Args:
            product: The product: a view, an id or a name.
            version: The name or id of a version of it; the newest where it is None.
            name: The plan's name.
            provisioned_product_name: The name of the new provisioned product.
            provisioned_product: The one to be changed: a view, an id or a name. Where it is None
                the plan is for a new one, which is PLAN_IN_PROGRESS until the plan is executed.
            status: Any status of a plan; ``EXECUTE_...`` comes with the record.
            resource_changes: As DescribeProvisionedProductPlan gives them; from the version's
                template where it is None.
            parameters: Values by keys, or as the API has them.
            tags: Values by keys.
            notification_arns: Topics for stack events.
            outcome: The outcome of its execution: ``succeeded``, ``failed``, ``stuck`` or a
                ``Failure``; the setting of that name decides where it is None.
            status_message: Where its creation or its execution failed, the whole StatusMessage.

        Raises:
            ValueError: A name is taken, something that was named does not exist, the provisioned
                product has a plan that was not executed yet, there are no plans for its type, or
                there is a ``status_message`` where nothing failed.
        """
        chosen = None if outcome is None else read_outcome("outcome:", outcome)
        _check_message(status_message, status, ("CREATE_FAILED", "EXECUTE_FAILED"))
        if provisioned_product is not None and provisioned_product_name is not None:
            raise ValueError("give provisioned_product or provisioned_product_name, not both")
        store = self._store
        with store.lock:
            plan = seed_plan(
                store,
                product=self._product(product),
                version=version,
                name=name,
                provisioned_product_name=provisioned_product_name,
                provisioned_product=self._provisioned_product(provisioned_product),
                status=_status(PlanStatus, status),
                changes=resource_changes,
                parameters=parameters,
                tags=tags,
                notification_arns=notification_arns or (),
                outcome=chosen,
                status_message=status_message,
            )
            store.lifecycle.drain()
        return PlanView(store, plan)

    def _product(self, product: ProductView | str | None) -> Product | None:
        if product is None:
            return None
        identifier = product if isinstance(product, str) else product.id
        for known in self._store.products:
            if identifier in {known.id, known.name}:
                return known
        raise self._missing("product", identifier, [item.name for item in self._store.products])

    def _provisioned_product(
        self, product: ProvisionedProductView | str | None
    ) -> ProvisionedProduct | None:
        if product is None:
            return None
        identifier = product if isinstance(product, str) else product.id
        return self.provisioned_product(identifier)._resource


def _versions(
    argument: str, names: Iterable[str], versions: Mapping[str, Template] | None
) -> frozenset[str]:
    """Check that all versions that an argument names exist, and return the names."""
    there = versions or ("v1",)
    given = list(names)
    for name in given:
        if name not in there:
            raise ValueError(
                f"{argument}: there is no version {name!r}; there is {', '.join(there)}"
            )
    return frozenset(given)


def _tag_options(options: Mapping[str, str | Iterable[str]]) -> dict[str, list[str]]:
    listed = {
        key: [values] if isinstance(values, str) else list(values)
        for key, values in options.items()
    }
    for key, values in listed.items():
        if not values:
            raise ValueError(f"tag_options: {key!r} has no value")
    return listed


def _check_message(message: object, status: str, failed: tuple[str, str]) -> None:
    """Check that a status message is a text, and stands where something failed."""
    if message is None:
        return
    if status not in failed:
        wanted = " or ".join(failed)
        raise ValueError(f"status_message needs the status {wanted}, not {status}")
    if not isinstance(message, str) or not message.strip():
        raise ValueError(f"status_message must be text that is not empty, not {message!r}")


_S = TypeVar("_S", bound=Enum)


def _status(statuses: type[_S], name: str) -> _S:
    return statuses(one_of("status:", name, [status.value for status in statuses]))
