"""Seeding: the resources that a test puts into a fake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeVar

from ..catalog.behavior import Failure
from ..catalog.kinds import KINDS, ProvisionedProductType
from ..catalog.model import PlanStatus, ProvisionedProduct, ProvisionedProductStatus
from ..catalog.offering import Product
from ..catalog.product_seeding import seed_portfolio, seed_product
from ..catalog.seeding import seed_plan, seed_provisioned_product
from ..catalog.template.loading import Template, is_url, load
from ..settings import one_of, read_outcome
from . import arguments
from .arguments import Outputs, Parameters, Scalar, Tags
from .finding import PRODUCT, PROVISIONED_PRODUCT
from .lookup import Lookup
from .secret_values import as_listed
from .versions import Versions, artifact_of, listed_versions
from .views import PlanView, PortfolioView, ProductView, ProvisionedProductView


class Seeding(Lookup):
    """A fake that resources can be added to."""

    __slots__ = ()

    def add_product(
        self,
        name: str | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the API's own word
        type: ProvisionedProductType = "CFN_STACK",  # noqa: A002 - the API's word
        versions: Versions | None = None,
        launch_role_arn: str | None = None,
        launch_paths: int | Iterable[str] | Mapping[str, str | None] = 1,
        inactive_versions: Iterable[str] = (),
        deprecated_versions: Iterable[str] = (),
        template_constraints: Mapping[str, Any] | None = None,
        stack_set_accounts: Iterable[str] = (),
        stack_set_regions: Iterable[str] = (),
        tag_updates: bool = False,
        tags: Tags | None = None,
        tag_options: Mapping[str, Scalar | Iterable[str]] | None = None,
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
            id: Its id; made up where it is None.
            type: The type of what is provisioned. ``CFN_STACK``, ``CFN_STACKSET`` (which the stack
                set's accounts and regions imply), ``CONTROL_TOWER_ACCOUNT`` (an account factory),
                or ``TERRAFORM_OPEN_SOURCE``, ``TERRAFORM_CLOUD`` and ``EXTERNAL`` (an engine's:
                there are no plans for these).
            versions: CloudFormation templates by the names of the versions, oldest first: each a
                dict, text in JSON or YAML, or the path of a file as a ``pathlib.Path``; or a list
                of ``Version``. One version ``v1`` with a template of one bucket, which takes any
                parameter, where it is None; that of an account factory has the service's
                parameters. For an engine, the Parameters and Outputs describe its variables and
                outputs.
            launch_role_arn: The role that a launch constraint names, on all launch paths; None for
                no constraint. An engine needs one, which is made up where it is None.
            launch_paths: How many ways there are to launch it, or the names or ids of the
                portfolios that they lead through, those in moto among them; or a mapping of these
                to the roles of their launch constraints, or None. With 0 it can't be planned, with
                more than 1 a plan has to name its path.
            inactive_versions: The names of versions in a mapping that end users don't see and can't
                plan.
            deprecated_versions: The names of versions in a mapping that end users are advised
                against.
            template_constraints: Rules that parameters have to keep, by their names, as in the
                Rules section of a template.
            stack_set_accounts: The accounts that a stack set constraint names: what is provisioned
                is of type CFN_STACKSET then.
            stack_set_regions: The regions that it names.
            tag_updates: Whether a resource update constraint lets the tags of what was provisioned
                be changed.
            tags: Its own tags: values by keys, or as the API has them.
            tag_options: Values by keys: a single one is put on whatever is provisioned, of several
                one has to be chosen.
            owner: Who publishes it; made up where it is None.
            description: A short description.
            distributor: Who distributes it.
            support_description: A description of the support.
            support_email: The address for support.
            support_url: The page for support.

        Returns:
            A live view: ``id``, ``provisioning_artifacts[0].id``, ``launch_paths[0].id``, ...

        Raises:
            ValueError: The name or an id is taken, there is no such type or no version, a template
                can't be read or isn't one, a version that is named does not exist, a stack set has
                no accounts, no regions, or a launch role, or something else has these accounts or
                regions, or the service would not accept an argument.
        """
        kind = one_of("type:", type, KINDS)
        given = listed_versions(versions, inactive_versions, deprecated_versions)
        store = self._store
        with store.lock:
            name = arguments.optional("name", name, "ProductViewName") or store.new_name("product")
            product = seed_product(
                store,
                name,
                [artifact_of(store, name, version, KINDS[kind].template) for version in given],
                kind=type,
                identifier=arguments.identifier("id", id, "prod"),
                launch_paths=arguments.launch_paths(launch_paths, launch_role_arn),
                template_constraints=arguments.rules(template_constraints),
                stack_set_accounts=arguments.texts("stack_set_accounts", stack_set_accounts),
                stack_set_regions=arguments.texts("stack_set_regions", stack_set_regions),
                tag_updates=arguments.flag("tag_updates", tag_updates),
                tags=arguments.tags(tags, "AddTags"),
                tag_options=arguments.tag_options(tag_options),
                owner=arguments.optional("owner", owner, "ProductViewOwner"),
                short_description=arguments.optional(
                    "description", description, "ProductViewShortDescription"
                ),
                distributor=arguments.optional("distributor", distributor, "ProductViewOwner"),
                support_description=arguments.optional(
                    "support_description", support_description, "SupportDescription"
                ),
                support_email=arguments.optional("support_email", support_email, "SupportEmail"),
                support_url=arguments.optional("support_url", support_url, "SupportUrl"),
            )
        return ProductView(store, product)

    def add_template(self, url: str, template: Template) -> None:
        """Say what is at a URL that a product or a version is made from.

        CreateProduct and CreateProvisioningArtifact load it, in all accounts and regions. A URL of
        which nothing is known, neither here nor in moto's S3, has the template of one bucket.

        Args:
            url: The URL, as ``LoadTemplateFromURL`` has it.
            template: The template, as in ``versions`` of ``add_product()``; one that was given
                before is replaced. For an engine, its Parameters and Outputs describe the variables
                and outputs.

        Raises:
            ValueError: The URL is none, or the template can't be read or isn't one.
        """
        arguments.text("url", url)
        if not is_url(url):
            raise ValueError(f"url must be an http:// or https:// URL, not {url!r}")
        self._state.templates[url] = load(template, f"template {url!r}")

    def add_portfolio(
        self,
        name: str | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the API's own word
        products: Iterable[ProductView | str] = (),
        principals: Iterable[str] = (),
        launch_roles: Mapping[ProductView, str] | Mapping[str, str] | None = None,
        shared_with: Iterable[str] = (),
    ) -> PortfolioView:
        """Put a portfolio into the catalog: a launch path of each product in it.

        Args:
            name: Its name, of which there is one; made up where it is None.
            id: Its id; made up where it is None.
            products: The products in it: views, ids or names; one that is shared with the account
                comes from the portfolio that it is shared through.
            principals: The ARNs of the users, groups and roles that it is for. One without an
                account is an IAM_PATTERN.
            launch_roles: The roles that launch constraints name, by those products that have one.
            shared_with: The accounts that it is shared with, and which have accepted it.

        Raises:
            ValueError: The name or the id is taken, a product does not exist or is not in it, an
                ARN is none, an account is its own, it is shared although a product of another
                account is in it, or the service would not accept an argument.
        """
        name = arguments.optional("name", name, "PortfolioDisplayName")
        roles = arguments.mapping("launch_roles", {} if launch_roles is None else launch_roles)
        store = self._store
        with store.lock:
            portfolio = seed_portfolio(
                store,
                name,
                identifier=arguments.identifier("id", id, "port"),
                products=[
                    self._product(product)
                    for product in arguments.listed("products", products, "products")
                ],
                launch_roles={
                    self._product(product).id: arguments.text("a role", role, "RoleArn")
                    for product, role in roles.items()
                },
                principals=arguments.texts("principals", principals, "PrincipalARN"),
                shared_with=arguments.texts("shared_with", shared_with, "AccountId"),
            )
        return PortfolioView(store, portfolio)

    def add_provisioned_product(
        self,
        name: str | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the API's own word
        product: ProductView | str | None = None,
        version: str | None = None,
        parameters: Parameters | None = None,
        tags: Tags | None = None,
        status: str = "AVAILABLE",
        status_message: str | None = None,
        outputs: Outputs | None = None,
        physical_id: str | None = None,
    ) -> ProvisionedProductView:
        """Put a provisioned product into the catalog, with the records that brought it there.

        Args:
            name: Its name, of which there is one; made up where it is None.
            id: Its id; made up where it is None.
            product: The product: a view, an id or a name.
            version: The name or id of a version of it; the newest where it is None.
            parameters: Values by keys, or as the API has them.
            tags: Values by keys, or as the API has them.
            status: ``AVAILABLE``, ``UNDER_CHANGE`` (an update is under way), ``TAINTED`` (an update
                failed, or the first provisioning of an account or by an engine), ``ERROR``
                (provisioning failed) or ``PLAN_IN_PROGRESS`` (a plan was made).
            status_message: Where it failed, the whole StatusMessage.
            outputs: Those of the last success, values by keys or as the API has them; those of its
                template where it is None.
            physical_id: The ARN of its stack, or whatever else it consists of; made up where it is
                None. With ``engine=cloudformation`` it is the stack in moto that is taken over.

        Raises:
            ValueError: The name or the id is taken, something that was named does not exist, the
                status is none of the product's type, there is a ``status_message`` where nothing
                failed, the template does not allow the parameters, or the service would not accept
                an argument.
        """
        _check_message(status_message, status, ("TAINTED", "ERROR"))
        store = self._store
        with store.lock, self._noting(parameters, product, None, version):
            provisioned_product = seed_provisioned_product(
                store,
                arguments.optional("name", name, "ProvisionedProductName"),
                identifier=arguments.identifier("id", id, "pp"),
                product=None if product is None else self._product(product),
                version=arguments.optional("version", version),
                parameters=arguments.parameters(parameters),
                tags=arguments.tags(tags),
                status=_status(ProvisionedProductStatus, status),
                status_message=status_message,
                outputs=arguments.outputs(outputs),
                physical_id=arguments.optional("physical_id", physical_id, "PhysicalId"),
            )
            store.lifecycle.drain()
        return ProvisionedProductView(store, provisioned_product)

    def add_plan(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the API's own word
        product: ProductView | str | None = None,
        version: str | None = None,
        name: str | None = None,
        provisioned_product_name: str | None = None,
        provisioned_product: ProvisionedProductView | str | None = None,
        status: str = "CREATE_SUCCESS",
        resource_changes: Iterable[Mapping[str, Any]] | None = None,
        parameters: Parameters | None = None,
        tags: Tags | None = None,
        notification_arns: Iterable[str] | None = None,
        outcome: str | Failure | None = None,
        status_message: str | None = None,
    ) -> PlanView:
        """Put a plan into the catalog.

        Args:
            id: Its id; made up where it is None.
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
            tags: Values by keys, or as the API has them.
            notification_arns: Topics for stack events.
            outcome: The outcome of its execution: ``succeeded``, ``failed``, ``stuck`` or a
                ``Failure``; the setting of that name decides where it is None.
            status_message: Where its creation or its execution failed, the whole StatusMessage.

        Raises:
            ValueError: A name or the id is taken, something that was named does not exist, the
                provisioned product can have no such plan, there are no plans for its type, there is
                a ``status_message`` where nothing failed, the template does not allow the
                parameters, or the service would not accept an argument.
        """
        chosen = None if outcome is None else read_outcome("outcome:", outcome)
        _check_message(status_message, status, ("CREATE_FAILED", "EXECUTE_FAILED"))
        if provisioned_product is not None and provisioned_product_name is not None:
            raise ValueError("give provisioned_product or provisioned_product_name, not both")
        store = self._store
        with store.lock, self._noting(parameters, product, provisioned_product, version):
            plan = seed_plan(
                store,
                identifier=arguments.identifier("id", id, "plan"),
                product=None if product is None else self._product(product),
                version=arguments.optional("version", version),
                name=arguments.optional("name", name, "ProvisionedProductPlanName"),
                provisioned_product_name=arguments.optional(
                    "provisioned_product_name", provisioned_product_name, "ProvisionedProductName"
                ),
                provisioned_product=self._provisioned_product(provisioned_product),
                status=_status(PlanStatus, status),
                changes=arguments.changes(resource_changes),
                parameters=arguments.parameters(parameters),
                tags=arguments.tags(tags),
                notification_arns=arguments.notification_arns(notification_arns),
                outcome=chosen,
                status_message=status_message,
            )
            store.lifecycle.drain()
        return PlanView(store, plan)

    @contextmanager
    def _noting(
        self, parameters: object, product: object, provisioned_product: object, version: object
    ) -> Iterator[None]:
        """Note parameters that are refused; those of resources that are made are known."""
        try:
            yield
        except Exception:
            named = {
                "Product": product,
                "ProvisionedProduct": provisioned_product,
                "ProvisioningArtifact": version,
            }
            params = {
                f"{name}{member}": getattr(given, "id", given)
                for name, given in named.items()
                for member in ("Id", "Name")
                if given is not None
            }
            params["ProvisioningParameters"] = as_listed(parameters)
            self._state.secrets.note(self._store, params, {})
            raise

    def _product(self, product: ProductView | str) -> Product:
        return self._given(PRODUCT, "product", product)._resource

    def _provisioned_product(
        self, product: ProvisionedProductView | str | None
    ) -> ProvisionedProduct | None:
        if product is None:
            return None
        return self._given(PROVISIONED_PRODUCT, "provisioned_product", product)._resource


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
