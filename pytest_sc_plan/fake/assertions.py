"""Assertions about a fake; one that fails shows the calls that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .calls import CALLS, NOT_SERVED, UNSERVED, Call, times_in_words
from .differences import check_parameters, comparison, differing, written
from .injections import EXECUTE, Fault, check_count, explain, operation_named
from .lookup import Lookup
from .redaction import no_echo_values, secrets_of
from .views import PlanView


class Assertions(Lookup):
    """A fake that tells whether calls were made and injected errors were raised."""

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
        secrets = self._secrets_among(params, [call for _, call in calls])
        asked = f"{name} with {written(params, secrets)}" if params else name
        counted = (
            f"called {times_in_words(found)}, not {times_in_words(times)}"
            if times is not None
            else "not called"
        )
        lines = [f"{asked} was {counted}."]
        if others and found < (times or 1):
            lines.append("The closest calls (- asked for, + called):")
            lines += comparison(others, params, secrets)
        raise AssertionError("\n".join([*lines, CALLS, self.listing()]))

    def _secrets_among(self, params: Mapping[str, Any], calls: Sequence[Call]) -> set[str]:
        """Collect all secrets, with those that are asked for: calls may know the version."""
        secrets = {*secrets_of(self._state)}
        if not calls:
            secrets.update(no_echo_values(self._store, params))
        for call in calls:
            store = self._state.store(call.account_id, call.region)
            secrets.update(no_echo_values(store, {**call.params, **params}))
        return secrets

    def assert_executed(self, plan: PlanView | str, times: int = 1) -> None:
        """Assert that a plan was executed that many times.

        Calls of ExecuteProvisionedProductPlan that were answered with a record count. An SDK's own
        retry counts as the same call.

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
                f"{identifier} was executed {times_in_words(executions)}, not "
                f"{times_in_words(times)}. {CALLS}\n"
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
                    CALLS,
                    self.listing(),
                ]
            )
        )

    def assert_all_served(self) -> None:
        """Assert that no call was refused because neither the fake nor moto serves its operation.

        The code under test may have caught the exception. ``reset()`` forgets such calls.

        Raises:
            AssertionError: One was refused; the message shows the calls that were made.
        """
        __tracebackhide__ = True
        refused = [call.operation for call in self._state.calls if call.error_code == UNSERVED]
        if refused:
            raise AssertionError(
                f"{', '.join(dict.fromkeys(refused))} was called, and {NOT_SERVED}. The code under "
                f"test went on without an answer. {CALLS}\n{self.listing()}"
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
        raise AssertionError(f"{identifier} {problem}. {CALLS}\n{self.listing()}")
