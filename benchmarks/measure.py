"""Samples that bear comparison on a machine that has other things to do as well."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """The median of some samples, and the quartiles around it."""

    median: float
    low: float
    high: float


def figure(samples: Iterable[float]) -> Figure:
    """The median of the samples and their quartiles."""
    known = list(samples)
    if len(known) == 1:
        return Figure(known[0], known[0], known[0])
    low, median, high = statistics.quantiles(known, n=4, method="inclusive")
    return Figure(median, low, high)


def interleave(
    rounds: int, *measurements: Callable[[], float], warm_up: bool = True
) -> list[list[float]]:
    """Take each measurement once a round, in an order that turns from round to round.

    What slows the machine down for a while then meets all of them alike. A round before
    the first warms up and is thrown away.

    Returns:
        The samples of each measurement; those of one round have the same index.
    """
    samples: list[list[float]] = [[] for _ in measurements]
    order = list(range(len(measurements)))
    for round_ in range(-1 if warm_up else 0, rounds):
        for index in order:
            sample = measurements[index]()
            if round_ >= 0:
                samples[index].append(sample)
        order = order[1:] + order[:1]
    return samples


def differences(samples: Sequence[float], floor: Sequence[float]) -> Figure:
    """Compare samples with the floor, round by round."""
    return figure(sample - below for sample, below in zip(samples, floor, strict=True))


def ratios(samples: Sequence[float], floor: Sequence[float]) -> Figure:
    """How many times the floor, compared round by round."""
    return figure(sample / below for sample, below in zip(samples, floor, strict=True))


def milliseconds_each(action: Callable[[str], object], arguments: Sequence[str]) -> float:
    """Call an action with each argument, and say how long one call takes on average.

    It is the processor's time, so that of other processes is left out: no call here waits for
    anything. The collector starts with nothing to do and is left on: what a call leaves behind is
    a part of its cost.
    """
    gc.collect()
    started = time.process_time()
    for argument in arguments:
        action(argument)
    return (time.process_time() - started) / len(arguments) * 1000


def require(holds: bool, what: str) -> None:  # noqa: FBT001
    """Stop where a benchmark measures something else than it says.

    Raises:
        RuntimeError: It does.
    """
    if not holds:
        raise RuntimeError(f"the benchmark does not measure what it says: {what}")
