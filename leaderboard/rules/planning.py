"""Splitting a target into parts, and the work that usually leads to one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import NamedTuple

# Fewer cases than this are luck: a rate measured on them is not used.
MIN_CASES = 5
# From so many cases on, a rate is fairly sure, and sure: the standard error of one half is 0.16 for
# ten cases and 0.09 for thirty.
FAIR_CASES, SURE_CASES = 10, 30
# How many digits of the whole its parts keep.
DIGITS = 4


class Way(StrEnum):
    """How a target is split: the same for everybody, as they did before, or not at all."""

    EQUAL = "equal"
    HISTORY = "history"
    HAND = "hand"


class Sureness(StrEnum):
    """How far a rate can be trusted."""

    ROUGH = "rough"
    FAIR = "fair"
    SURE = "sure"


class Rate(NamedTuple):
    """So much of one thing for so much of another, measured on a number of cases: 34 demos for 21
    deals, or 21 deals for €212,000."""

    out: int
    of: int
    cases: int

    @property
    def is_usable(self) -> bool:
        """Whether it says anything: more than luck, and of something."""
        return self.cases >= MIN_CASES and self.out > 0 and self.of > 0


class Found(NamedTuple):
    """A rate with whose past it is: 0 the person's own, then ever wider groups."""

    rate: Rate
    level: int


class WorkStage(NamedTuple):
    """How much of one thing is needed, and the rate that this follows from."""

    needed: int
    found: Found


def split(whole: int, weights: Sequence[Fraction], step: int = 1) -> list[int]:
    """The whole in parts, as even to the weights as whole steps allow; they add up to it exactly.

    Steps that remain go to the parts that lost most by rounding, the first of equals; what is less
    than a step goes to the largest part. Without any weight all parts are equal.
    """
    if not weights:
        return []
    total = sum(weights)
    if not total:
        weights, total = [Fraction(1)] * len(weights), Fraction(len(weights))
    exact = [Fraction(whole // step) * weight / total for weight in weights]
    steps = [int(share) for share in exact]
    by_loss = sorted(range(len(exact)), key=lambda n: (steps[n] - exact[n], n))
    for n in by_loss[: whole // step - sum(steps)]:
        steps[n] += 1
    parts = [count * step for count in steps]
    parts[parts.index(max(parts))] += whole % step
    return parts


def step_for(whole: int, unit: int) -> int:
    """What parts of a whole are rounded to, so that they read like targets: whole units, and four
    digits of the whole at most. €9,000,000 is split in thousands, €200,000 in hundreds."""
    step = unit
    while whole // step >= 10**DIGITS:
        step *= 10
    return step


def best(rates: Iterable[Rate]) -> Found | None:
    """The first usable rate, from the person's own past to ever wider groups; None if there is
    none."""
    return next((Found(rate, n) for n, rate in enumerate(rates) if rate.is_usable), None)


def stages(to_go: int, rates: Iterable[Sequence[Rate]]) -> list[WorkStage]:
    """The work behind what is to go, stage by stage: each is rounded up, and the next follows from
    it as it is shown. It ends where no past says how one leads to the next."""
    found: list[WorkStage] = []
    before = to_go
    for candidates in rates:
        rate = best(candidates)
        if rate is None:
            break
        before = ceil(Fraction(before * rate.rate.out, rate.rate.of))
        found.append(WorkStage(before, rate))
    return found


def each_day(needed: int, days: int) -> int | None:
    """How many on each working day, rounded up; None without a day left."""
    return ceil(Fraction(needed, days)) if days > 0 else None


def each_week(needed: int, days: int, *, of_week: int) -> int | None:
    """How many in each week of so many working days; None without a day left."""
    return ceil(Fraction(needed * of_week, days)) if days > 0 else None


def sureness(found: Sequence[WorkStage]) -> Sureness:
    """How far the work behind a target can be trusted: as far as its weakest rate."""
    cases = min(stage.found.rate.cases for stage in found)
    if cases < FAIR_CASES:
        return Sureness.ROUGH
    return Sureness.FAIR if cases < SURE_CASES else Sureness.SURE


@dataclass(frozen=True)
class OwnPast:
    """What somebody reached in the days of the history, and on how many working days."""

    value: int
    days: int


# Whoever has worked fewer days than this has no past to go by: about four weeks.
MIN_DAYS = 20


def weights_by_past(pasts: Sequence[OwnPast], days_ahead: Sequence[int]) -> list[Fraction]:
    """What each would reach in the days ahead at the pace of the past. Whoever has hardly worked
    yet is taken to be as fast as the others on average."""
    known = [past for past in pasts if past.days >= MIN_DAYS]
    usual = Fraction(sum(p.value for p in known), sum(p.days for p in known) or 1)
    return [
        (Fraction(past.value, past.days) if past.days >= MIN_DAYS else usual) * days
        for past, days in zip(pasts, days_ahead, strict=True)
    ]
