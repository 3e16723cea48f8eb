"""The fake backend: what a test holds in its hand, and the one way in for all transports."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from enum import Enum
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from ..catalog.behavior import Rules
from ..catalog.engine import OUTCOMES, scripted
from ..catalog.errors import ServiceError
from ..catalog.lifecycle import Clock
from ..catalog.model import (
    Outcome,
    Plan,
    PlanStatus,
    Product,
    ProvisionedProduct,
    ProvisionedProductStatus,
)
from ..catalog.operations import OPERATIONS, answer
from ..catalog.seeding import (
    Parameters,
    seed_plan,
    seed_product,
    seed_provisioned_product,
)
from ..catalog.store import Store, Table, World
from ..catalog.template.default import no_echo_keys
from ..catalog.template.loading import Template, load
from ..moto import accounts, catalog_sync, transitions
from ..moto.engine import executor_of
from ..settings import SettingsError, unknown
from ..wire import protocol
from ..wire.http import Elsewhere, Request, Response, UnservedOperationError
from ..wire.service import CONTENT_TYPE, error_body
from ..wire.service_model import operation_names
from ..wire.validation import SerializationError, ValidationError, validate
from . import calls as call_log
from .calls import Call
from .injections import (
    EXECUTE,
    LOST,
    LOST_REQUESTS,
    REFUSALS,
    DocumentedError,
    Fault,
    Injection,
    Injections,
    documented_error,
    explain,
    fault,
)
from .views import PlanView, ProductView, ProvisionedProductView, RecordView

if TYPE_CHECKING:
    from ..settings import Settings

OnExecute = Callable[[PlanView], "str | None"]

DETERMINISTIC_START = datetime(2024, 1, 1, tzinfo=timezone.utc).timestamp()


class _State:
    """What a fake and all its views from other accounts and regions share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.listeners: list[Callable[[Settings], None]] = []
        self.watchers: list[Callable[[Call], None]] = []
        self.lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        transitions.register()
        deterministic = self.settings.deterministic
        self.calls: list[Call] = []
        self.errors: Injections[DocumentedError] = Injections()
        self.faults: Injections[Fault] = Injections()
        self.latencies: Injections[Fault] = Injections()
        self.heard: list[Mapping[str, str]] = []
        self.callbacks: list[OnExecute] = []
        self.stores: dict[tuple[str, str], Store] = {}
        self.world = World(
            clock=Clock(lambda: DETERMINISTIC_START) if deterministic else Clock(),
            rules=self.rules,
            seed="" if deterministic else token_hex(),
            outcome_of=self.outcome_of,
            executor=executor_of(self.settings.engine),
        )

    def store(self, account_id: str, region: str) -> Store:
        with self.lock:
            key = (account_id, region)
            if key not in self.stores:
                store = Store(self.world, account_id, region)
                catalog_sync.begin(store)
                self.stores[key] = store
            return self.stores[key]

    def fault(self, operation: str, params: Mapping[str, Any]) -> str | None:
        """The fault that happens at a call, if any does; latency has passed by then."""
        latency = self.latencies.meet(operation, params)
        if latency is not None:
            self.world.clock.advance(latency.seconds)
        due = self.faults.meet(operation, params)
        return due.kind if due is not None else None

    def rules(self) -> Rules:
        """The settings; where moto's user set a state transition for our work, as that says."""
        changes = transitions.changes()
        return replace(self.settings, **changes) if changes else self.settings

    def outcome_of(self, store: Store, plan: Plan) -> Outcome:
        name = plan.outcome or self.settings.outcome
        for callback in self.callbacks:
            said = callback(PlanView(store, plan))
            if said is not None:
                name = _outcome("the on_execute callback's outcome", said)
        return scripted(name, self.settings)


MALFORMED = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
"""What a broken proxy sends in place of JSON."""


