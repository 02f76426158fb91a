"""Whether the goals that feed another one add up to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leaderboard.rules.metrics import Term, Window
from leaderboard.rules.model import PayingGoal
from leaderboard.rules.periods import Almanac, Span, iterate


@dataclass(frozen=True)
class PartGoal:
    """A goal that feeds another one, with its owner and the teams above the owner, the nearest
    first."""

    goal: PayingGoal
    owner_id: int
    above: tuple[int, ...] = ()


@dataclass(frozen=True)
class Balance:
    """What the parts ask for together beside what the whole asks for, in the metric's smallest
    unit; and what had come in before the first of the parts began."""

    parts: int
    whole: int
    before: int = 0

    @property
    def surplus(self) -> int:
        """How much more they come to; below zero, how much they fall short."""
        return self.parts + self.before - self.whole


def is_added(terms: Iterable[Term]) -> bool:
    """Whether values of different owners and periods may be added: what is counted up to a day is
    counted again in the next period."""
    return all(term.window is Window.WITHIN for term in terms)


def balance(whole: int, span: Span, parts: Iterable[PartGoal], almanac: Almanac) -> Balance | None:
    """What the parts ask for within the span of the whole; None without parts.

    Nothing counts twice: a team's total includes its people's, and a weekly and a monthly goal on
    one metric are met by the same work. So of several goals of one owner the one that asks for
    most counts, and of a team and its people whichever asks for more.
    """
    asked: dict[int, int] = defaultdict(int)
    above: dict[int, tuple[int, ...]] = {}
    for part in parts:
        total = asked_within(part.goal, span, almanac)
        asked[part.owner_id] = max(asked[part.owner_id], total)
        above[part.owner_id] = part.above
    if not asked:
        return None
    members: dict[int, list[int]] = defaultdict(list)
    for owner_id in asked:
        members[next((team for team in above[owner_id] if team in asked), 0)].append(owner_id)

    def of(owner_id: int) -> int:
        """What an owner asks for, with everybody below it."""
        return max(asked[owner_id], sum(map(of, members[owner_id])))

    return Balance(sum(map(of, members[0])), whole)


def first_day(span: Span, parts: Iterable[PartGoal]) -> date:
    """The first day of the span on which a part counts; the span's end if none does."""
    return max(span.start, min((part.goal.since for part in parts), default=span.end))


def asked_within(goal: PayingGoal, span: Span, almanac: Almanac) -> int:
    """The targets of all the goal's periods that begin in the span, each as it stands at its end;
    for periods to come, as it stands now."""
    if goal.period_kind is None:
        starts = [goal.since] if goal.since in span else []
        lasts = [goal.until or goal.since for _start in starts]
    else:
        periods = [
            period
            for period in iterate(goal.period_kind, span, almanac)
            if period.start in span
            and period.start >= goal.since
            and (goal.until is None or period.start < goal.until)
        ]
        lasts = [period.last for period in periods]
    if len(goal.targets) == 1:
        return goal.targets[0].target * len(lasts)
    targets = (goal.target_on(last) for last in lasts)
    return sum(target.target for target in targets if target is not None)
