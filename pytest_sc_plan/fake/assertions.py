"""Assertions about a fake; one that fails shows the calls that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .calls import CALLS, UNSERVED, Call, times_in_words
from .differences import check_parameters, comparison, differing, written
from .finding import PLAN, missing, require_view_or_word
from .injections import EXECUTE, Fault, check_count, explain, operation_named
from .log import Log
from .redaction import Mask
from .views import PlanView


class Assertions(Log):
    """A fake that tells whether calls were made and injected errors were raised."""

    __slots__ = ()

    def assert_called(self, operation: str, times: int | None = None, **params: Any) -> None:
        """Assert that an operation was called with these parameters, among others.

        A call that was refused or that a fault happened to counts too. An SDK's own retry counts as
        the same call.

        Args:
            operation: The operation, by its name in the API or in boto3.
            times: How many times; at least once where it is None.
            **params: Parameters of the operation, as the API names them. None stands for one that
                was not given.

        Raises:
            AssertionError: It was not; the message shows how the closest calls differ, and the
                calls that were made.
            SettingsError: There is no such operation, or it has no such parameter.
        """
        __tracebackhide__ = True
        name = operation_named(operation)
        check_parameters(name, params)
        if times is not None:
            check_count("times", times, least=0)
        calls = [
            (number, call)
            for number, call in enumerate(self.calls, 1)
            if call.operation == name and call.attempt == 1
        ]
        others = [item for item in calls if differing(item[1], params)]
        found = len(calls) - len(others)
        if found == times or (times is None and found):
            return
        mask = self._mask_for(params, [call for _, call in calls])
        asked = f"{name} with {written(params, mask)}" if params else name
        counted = (
            f"called {times_in_words(found)}, not {times_in_words(times)}"
            if times is not None
            else "not called"
        )
        lines = [f"{asked} was {counted}."]
        if others and found < (times or 1):
            lines.append("The closest calls (- asked for, + called):")
            lines += comparison(others, params, mask)
        raise AssertionError("\n".join([*lines, CALLS, self.listing()]))

    def _mask_for(self, params: Mapping[str, Any], calls: Sequence[Call]) -> Mask:
        """Make a mask of all secrets, with those that are asked for: calls may know the version."""
        secrets = self._state.secrets
        mask = Mask(secrets.all())
        if not calls:
            mask.add(secrets.of_request(self._store, params))
        for call in calls:
            store = self._state.store(call.account_id, call.region)
            mask.add(secrets.of_request(store, {**call.params, **params}))
        return mask

    def assert_executed(self, plan: PlanView | str, times: int = 1) -> None:
        """Assert that a plan was executed that many times.

        Calls of ExecuteProvisionedProductPlan that were answered with a record count. An SDK's own
        retry counts as the same call.

        Args:
            plan: A view of the plan, or its id.
            times: How many times.

        Raises:
            AssertionError: It was not, or there was never such a plan; the message shows the calls
                that were made.
        """
        __tracebackhide__ = True
        check_count("times", times, least=0)
        identifier = self._known(plan)
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
            counted = f"{times_in_words(executions)}, not {times_in_words(times)}"
            raise AssertionError(
                self.masked(f"{identifier} was executed {counted}. {CALLS}\n{self.listing()}")
            )

    def _known(self, plan: PlanView | str) -> str:
        """Get the id of a plan that is there, was there, or was asked for by a call.

        Raises:
            AssertionError: There was never such a plan.
        """
        __tracebackhide__ = True
        require_view_or_word(PLAN, "plan", plan)
        seen = [store for store in list(self._state.stores.values()) if self._sees(store.scope)]
        if isinstance(plan, PlanView):
            self._require_own("plan", plan)
            identifier = plan.id
            # While a callback is asked about a plan, that need not be there yet.
            is_known = plan._store in seen
        else:
            identifier = plan
            is_known = (
                self.settings.auto_create_plans
                or any(store.plans.had(plan) for store in seen)
                or any(call.params.get("PlanId") == plan for call in self.calls)
            )
        if not is_known:
            store = self._store
            reason = missing(PLAN, identifier, store, self._others(store))
            raise AssertionError(f"{reason}\n{CALLS}\n{self.listing()}")
        return identifier

    def assert_not_executed(self, plan: PlanView | str) -> None:
        """Assert that a plan was never executed.

        Args:
            plan: A view of the plan, or its id.

        Raises:
            AssertionError: It was, or there was never such a plan; the message shows the calls that
                were made.
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
        lines = [
            f"{len(unraised)} injected {nouns} {'was' if one else 'were'} never raised:",
            *reasons,
            CALLS,
            self.listing(),
        ]
        raise AssertionError(self.masked("\n".join(lines)))

    def assert_all_served(self) -> None:
        """Assert that no call was refused because neither the fake nor moto serves its operation.

        The code under test may have caught the exception. ``reset()`` forgets such calls.

        Raises:
            AssertionError: One was refused; the message shows the calls that were made.
        """
        __tracebackhide__ = True
        refused: dict[str, list[str]] = {}
        for call in self._state.calls:
            if call.error_code == UNSERVED:
                refused.setdefault(call.error_message, []).append(call.operation)
        if refused:
            said = "".join(
                f"{', '.join(dict.fromkeys(operations))} was called, and {reason}. "
                for reason, operations in refused.items()
            )
            raise AssertionError(
                f"{said}The code under test went on without an answer. {CALLS}\n{self.listing()}"
            )

    def assert_executed_once(self, plan: PlanView | str) -> None:
        """Assert that a plan was executed by one request, however often it had to be sent.

        Retries of that request carry its token; code that tries again with a fresh token makes
        another request.

        Args:
            plan: A view of the plan, or its id.

        Raises:
            AssertionError: It was not executed, more than one token was used, or there was never
                such a plan; the message shows the tokens and the calls that were made.
        """
        __tracebackhide__ = True
        identifier = self._known(plan)
        calls = [call for call in self.calls_to(EXECUTE) if call.params.get("PlanId") == identifier]
        tokens = list(dict.fromkeys(str(call.params.get("IdempotencyToken")) for call in calls))
        if len(tokens) == 1 and any(call.response is not None for call in calls):
            return
        if len(tokens) > 1:
            problem = f"was requested with {len(tokens)} tokens, not one: {', '.join(tokens)}"
        else:
            problem = "was not executed"
        raise AssertionError(self.masked(f"{identifier} {problem}. {CALLS}\n{self.listing()}"))
