"""The way of a request: it becomes an operation, meets injected errors, and is answered."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from ..catalog.clock import real
from ..catalog.errors import ServiceError
from ..catalog.operations import OPERATIONS, answer
from ..catalog.store import Store
from ..moto import accounts, active, fallback, service_catalog
from ..wire import protocol
from ..wire.errors import RequestError
from ..wire.faults import FAULT_KINDS, FaultKind
from ..wire.http import Fallback, Request, Response, UnservedOperationError
from ..wire.service import CONTENT_TYPE, error_body
from ..wire.service_model import method_of
from ..wire.validation import validate
from .calls import Call
from .state import FakeState

NO_FAULT = FaultKind(takes_effect=True)


class Dispatcher:
    """Dispatcher of the requests to a fake, for all its accounts and regions.

    Args:
        state: The state of the fake.
    """

    def __init__(self, state: FakeState) -> None:
        self._state = state

    def handle(self, request: Request, ask: Fallback = fallback.ask_moto) -> Response:
        """Answer a request, and log the call unless the answer is moto's.

        Args:
            request: The request.
            ask: The fallback for operations that the fake does not serve.

        Raises:
            UnservedOperationError: Neither the fake nor the fallback serves the operation.
        """
        __tracebackhide__ = True
        store = self._store(request)
        target = request.headers.get("x-amz-target", "")
        operation = target.partition(".")[2]
        params: dict[str, Any] = {}
        fault = code = message = None
        body, status = b"", 200
        with store.lock, store.called_by(self._callers(request, store)):
            self._state.note_changes(store)
            try:
                protocol.check_target(target)
                params = protocol.parse(request.body)
                fault = self._state.take_fault(operation, params)
                answered = self._answer(store, operation, params, fault, request, ask)
                if isinstance(answered, Response):
                    return _deliver(answered, fault)
                body = answered
            except (ServiceError, RequestError) as refused:
                code, message, status = refused.code, refused.message, refused.http_status
                body = error_body(code, message)
            except Exception as raised:
                # Nobody serves the operation, or a callback of the user's or an engine failed
                # before anything was changed.
                reason = raised.reason if isinstance(raised, UnservedOperationError) else ""
                error = (type(raised).__name__, reason or str(raised))
                self._log(request, store, operation, params, b"", error, fault)
                raise
            self._log(request, store, operation, params, body, (code, message), fault)
            headers = {
                "x-amzn-RequestId": store.new_uuid(),
                "Content-Type": CONTENT_TYPE,
                "Content-Length": str(len(body)),
            }
        return _deliver(Response(status, headers, body), fault)

    def _store(self, request: Request) -> Store:
        settings = self._state.settings
        account_id, region, access_key_id = protocol.scope(request.headers, request.host)
        return self._state.store(
            accounts.account_of(access_key_id, account_id) or settings.account_id,
            region or settings.region,
        )

    def _callers(self, request: Request, store: Store) -> tuple[str, ...] | None:
        """List the ARNs that the caller goes by; None where access is open to everyone."""
        if self._state.settings.access == "open":
            return None
        _, _, access_key_id = protocol.scope(request.headers, request.host)
        return accounts.callers_of(access_key_id) or (store.scope.principal_arn,)

    def _answer(
        self,
        store: Store,
        operation: str,
        params: dict[str, Any],
        fault: str | None,
        request: Request,
        ask: Fallback,
    ) -> bytes | Response:
        """Give the body of the answer, or the response of the fallback.

        The body is empty where a fault keeps the request from the service.
        """
        __tracebackhide__ = True
        kind = FAULT_KINDS[fault] if fault is not None else NO_FAULT
        if kind.refusal is not None:
            raise ServiceError(kind.refusal.code, kind.refusal.message, kind.refusal.http_status)
        if not kind.takes_effect:
            return b""
        is_served = operation in OPERATIONS
        if is_served:
            validate(operation, params)
        injected = self._state.errors.take_due(operation, params)
        if injected is not None:
            raise ServiceError(injected.code, injected.message, injected.http_status)
        if is_served:
            return protocol.success_body(answer(store, operation, params))
        answered = ask(request, store.scope.account_id, store.scope.region)
        if answered is None:
            raise _unserved(operation)
        return answered

    def _log(
        self,
        request: Request,
        store: Store,
        operation: str,
        params: Mapping[str, Any],
        body: bytes,
        error: tuple[str | None, str | None],
        fault: str | None,
    ) -> None:
        state = self._state
        call = Call(
            operation=operation,
            params=params,
            body=body,
            error_code=error[0],
            error_message=error[1],
            region=store.scope.region,
            account_id=store.scope.account_id,
            attempt=protocol.attempt(request.headers),
            time=store.now(),
            transitions=tuple(store.lifecycle.drain()),
            fault=fault,
            ahead=state.world.clock.ahead,
        )
        state.secrets.note(store, params, request.headers)
        state.received.append(real.time())
        state.calls.append(call)
        for listener in state.call_listeners:
            listener(call)


def _deliver(response: Response, fault: str | None) -> Response:
    """Change a response as a fault on its way changes it."""
    if fault is None:
        return response
    kind = FAULT_KINDS[fault]
    if kind.body is not None:
        headers = {**response.headers, "Content-Length": str(len(kind.body))}
        return Response(200, headers, kind.body)
    return response._replace(failure=kind.failure)


def _unserved(operation: str) -> UnservedOperationError:
    """Make the error for an operation that nobody serves: first what to do, last what is served."""
    method = method_of(operation)
    is_active = active.is_active()
    moto_has_it = not is_active and service_catalog.has_operation(method)
    if moto_has_it:
        hint = "moto has it: put mock_aws around the test"
        reason = f"the fake does not serve it; {hint}"
        said = f". {hint}"
    else:
        moto = f"moto {version('moto')}"
        reason = f"neither the fake nor {moto} serves it"
        lacks = "which is active, does not have it" if is_active else "does not have it either"
        said = (
            f", and {moto}{',' * is_active} {lacks}. Replace the method in the test: "
            f"monkeypatch.setattr(client, {method!r}, ...)"
        )
    message = (
        f"pytest-sc-plan does not serve {operation}{said}. Nothing reaches the network. Served: "
        f"{', '.join(sorted(OPERATIONS))}."
    )
    return UnservedOperationError(message, reason, moto_has_it=moto_has_it)
