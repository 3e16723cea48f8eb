"""The state machine of plans, records and provisioned products.

The tables read like the documentation: "ProvisionedProductPlanDetails", "RecordDetail" and
"ProvisionedProductDetail" of the API reference list the statuses and say what each means.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from .behavior import Behavior, Failure
from .clock import Clock
from .kinds import status_after_failure
from .model import (
    Outcome,
    Plan,
    PlanStatus,
    ProvisionedProduct,
    ProvisionedProductStatus,
    Record,
    RecordStatus,
    RecordType,
    Status,
    Work,
)

PLAN_TRANSITIONS: Final[dict[PlanStatus, frozenset[PlanStatus]]] = {
    PlanStatus.CREATE_IN_PROGRESS: frozenset({PlanStatus.CREATE_SUCCESS, PlanStatus.CREATE_FAILED}),
    PlanStatus.CREATE_SUCCESS: frozenset({PlanStatus.EXECUTE_IN_PROGRESS}),
    PlanStatus.CREATE_FAILED: frozenset(),
    PlanStatus.EXECUTE_IN_PROGRESS: frozenset(
        {PlanStatus.EXECUTE_SUCCESS, PlanStatus.EXECUTE_FAILED}
    ),
    PlanStatus.EXECUTE_SUCCESS: frozenset(),
    PlanStatus.EXECUTE_FAILED: frozenset(),
}

RECORD_TRANSITIONS: Final[dict[RecordStatus, frozenset[RecordStatus]]] = {
    RecordStatus.CREATED: frozenset({RecordStatus.IN_PROGRESS}),
    RecordStatus.IN_PROGRESS: frozenset(
        {RecordStatus.IN_PROGRESS_IN_ERROR, RecordStatus.SUCCEEDED, RecordStatus.FAILED}
    ),
    RecordStatus.IN_PROGRESS_IN_ERROR: frozenset({RecordStatus.FAILED}),
    RecordStatus.SUCCEEDED: frozenset(),
    RecordStatus.FAILED: frozenset(),
}

PROVISIONED_PRODUCT_TRANSITIONS: Final[
    dict[ProvisionedProductStatus, frozenset[ProvisionedProductStatus]]
] = {
    ProvisionedProductStatus.PLAN_IN_PROGRESS: frozenset({ProvisionedProductStatus.UNDER_CHANGE}),
    ProvisionedProductStatus.UNDER_CHANGE: frozenset(
        {
            ProvisionedProductStatus.AVAILABLE,
            ProvisionedProductStatus.TAINTED,
            ProvisionedProductStatus.ERROR,
        }
    ),
    ProvisionedProductStatus.AVAILABLE: frozenset({ProvisionedProductStatus.UNDER_CHANGE}),
    ProvisionedProductStatus.TAINTED: frozenset({ProvisionedProductStatus.UNDER_CHANGE}),
    ProvisionedProductStatus.ERROR: frozenset({ProvisionedProductStatus.UNDER_CHANGE}),
}

TRANSITIONS: Mapping[type[Status], Mapping[Any, Collection[Status]]] = {
    PlanStatus: PLAN_TRANSITIONS,
    RecordStatus: RECORD_TRANSITIONS,
    ProvisionedProductStatus: PROVISIONED_PRODUCT_TRANSITIONS,
}

PLANNABLE: Final = frozenset({ProvisionedProductStatus.AVAILABLE, ProvisionedProductStatus.TAINTED})
"""CreateProvisionedProductPlan: 'the product status must be AVAILABLE or TAINTED'. To update one is
no different: these two are 'ready to perform any operation' (ProvisionedProductDetail, Status)."""

IN_TRANSIT: Final = frozenset(
    {ProvisionedProductStatus.UNDER_CHANGE, ProvisionedProductStatus.PLAN_IN_PROGRESS}
)
"""'Transitive state ... Wait for an AVAILABLE status before performing operations.'"""

FINISHED_PLANS: Final = frozenset({PlanStatus.EXECUTE_SUCCESS, PlanStatus.EXECUTE_FAILED})
"""Plans that were executed and will not change any more."""


class Transition(NamedTuple):
    """A change of status, as the call log shows it, with the reason where something failed."""

    id: str
    before: str
    after: str
    reason: str | None = None


class Lifecycle:
    """The state machine of one account and region.

    Args:
        clock: Where the time comes from.
        behavior: Gives the behavior in force now; it may change while work is under way.
        record_ended: Called with each record that has SUCCEEDED or FAILED, before its provisioned
            product is brought to a stable status.
    """

    def __init__(
        self,
        clock: Clock,
        behavior: Callable[[], Behavior],
        record_ended: Callable[[Record], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._behavior = behavior
        self._record_ended = record_ended
        self.unfinished: OrderedDict[int, Work] = OrderedDict()
        self.transitions: list[Transition] = []

    def begin_creation(self, plan: Plan, outcome: Outcome) -> None:
        """Begin the creation of a plan that is CREATE_IN_PROGRESS."""
        plan.work = self._start(plan, outcome, plan.created_time)

    def begin(self, record: Record, outcome: Outcome) -> None:
        """Begin the work of a record, which moves its provisioned product and its plan too.

        A provisioned product that is new, and was never planned, is UNDER_CHANGE already.
        """
        work = self._start(record, outcome, record.created_time)
        record.work = record.provisioned_product.work = work
        product = record.provisioned_product
        product.last_record_id = record.id
        if record.action_run is None:
            product.status_message = None
            product.last_provisioning_record_id = record.id
        if product.status is not ProvisionedProductStatus.UNDER_CHANGE:
            self._move(product, ProvisionedProductStatus.UNDER_CHANGE)
        if record.plan is not None:
            record.plan.work = work
            record.plan.updated_time = work.started
            self._move(record.plan, PlanStatus.EXECUTE_IN_PROGRESS)

    def resume(self, subject: Plan | Record, outcome: Outcome, reads: int) -> None:
        """Go on with the creation of a plan or the work of a record, which began elsewhere.

        Its time begins now.

        Args:
            subject: The plan or the record.
            outcome: How it will end.
            reads: How often it was read so far.
        """
        work = self._start(subject, outcome, self._clock.now())
        subject.work, work.reads = work, reads
        if isinstance(subject, Record):
            subject.provisioned_product.work = work
            if subject.plan is not None:
                subject.plan.work = work

    def read(self, resource: Plan | Record | ProvisionedProduct) -> None:
        """Count a read of a resource, and move its work on as ``progress`` says."""
        work = resource.work
        if work is None:
            return
        behavior = self._behavior()
        if behavior.progress == "polls":
            self._count(work, behavior)
            return
        self.settle(resource)
        self._get_going(work)

    def settle(self, resource: Plan | Record | ProvisionedProduct) -> None:
        """Bring a resource up to the clock, without counting a read."""
        behavior = self._behavior()
        if resource.work is None:
            return
        if behavior.progress == "immediate":
            self._finish(resource.work, resource.work.started)
        elif behavior.progress == "time":
            self._settle_by_clock(resource.work)

    def settle_all(self) -> None:
        """End all work that is over by the clock, so that its results can be found.

        Work ends in the order in which it began, so this looks no further than it has to.
        """
        behavior = self._behavior()
        if behavior.progress not in {"immediate", "time"}:
            return
        duration = behavior.duration if behavior.progress == "time" else 0.0
        now = self._clock.now()
        while self.unfinished:
            work = next(iter(self.unfinished.values()))
            if now - work.started < duration:
                return
            self._finish(work, round(work.started + duration, 3))

    def reads_left(self, work: Work) -> int:
        """Count the reads until one sees that a piece of work has ended, with progress=polls."""
        return max(sum(self._reads(work, self._behavior())) - work.reads, 0) + 1

    def finish(self, work: Work) -> None:
        """End a piece of work now, unless it is stuck."""
        self._finish(work, self._clock.now())

    def resolve(self, work: Work, outcome: Outcome) -> None:
        """End work that waits for its outcome."""
        work.outcome = outcome
        self.unfinished[id(work)] = work
        self.finish(work)

    def advance(self) -> None:
        """End all unfinished work now."""
        for work in list(self.unfinished.values()):
            self.finish(work)

    def catch_up(self) -> None:
        """Bring all unfinished work up to the clock."""
        for work in list(self.unfinished.values()):
            self._settle_by_clock(work)

    def abandon(self, plan: Plan) -> None:
        """Let go of a plan: its creation ends, its execution goes on without it."""
        if plan.work is not None and plan.work.subject is plan:
            self.unfinished.pop(id(plan.work), None)
        plan.work = None
        if plan.record is not None:
            plan.record.plan = None

    def drain(self) -> list[Transition]:
        """Give the changes of status since the last call of this, and forget them."""
        drained, self.transitions = self.transitions, []
        return drained

    def _start(self, subject: Plan | Record, outcome: Outcome, started: float) -> Work:
        work = Work(subject, started, outcome)
        if outcome.name not in {"stuck", "waiting"}:
            self.unfinished[id(work)] = work
        return work

    def _count(self, work: Work, behavior: Behavior) -> None:
        """Count a read: it sees CREATED, IN_PROGRESS, IN_PROGRESS_IN_ERROR, or the end."""
        created, in_progress, in_error = self._reads(work, behavior)
        if work.reads >= created + in_progress + in_error:
            self.finish(work)
        elif work.reads >= created + in_progress:
            self._remediate(work)
        work.reads += 1
        if work.reads > created:
            self._get_going(work)

    @staticmethod
    def _reads(work: Work, behavior: Behavior) -> tuple[int, int, int]:
        """Tell how many reads see work CREATED, IN_PROGRESS and IN_PROGRESS_IN_ERROR."""
        is_record = isinstance(work.subject, Record)
        created = behavior.created_polls if is_record else 0
        in_error = 1 if is_record and work.outcome.error is not None and behavior.polls else 0
        return created, behavior.polls, in_error

    def _settle_by_clock(self, work: Work) -> None:
        duration = self._behavior().duration
        elapsed = self._clock.now() - work.started
        if elapsed >= duration:
            self._finish(work, round(work.started + duration, 3))
        elif elapsed >= duration / 2:
            self._remediate(work)

    def _get_going(self, work: Work) -> None:
        record = work.subject
        if isinstance(record, Record) and record.status is RecordStatus.CREATED:
            record.updated_time = self._clock.now()
            self._move(record, RecordStatus.IN_PROGRESS)

    def _remediate(self, work: Work) -> None:
        record = work.subject
        if work.outcome.name != "failed" or not isinstance(record, Record):
            return
        self._get_going(work)
        if record.status is RecordStatus.IN_PROGRESS:
            record.updated_time = self._clock.now()
            self._move(record, RecordStatus.IN_PROGRESS_IN_ERROR)

    def _finish(self, work: Work, now: float) -> None:
        # Stuck work, or work that was let go of meanwhile, is not among the unfinished.
        if self.unfinished.pop(id(work), None) is None:
            return
        if isinstance(work.subject, Plan):
            self._finish_creation(work.subject, work.outcome, now)
        else:
            self._get_going(work)
            self._finish_record(work.subject, work.outcome, now)

    def _finish_creation(self, plan: Plan, outcome: Outcome, now: float) -> None:
        plan.work = None
        plan.updated_time = now
        if outcome.error is None:
            self._move(plan, PlanStatus.CREATE_SUCCESS)
        else:
            plan.status_message = outcome.error.description
            self._move(plan, PlanStatus.CREATE_FAILED, outcome.error.description)

    def _finish_record(self, record: Record, outcome: Outcome, now: float) -> None:
        product, error = record.provisioned_product, outcome.error
        record.work = product.work = None
        record.updated_time = now
        if error is None:
            self._move(record, RecordStatus.SUCCEEDED)
        else:
            record.errors.append(error)
            self._move(record, RecordStatus.FAILED, error.description)
        self._record_ended(record)
        if record.action_run is not None:
            self._move(product, record.action_run.status_before)
        elif error is not None:
            product.status_message = error.message
            self._move(product, status_after_failure(product, error))
        elif record.type is not RecordType.TERMINATE_PROVISIONED_PRODUCT:
            self._move(product, ProvisionedProductStatus.AVAILABLE)
        if record.plan is not None:
            self._finish_plan(record.plan, error, now)

    def _finish_plan(self, plan: Plan, error: Failure | None, now: float) -> None:
        plan.work = None
        plan.updated_time = now
        if error is None:
            self._move(plan, PlanStatus.EXECUTE_SUCCESS)
        else:
            plan.status_message = error.message
            self._move(plan, PlanStatus.EXECUTE_FAILED)

    def _move(
        self,
        resource: Plan | Record | ProvisionedProduct,
        status: Status,
        reason: str | None = None,
    ) -> None:
        before = resource.status
        if status not in TRANSITIONS[type(before)][before]:
            raise ValueError(f"{resource.id} is {before} and can't become {status}")
        resource.status = status  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
        self.transitions.append(Transition(resource.id, before, status, reason))
