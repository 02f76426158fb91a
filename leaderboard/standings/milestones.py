"""What a goal's reached milestones paid, or why they paid nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.configuration import Configuration
from leaderboard.models import Goal, SubjectKind
from leaderboard.rules.attainment import WHOLE
from leaderboard.rules.model import NEW_TARGET, Entry, PayingRule, Slot, Version
from leaderboard.rules.periods import DAY, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.triggers.goal_milestone import STRETCH, cause_of, mark_of
from leaderboard.scoring.lines import PastLines, read_lines
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.progress import Progress


@dataclass(frozen=True)
class MilestoneOutcome:
    """A milestone with a rule for it: its line in the ledger, or why there is none.

    `mark` is in thousandths, 0 for the stretch target. `is_gone`: the goal has lost it since.
    """

    mark: int
    line: Any | None
    unpaid: Unpaid | None
    is_gone: bool = False


def milestone_outcomes(
    progress: Progress, *, day: date, settings: Configuration
) -> Iterator[MilestoneOutcome]:
    """Every milestone the goal has reached, for each rule that holds on the day; and all that have
    paid, even if a higher target has since put them out of reach, the goal has lost them or their
    rule no longer holds. Of a goal that cannot pay, only the target."""
    if progress.owner.kind is not SubjectKind.PERSON or is_for_record(progress, settings):
        return
    day = min(day, progress.span.end - DAY)
    standing = [
        (rule, version)
        for rule in settings.rules
        if (version := rule.version_on(day)) and version.trigger.follows_goals
    ]
    past = read_lines(progress.owner.id, rule_ids=paying_for_goals(settings))
    told: set[Slot] = set()
    for mark, is_reached in marks(progress):
        for rule, version in standing:
            if mark in version.condition.milestones or (
                mark == STRETCH and version.condition.pays_stretch
            ):
                found = outcome(mark, rule, version, progress, past, day=day, settings=settings)
                told.add(slot_of(mark, rule, progress))
                if is_reached or found.line is not None:
                    yield found
    own = {mark for mark, _is_reached in marks(progress)}
    for mark, slot, line in paid_by(progress.goal_id, past):
        if slot.window_start == progress.span.start and slot not in told:
            yield MilestoneOutcome(mark, line, None, is_gone=mark not in own)


def last_outcomes(goal: Goal, settings: Configuration) -> list[MilestoneOutcome]:
    """What a goal that no longer runs has paid in the last period in which it paid."""
    past = read_lines(goal.owner_id, rule_ids=paying_for_goals(settings))
    found = paid_by(goal.id, past)
    last = max((slot.window_start for _mark, slot, _line in found), default=None)
    return [
        MilestoneOutcome(mark, line, None)
        for mark, slot, line in found
        if slot.window_start == last
    ]


def paying_for_goals(settings: Configuration) -> set[int]:
    """The rules that pay for goals, or once did."""
    return {
        rule.id
        for rule in settings.rules
        if any(version.trigger.follows_goals for version in rule.versions)
    }


def paid_by(goal_id: int, past: PastLines) -> list[tuple[int, Slot, Any]]:
    """The goal's milestones that have paid, the lowest first and the stretch target last."""
    found = [
        (mark, slot, line)
        for slot, line in past.live.items()
        if (mark := mark_of(slot.cause, goal_id)) is not None
    ]
    return sorted(found, key=lambda one: (one[0] == STRETCH, one[0], one[1].rule_id))


def is_for_record(progress: Progress, settings: Configuration) -> bool:
    """Whether the goal pays nothing though its metric could; its page says so anyway."""
    paying = settings.paying_goals(progress.owner.id)
    return progress.metric.may_pay and all(goal.id != progress.goal_id for goal in paying)


def marks(progress: Progress) -> Iterator[tuple[int, bool]]:
    """The goal's milestones, and whether each is reached; the target counts as one if reached."""
    attainment = progress.attainment
    own = {milestone.mark: milestone.is_reached for milestone in attainment.milestones}
    if not progress.metric.may_pay:
        yield WHOLE, attainment.is_reached
        return
    if attainment.is_reached:
        own.setdefault(WHOLE, True)
    yield from own.items()
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
    slot = slot_of(mark, rule, progress)
    if slot in past.live:
        return MilestoneOutcome(mark, past.live[slot], None)
    if slot in past.suppressed:
        why = WhyNot.TAKEN_BACK
    elif not progress.metric.may_pay:
        why = WhyNot.NOT_COUNTED
    elif mark != STRETCH and all(mark != own.mark for own in progress.attainment.milestones):
        why = WhyNot.NO_MILESTONE
    else:
        why = why_unpaid(rule, version, progress, past, day=day, settings=settings)
    return MilestoneOutcome(mark, None, Unpaid(rule.id, version, why, None))


def slot_of(mark: int, rule: PayingRule, progress: Progress) -> Slot:
    cause = cause_of(progress.goal_id, mark)
    return Slot(rule.id, progress.owner.id, progress.span.start, cause)


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
