"""What a goal's reached milestones paid, or why they paid nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.configuration import Configuration
from leaderboard.models import SubjectKind
from leaderboard.rules.model import NEW_TARGET, Entry, PayingRule, Slot, Version
from leaderboard.rules.periods import DAY, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.triggers.goal_milestone import STRETCH, cause_of
from leaderboard.scoring.lines import PastLines, read_lines
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.progress import Progress


@dataclass(frozen=True)
class MilestoneOutcome:
    """A milestone with a rule for it: its line in the ledger, or why there is none.

    `mark` is in thousandths, 0 for the stretch target.
    """

    mark: int
    line: Any | None
    unpaid: Unpaid | None


def milestone_outcomes(
    progress: Progress, *, day: date, settings: Configuration
) -> Iterator[MilestoneOutcome]:
    """Every milestone the goal has reached, for each rule that holds on the day; and those that
    have paid and that a higher target has since put out of reach."""
    if progress.owner.kind is not SubjectKind.PERSON or not may_pay(progress, settings):
        return
    day = min(day, progress.span.end - DAY)
    standing = [
        (rule, version)
        for rule in settings.rules
        if (version := rule.version_on(day)) and version.trigger.follows_goals
    ]
    past = read_lines(progress.owner.id, rule_ids={rule.id for rule, _ in standing})
    for mark, is_reached in marks(progress):
        for rule, version in standing:
            if mark in version.condition.milestones or (
                mark == STRETCH and version.condition.pays_stretch
            ):
                found = outcome(mark, rule, version, progress, past, day=day, settings=settings)
                if is_reached or found.line is not None:
                    yield found


def may_pay(progress: Progress, settings: Configuration) -> bool:
    """Whether anything can be paid: not for a ratio, nor for a goal kept for the record."""
    return any(goal.id == progress.goal_id for goal in settings.paying_goals(progress.owner.id))


def marks(progress: Progress) -> Iterator[tuple[int, bool]]:
    """The goal's milestones, and whether each is reached."""
    attainment = progress.attainment
    yield from ((milestone.mark, milestone.is_reached) for milestone in attainment.milestones)
    if attainment.stretch_way is not None:
        yield STRETCH, attainment.way >= attainment.stretch_way


def outcome(
    mark: int,
    rule: PayingRule,
    version: Version,
    progress: Progress,
    past: PastLines,
    *,
    day: date,
    settings: Configuration,
) -> MilestoneOutcome:
    """One milestone under one rule."""
    cause = cause_of(progress.goal_id, mark)
    slot = Slot(rule.id, progress.owner.id, progress.span.start, cause)
    if slot in past.live:
        return MilestoneOutcome(mark, past.live[slot], None)
    if slot in past.suppressed:
        why = WhyNot.TAKEN_BACK
    else:
        why = why_unpaid(rule, version, progress, past, day=day, settings=settings)
    return MilestoneOutcome(mark, None, Unpaid(rule.id, version, why, None))


def why_unpaid(
    rule: PayingRule,
    version: Version,
    progress: Progress,
    past: PastLines,
    *,
    day: date,
    settings: Configuration,
) -> WhyNot:
    """Why a slot is empty: the rule is not for this person or day, its limit was used up, or it did
    not pay yet when the milestone was passed."""
    limits, owner_id = version.limits, progress.owner.id
    teams = settings.teams_above(settings.team_on(owner_id, day), day)
    if (limits.since and day < limits.since) or (limits.until and day >= limits.until):
        return WhyNot.NOT_THEN
    if not limits.admit(Entry(NEW_TARGET, day, 0, teams=teams)):
        return WhyNot.OTHER_TEAM
    return WhyNot.USED_UP if was_used_up(rule, version, progress, past, settings) else WhyNot.BEFORE


def was_used_up(
    rule: PayingRule, version: Version, progress: Progress, past: PastLines, settings: Configuration
) -> bool:
    """Whether the rule had paid as often as it may in some window of the goal's period."""
    if not version.limits.most:
        return False
    used: Counter[date] = Counter()
    for slot, row in (past.live | past.suppressed).items():
        if slot.rule_id == rule.id:
            window = period_of(version.limits.per, row.occurred_on, settings.almanac)
            if window.start < progress.span.end and window.end > progress.span.start:
                used[window.start] += row.times
    return any(times >= version.limits.most for times in used.values())
