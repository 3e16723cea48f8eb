"""The fake, as a test holds it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ..catalog.behavior import Failure
from ..settings import Settings, SettingsError, only_by_name
from . import arguments
from .assertions import Assertions
from .calls import in_seconds
from .injections import EXECUTE, DocumentedError, Fault, Injection, documented_error, fault
from .lookup import Lookup
from .redaction import Secret
from .secret_values import parameters_in
from .seeding import Seeding
from .state import FakeState
from .views import PlanView

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords

AnswerT = TypeVar("AnswerT", bound="str | Failure | None")
"""The type of a callback's answers, which the decorator keeps."""


class ServiceCatalog(Seeding, Assertions):
    """A fake of AWS Service Catalog, seen from one account and region.

    The ``sc_plan`` fixture and ``mock_service_catalog()`` give one that is live.

    Args:
        settings: The settings that it starts with.
        prepare: Called by each reset(), to give the fake what it is to begin with.
    """

    __slots__ = ("_prepare",)

    _hidden = frozenset(
        {"listing", "mask", "masked", "note_parameters", "secrets", "summary"}
        | {"has_news", "mark", "mark_at"}
    )
    _configure = "configure"
    _instead = "give the other process the URL of sc_plan_server"

    def __init__(
        self, settings: Settings, prepare: Callable[[ServiceCatalog], None] = lambda _: None
    ) -> None:
        if not isinstance(settings, Settings):
            raise SettingsError(f"settings must be Settings, such as Settings(), not {settings!r}")
        super().__init__(FakeState(settings))
        self._prepare = partial(prepare, self)

    @only_by_name
    def configure(self, /, **settings: Unpack[SettingsKeywords]) -> None:
        """Change settings from now on.

        Args:
            **settings: Values by the names of the settings.

        Raises:
            SettingsError: A name is unknown, a value is not allowed, or ``deterministic`` comes
                after something was made.
        """
        self._state.configure(settings)

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
            operation: The operation, by its name in the API or in boto3.
            message: Its message; the API reference's where it is None.
            times: How many times it is raised; every time where it is None.
            after: How many matching calls go unharmed first.
            plan_id: The plan whose calls alone match; any where it is None.
            documented: False allows a code that the operation does not document.

        Returns:
            The injection, which counts how often it was ``raised``. As a context manager it ends
            with the block.

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
            operation: The operation, by its name in the API or in boto3.
            times: How many times it happens; every time where it is None.
            after: How many matching calls go unharmed first; each attempt of a retry is a call.
            plan_id: The plan whose calls alone match; any where it is None.
            seconds: With ``latency``, how long the call takes; 0 or more.

        Returns:
            The injection, which counts how often it was ``raised``. As a context manager it ends
            with the block.

        Raises:
            SettingsError: The kind or the operation is unknown, or an argument is not allowed.
        """
        problem = fault(kind, operation=operation, seconds=seconds)
        waiting = self._state.latencies if kind == "latency" else self._state.faults
        return waiting.add(Injection(problem, times=times, after=after, plan_id=plan_id))

    def on_execute(self, callback: Callable[[PlanView], AnswerT]) -> Callable[[PlanView], AnswerT]:
        """Let a callback choose the outcome of each execution; usable as a decorator.

        Args:
            callback: Gets a view of the plan, returns ``succeeded``, ``failed``, ``stuck``, a
                ``Failure``, or None for what the plan or the settings say. Of several the last that
                answers counts.
        """
        self._state.on_execute.append(arguments.callback("on_execute", "outcome", callback))
        return callback

    def on_create(self, callback: Callable[[PlanView], AnswerT]) -> Callable[[PlanView], AnswerT]:
        """Let a callback choose the outcome of each plan's creation; usable as a decorator.

        It is asked by CreateProvisionedProductPlan, before the plan is there, and not for plans
        that are seeded.

        Args:
            callback: Gets a view of the plan, and returns an outcome as one of ``on_execute`` does.
        """
        self._state.on_create.append(arguments.callback("on_create", "creation_outcome", callback))
        return callback

    def advance(self, seconds: float | None = None) -> None:
        """Bring all unfinished work to its end, or let that much time pass.

        Work that is ``stuck`` stays so.

        Args:
            seconds: How far to put the clock on; work that takes no longer is finished, whatever
                ``progress`` says. None ends all work now.

        Raises:
            ValueError: ``seconds`` is negative, no number, or more than there is until the year
                9999 ends.
        """
        if seconds is not None:
            self._state.advance_clock(seconds)
        changes = self._state.world.changes
        changes.advance() if seconds is None else changes.catch_up()
        cause = f"advance({'' if seconds is None else in_seconds(seconds)})"
        for store in list(self._state.stores.values()):
            with store.lock:
                self._state.note_changes(store)
                if seconds is None:
                    store.lifecycle.advance()
                else:
                    store.lifecycle.catch_up()
                self._state.note_changes(store, cause)

    def reset(self) -> None:
        """Begin again: as a test begins, with the settings and injected errors of its markers.

        Resources, calls, callbacks, and what was configured and injected since are forgotten.
        """
        self._state.reset()
        self._prepare()

    def for_account(
        self, account_id: str | None = None, region: str | None = None
    ) -> ServiceCatalog:
        """Get the same fake, seen from another account or region.

        Args:
            account_id: Twelve digits; this one's where it is None.
            region: A region's name; this one's where it is None.

        Raises:
            SettingsError: The account or region is not written as one.
        """
        changes = {"account_id": account_id, "region": region}
        given = {name: value for name, value in changes.items() if value is not None}
        self.settings.updated("for_account()", given)
        seen = object.__new__(ServiceCatalog)
        Lookup.__init__(seen, self._state, account_id or self._account_id, region or self._region)
        seen._prepare = self._prepare
        return seen

    @property
    def secrets(self) -> frozenset[Secret]:
        """Credentials and NoEcho values that nothing that is shown may have."""
        return self._state.secrets.all()

    def note_parameters(self, given: object) -> None:
        """Note the parameters in arguments that were refused: messages may quote secrets.

        Args:
            given: What JSON can express; parameters are what is called so in it.
        """
        for parameters in parameters_in(given):
            self._state.secrets.note(self._store, {"ProvisioningParameters": parameters}, {})

    def __repr__(self) -> str:
        store = self._store
        where = f"{store.scope.account_id} {store.scope.region}"
        return f"<ServiceCatalog {where}: {len(store.plans)} plans, {len(self.calls)} calls>"