class ServiceCatalog:
    """A fake of AWS Service Catalog, seen from one account and region.

    The ``sc_plan`` fixture and ``mock_service_catalog()`` give one that is live.

    Args:
        settings: How it behaves.
    """

    def __init__(self, settings: Settings) -> None:
        self._state = _State(settings)
        self._account_id: str | None = None
        self._region: str | None = None

    # ------------------------------------------------------------------ seeding

    def add_product(
        self,
        name: str | None = None,
        *,
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
            versions: CloudFormation templates by the names of the versions, oldest first: each a
                dict, text in JSON or YAML, or the path of a file as a ``pathlib.Path``. One version
                ``v1`` with a template of one bucket, which takes any parameter, where it is None.
            launch_role_arn: The role that a launch constraint names; None for no constraint.
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
            description: What it is.
            distributor: Who distributes it.
            support_description: What support there is.
            support_email: Where support is.
            support_url: Where support is.

        Returns:
            A live view: ``id``, ``provisioning_artifacts[0].id``, ``launch_paths[0].id``, ...

        Raises:
            ValueError: The name is taken, there is no version, a template can't be read or isn't
                one, a version that is named does not exist, a tag option has no value,
                ``launch_paths`` is negative, or a stack set has no accounts, no regions, or a
                launch role.
        """
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
    ) -> ProvisionedProductView:
        """Put a provisioned product into the catalog, with the records that brought it there.

        Args:
            name: Its name, of which there is one; made up where it is None.
            product: What was provisioned: a view, a product id or a product name.
            version: The name or id of a version of it; the newest where it is None.
            parameters: Values by keys.
            tags: Values by keys.
            status: ``AVAILABLE``, ``UNDER_CHANGE`` (an update is under way), ``TAINTED`` (an update
                failed), ``ERROR`` (provisioning failed) or ``PLAN_IN_PROGRESS`` (a plan was made).

        Raises:
            ValueError: The name is taken, or something that was named does not exist.
        """
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
        outcome: str | None = None,
    ) -> PlanView:
        """Put a plan into the catalog.

        Args:
            product: What is planned: a view, a product id or a product name.
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
            outcome: What its execution comes to, whatever the ``outcome`` setting says.

        Raises:
            ValueError: A name is taken, something that was named does not exist, or the provisioned
                product has a plan that was not executed yet.
        """
        if outcome is not None:
            _outcome("outcome", outcome)
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
                resource_changes=resource_changes,
                parameters=parameters,
                tags=tags,
                notification_arns=notification_arns or (),
                outcome=outcome,
            )
            store.lifecycle.drain()
        return PlanView(store, plan)

    # ---------------------------------------------------------------- behaviour

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._state.settings

    def configure(self, **settings: Any) -> None:
        """Change settings from now on.

        Args:
            **settings: Values by the names of the settings.

        Raises:
            SettingsError: A name is unknown, a value is not allowed, or ``deterministic`` comes
                after something was made.
        """
        state = self._state
        changed = state.settings.updated("configure()", settings)
        if changed.deterministic != state.settings.deterministic and state.stores:
            raise SettingsError(
                "configure(): deterministic must be set before anything is added or called: use "
                "the marker, the ini option, or configure() first"
            )
        reseed = changed.deterministic != state.settings.deterministic
        if changed.engine != state.settings.engine:
            state.world.executor = executor_of(changed.engine)
        state.settings = changed
        if reseed:
            state.reset()
        for listener in list(state.listeners):
            listener(changed)

    def raise_error(
        self,
        code: str,
        *,
        operation: str = EXECUTE,
        message: str | None = None,
        times: int | None = None,
        after: int = 0,
        plan_id: str | None = None,
        documented: bool = True,
    ) -> Injection[DocumentedError]:
        """Answer calls with an error of the service, though nothing is wrong with them.

        The error comes after the constraints were checked and before anything else happens.

        Args:
            code: Its code, such as ``InvalidStateException``.
            operation: The operation's name in the API.
            message: Its message; the API reference's where it is None.
            times: How many times it is raised; every time where it is None.
            after: How many matching calls go unharmed first.
            plan_id: The plan whose calls alone match; any where it is None.
            documented: False allows a code that the operation does not document.

        Returns:
            What was injected, with how often it was ``raised``. As a context manager it ends with
            the block.

        Raises:
            SettingsError: The operation is unknown, does not document that code, or a count is not
                one.
        """
        error = documented_error(code, operation=operation, message=message, documented=documented)
        return self._state.errors.add(Injection(error, times=times, after=after, plan_id=plan_id))

    def inject_fault(
        self,
        kind: str,
        *,
        operation: str = EXECUTE,
        times: int | None = 1,
        after: int = 0,
        plan_id: str | None = None,
        seconds: float | None = None,
    ) -> Injection[Fault]:
        """Let something go wrong below the API, where botocore's own retries see it.

        Args:
            kind: ``response_lost`` (the operation takes effect, then the read times out),
                ``malformed_response`` (it takes effect, then comes a 200 whose body is not JSON);
                without effect ``read_timeout``, ``connect_timeout``, ``connection_closed``,
                ``throttling``, ``internal_error``, ``service_unavailable``, ``access_denied``,
                ``expired_token``; or ``latency``: the call takes ``seconds`` on the fake's clock,
                whatever else happens to it.
            operation: The operation's name in the API.
            times: How many times it happens; every time where it is None.
            after: How many matching calls go unharmed first; each attempt of a retry is a call.
            plan_id: The plan whose calls alone match; any where it is None.
            seconds: With ``latency``, how long the call takes; 0 or more.

        Returns:
            What was injected, with how often it was ``raised``. As a context manager it ends with
            the block.

        Raises:
            SettingsError: The kind or the operation is unknown, or an argument is not allowed.
        """
        problem = fault(kind, operation=operation, seconds=seconds)
        waiting = self._state.latencies if kind == "latency" else self._state.faults
        return waiting.add(Injection(problem, times=times, after=after, plan_id=plan_id))

    def on_execute(self, callback: OnExecute) -> OnExecute:
        """Ask a callback what becomes of each execution; usable as a decorator.

        Args:
            callback: Gets a view of the plan, returns ``succeeded``, ``failed``, ``stuck``, or None
                for what the plan or the settings say. Of several the last that answers counts.
        """
        self._state.callbacks.append(callback)
        return callback

    def advance(self, seconds: float | None = None) -> None:
        """Bring all unfinished work to its end, or let that much time pass.

        What is ``stuck`` stays so.

        Args:
            seconds: How far to put the clock on; work that takes no longer is finished, whatever
                ``progress`` says. None ends all work now.

        Raises:
            ValueError: ``seconds`` is negative.
        """
        if seconds is not None:
            if seconds < 0:
                raise ValueError(
                    f"seconds must be 0 or more, not {seconds!r}: time does not go back"
                )
            self._state.world.clock.advance(seconds)
        for store in list(self._state.stores.values()):
            with store.lock:
                if seconds is None:
                    store.lifecycle.advance()
                else:
                    store.lifecycle.catch_up()
                store.lifecycle.drain()

    def reset(self) -> None:
        """Forget everything but the settings: resources, calls, injected errors, callbacks."""
        self._state.reset()

    def let_pass(self, seconds: float) -> None:
        """Put the clock on, as a sleep that is skipped does; work is settled when it is looked at.

        Args:
            seconds: By how much.
        """
        self._state.world.clock.advance(seconds)

    @property
    def listeners(self) -> list[Callable[[Settings], None]]:
        """What is told of each change of the settings."""
        return self._state.listeners

    @property
    def watchers(self) -> list[Callable[[Call], None]]:
        """What is told of each call, while the account and region that was called is locked."""
        return self._state.watchers

    # ------------------------------------------------------------------ looking

    @property
    def calls(self) -> list[Call]:
        """The calls so far, oldest first; of ``for_account()``, those of that account."""
        return [call for call in self._state.calls if self._sees(call)]

    def calls_to(self, operation: str) -> list[Call]:
        """The calls of one operation, by its name in the API.

        Raises:
            SettingsError: There is no such operation.
        """
        if operation not in operation_names():
            raise SettingsError(unknown("unknown operation", operation, operation_names()))
        return [call for call in self.calls if call.operation == operation]

    def listing(self) -> str:
        """The calls in aligned columns, as a failing test shows them.

        Where one went to another account or region than this, each says which it went to.
        """
        return call_log.listing(self.calls, home=self._home)

    @property
    def injections(self) -> list[Injection[Any]]:
        """Every error and fault that was injected, with how often it was ``raised``."""
        state = self._state
        return [*state.errors, *state.faults, *state.latencies]

    @property
    def products(self) -> list[ProductView]:
        """The products, oldest first."""
        store = self._store
        return [ProductView(store, product) for product in store.products]

    @property
    def plans(self) -> list[PlanView]:
        """The plans that were not deleted, oldest first."""
        store = self._store
        return [PlanView(store, plan) for plan in store.plans]

    @property
    def records(self) -> list[RecordView]:
        """The records, oldest first."""
        store = self._store
        return [RecordView(store, record) for record in store.records]

    @property
    def provisioned_products(self) -> list[ProvisionedProductView]:
        """The provisioned products, oldest first."""
        store = self._store
        return [ProvisionedProductView(store, item) for item in store.provisioned_products]

    def plan(self, plan_id: str) -> PlanView:
        """The plan of that id.

        Raises:
            LookupError: There is none in this account and region.
        """
        return PlanView(self._store, self._get(self._store.plans, "plan", plan_id))

    def record(self, record_id: str) -> RecordView:
        """The record of that id.

        Raises:
            LookupError: There is none in this account and region.
        """
        return RecordView(self._store, self._get(self._store.records, "record", record_id))

    def provisioned_product(self, id_or_name: str) -> ProvisionedProductView:
        """The provisioned product of that id or name.

        Raises:
            LookupError: There is none in this account and region.
        """
        store = self._store
        found = store.provisioned_products_by_name.get(id_or_name)
        return ProvisionedProductView(
            store,
            found or self._get(store.provisioned_products, "provisioned product", id_or_name),
        )

    def for_account(
        self, account_id: str | None = None, region: str | None = None
    ) -> ServiceCatalog:
        """The same fake, seen from another account or region.

        Args:
            account_id: Twelve digits; this one's where it is None.
            region: A region's name; this one's where it is None.

        Raises:
            SettingsError: The account or region is not written as one.
        """
        changes = {"account_id": account_id, "region": region}
        given = {name: value for name, value in changes.items() if value is not None}
        self.settings.updated("for_account()", given)
        seen = object.__new__(type(self))
        seen._state = self._state
        seen._account_id = account_id or self._account_id
        seen._region = region or self._region
        return seen

    # --------------------------------------------------------------- assertions

    def assert_executed(self, plan: PlanView | str, times: int = 1) -> None:
        """Assert that a plan was executed that many times.

        What counts are calls of ExecuteProvisionedProductPlan that were answered with a record. An
        SDK's own retry of a call is that call.

        Args:
            plan: A view of the plan, or its id.
            times: How many times.

        Raises:
            AssertionError: It was not; the message shows the calls that were made.
        """
        __tracebackhide__ = True
        identifier = plan if isinstance(plan, str) else plan.id
        answered = [
            call
            for call in self.calls_to(EXECUTE)
            if call.params.get("PlanId") == identifier and call.response is not None
        ]
        # A retry carries the token of the attempt before it, so only its last answer counts.
        retried = {call.params["IdempotencyToken"] for call in answered if call.attempt > 1}
        executions = len(retried) + sum(
            call.params["IdempotencyToken"] not in retried for call in answered
        )
        if executions != times:
            raise AssertionError(
                f"{identifier} was executed {call_log.times(executions)}, not "
                f"{call_log.times(times)}. The calls:\n"
                f"{self.listing()}"
            )

    def assert_not_executed(self, plan: PlanView | str) -> None:
        """Assert that a plan was never executed.

        Args:
            plan: A view of the plan, or its id.

        Raises:
            AssertionError: It was; the message shows the calls that were made.
        """
        __tracebackhide__ = True
        self.assert_executed(plan, times=0)

    def assert_all_errors_raised(self) -> None:
        """Assert that every injected error was raised at least once.

        Raises:
            AssertionError: One was not; the message says which, and why.
        """
        __tracebackhide__ = True
        unraised = [injection for injection in self.injections if not injection.raised]
        if not unraised:
            return
        numbered = list(enumerate(self._state.calls, 1))
        reasons = []
        for injection in unraised:
            operation = injection.problem.operation
            calls = [
                (number, call.params) for number, call in numbered if call.operation == operation
            ]
            reasons.append(f"  {injection!r}: {explain(injection, calls)}")
        one = len(unraised) == 1
        kinds = {"fault" if isinstance(item.problem, Fault) else "error" for item in unraised}
        nouns = " and ".join(kind if one else f"{kind}s" for kind in sorted(kinds))
        raise AssertionError(
            "\n".join(
                [
                    f"{len(unraised)} injected {nouns} {'was' if one else 'were'} never raised:",
                    *reasons,
                    "The calls:",
                    self.listing(),
                ]
            )
        )

    def assert_executed_once(self, plan: PlanView | str) -> None:
        """Assert that a plan was executed by one request, however often it had to be sent.

        Retries of that request carry its token; code that tries again with a fresh token makes
        another request.

        Args:
            plan: A view of the plan, or its id.

        Raises:
            AssertionError: It was not executed, or more than one token was used; the message shows
                them and the calls that were made.
        """
        __tracebackhide__ = True
        identifier = plan if isinstance(plan, str) else plan.id
        calls = [call for call in self.calls_to(EXECUTE) if call.params.get("PlanId") == identifier]
        tokens = list(dict.fromkeys(str(call.params.get("IdempotencyToken")) for call in calls))
        if len(tokens) == 1 and any(call.response is not None for call in calls):
            return
        if len(tokens) > 1:
            problem = f"was requested with {len(tokens)} tokens, not one: {', '.join(tokens)}"
        else:
            problem = "was not executed"
        raise AssertionError(f"{identifier} {problem}. The calls:\n{self.listing()}")

    # ---------------------------------------------------------------- transport

    def handle(self, request: Request, elsewhere: Elsewhere | None = None) -> Response:
        """Answer a request: the one way in for all transports.

        Args:
            request: The request.
            elsewhere: Hands it to whoever else may answer an operation that the fake does not
                serve, which is then not among the calls.

        Raises:
            UnservedOperationError: The fake does not serve the operation, nor does anybody else.
        """
        __tracebackhide__ = True
        state = self._state
        account_id, region, access_key_id = protocol.scope(request.headers, request.host)
        store = state.store(
            accounts.account_of(access_key_id, account_id) or state.settings.account_id,
            region or state.settings.region,
        )
        target = request.headers.get("x-amz-target", "")
        operation = target.partition(".")[2]
        params: dict[str, Any] = {}
        fault: str | None = None
        error: ServiceError | None = None
        with store.lock:
            store.lifecycle.drain()
            try:
                protocol.check_target(target)
                params = protocol.parse(request.body)
                fault = state.fault(operation, params)
                answered = self._answer(store, operation, params, fault, elsewhere)
                if isinstance(answered, Response):
                    return _delivered(answered, fault)
                body = answered
            except protocol.UnknownOperationError as unknown_operation:
                error = ServiceError("UnknownOperationException", str(unknown_operation))
            except SerializationError as not_json:
                error = ServiceError("SerializationException", str(not_json))
            except ValidationError as broken:
                error = ServiceError("ValidationException", str(broken))
            except ServiceError as refused:
                error = refused
            if error is not None:
                body = error_body(error.code, error.message)
            call = Call(
                operation=operation,
                params=params,
                body=body,
                error_code=error.code if error else None,
                error_message=error.message if error else None,
                region=store.region,
                account_id=store.account_id,
                attempt=protocol.attempt(request.headers),
                time=store.now(),
                transitions=tuple(store.lifecycle.drain()),
                fault=fault,
            )
            state.heard.append(request.headers)
            state.calls.append(call)
            for watcher in state.watchers:
                watcher(call)
            if fault == "malformed_response":
                body, error = MALFORMED, None
            headers = {
                "x-amzn-RequestId": store.new_uuid(),
                "Content-Type": CONTENT_TYPE,
                "Content-Length": str(len(body)),
            }
        return Response(
            error.http_status if error else 200,
            headers,
            body,
            fault if fault in LOST else None,
        )

    # ------------------------------------------------------------------ private

    def _answer(
        self,
        store: Store,
        operation: str,
        params: dict[str, Any],
        fault: str | None,
        elsewhere: Elsewhere | None,
    ) -> bytes | Response:
        """The body of the answer, or what somebody else answers to what the fake does not serve.

        The body is empty where a fault keeps the request from the service.
        """
        __tracebackhide__ = True
        refusal = REFUSALS.get(fault or "")
        if refusal is not None:
            raise ServiceError(refusal.code, refusal.message, refusal.http_status)
        if fault in LOST_REQUESTS:
            return b""
        if operation in OPERATIONS:
            validate(operation, params)
        injected = self._state.errors.meet(operation, params)
        if injected is not None:
            raise ServiceError(injected.code, injected.message, injected.http_status)
        if operation in OPERATIONS:
            return protocol.success_body(answer(store, operation, params))
        answered = catalog_sync.answered(store, elsewhere) if elsewhere is not None else None
        if answered is None:
            raise UnservedOperationError(_unserved(operation))
        return answered

    @property
    def _home(self) -> tuple[str, str]:
        settings = self._state.settings
        return (
            self._account_id or accounts.everyones_account() or settings.account_id,
            self._region or settings.region,
        )

    @property
    def _store(self) -> Store:
        store = self._state.store(*self._home)
        with store.lock:
            store.lifecycle.settle_all()
        return store

    def _sees(self, call: Call) -> bool:
        return self._account_id in {None, call.account_id} and self._region in {None, call.region}

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

    def _get(self, table: Table[_R], kind: str, identifier: str) -> _R:
        found = table.get(identifier)
        if found is None:
            raise self._missing(kind, identifier, [item.id for item in table])
        return found

    def _missing(self, kind: str, identifier: str, there: list[str]) -> LookupError:
        store = self._store
        known = ", ".join(there[:10]) + (", ..." if len(there) > 10 else "")
        return _MissingError(
            f"there is no {kind} {identifier!r} in account {store.account_id}, region "
            f"{store.region}; there is {known or 'none at all'}"
        )

    @property
    def secrets(self) -> frozenset[str]:
        """What requests held that no report may show."""
        state = self._state
        given = [
            secret
            for call in list(state.calls)
            for secret in _no_echo(state.store(call.account_id, call.region), call.params)
        ]
        return frozenset([*_credentials(list(state.heard)), *given])

    def __repr__(self) -> str:
        store = self._store
        return (
            f"<ServiceCatalog {store.account_id} {store.region}: {len(store.plans)} plans, "
            f"{len(self.calls)} calls>"
        )


_R = TypeVar("_R", bound=Any)


class _MissingError(LookupError, ValueError):
    """Something that a test named is not there."""


def _delivered(answered: Response, fault: str | None) -> Response:
    """What becomes of somebody else's answer on the way: a fault of ours, if one is due."""
    if fault in LOST:
        return answered._replace(fault=fault)
    if fault == "malformed_response":
        return answered._replace(status=200, body=MALFORMED)
    return answered


def _credentials(heard: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """What the headers of requests hold that no report may show."""
    for headers in heard:
        for name in ("authorization", "x-amz-security-token"):
            if name in headers:
                yield headers[name]


def _no_echo(store: Store, params: Mapping[str, Any]) -> Iterator[str]:
    """What the parameters of a call hold that no report may show."""
    given = params.get("ProvisioningParameters")
    if not isinstance(given, list):
        return
    hidden = no_echo_keys(store, params.get("ProductId"), params.get("ProvisioningArtifactId"))
    for parameter in given:
        if isinstance(parameter, dict) and (hidden is None or str(parameter.get("Key")) in hidden):
            yield str(parameter.get("Value", ""))


def _versions(
    argument: str, names: Iterable[str], versions: Mapping[str, Template] | None
) -> frozenset[str]:
    """The names of versions that an argument gives, all of which there are."""
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


def _unserved(operation: str) -> str:
    return (
        f"pytest-sc-plan does not serve {operation}, and nothing reaches the network. Served: "
        f"{', '.join(sorted(OPERATIONS))}. Inside moto's mock_aws, moto answers the operations of "
        "Service Catalog that it has."
    )


def _outcome(what: str, name: object) -> str:
    if name not in OUTCOMES:
        raise SettingsError(unknown(f"{what}:", name, OUTCOMES))
    return str(name)


_E = TypeVar("_E", bound=Enum)


def _status(statuses: type[_E], name: str) -> _E:
    names = [status.value for status in statuses]
    if name not in names:
        raise SettingsError(unknown("status:", name, names))
    return statuses(name)
