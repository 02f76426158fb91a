"""How far a person's goals have come."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import MEASURES, Total
from leaderboard.rules.model import PayingGoal, Version
from leaderboard.rules.periods import Span
from leaderboard.rules.triggers.goal_milestone import GoalStep, Reached
from leaderboard.scoring.beginnings import Beginning, within
from leaderboard.scoring.known import KnownTotals, Query, value_of


class GoalMilestoneQuery(Query):
    """The goals as an entry moves them, or as they stand."""

    def facts(self, known: KnownTotals, version: Version) -> list[GoalStep]:
        return steps_of(known, [goal for goal in known.goals if goal.adds(known.entry)])

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Reached]:
        almanac, configuration = beginning.almanac, beginning.configuration
        rows = {
            span: rows_within(span, kind_ids, beginning)
            for span, kind_ids in periods_before(beginning).items()
        }
        found = {p: Reached(beginning.goals[p], almanac) for p in beginning.person_ids}
        for person_id, memory in found.items():
            for goal in memory.goals:
                window = goal.instance_on(beginning.day, almanac)
                if window is not None and window.start < beginning.day:
                    own = rows[beginning.before(window.start)][person_id]
                    memory.values[goal.id, window.start] = value_of(goal, own, configuration)
        return found

    def standing(self, known: KnownTotals, version: Version) -> list[GoalStep]:
        return steps_of(known, known.goals)


def periods_before(beginning: Beginning) -> dict[Span, set[int]]:
    """The days of the goals' periods before the day, with the kinds the goals count in each."""
    spans: dict[Span, set[int]] = defaultdict(set)
    for goal in {goal for owned in beginning.goals.values() for goal in owned}:
        window = goal.instance_on(beginning.day, beginning.almanac)
        if window is not None and window.start < beginning.day:
            spans[beginning.before(window.start)] |= goal.kind_ids
    return spans


def rows_within(
    span: Span, kind_ids: Collection[int], beginning: Beginning
) -> dict[int, list[Any]]:
    """What each person did of these kinds within the span, by kind and cut."""
    sums = [func.sum(getattr(Total, name)).label(name) for name in MEASURES]
    rows = db.session.execute(
        select(Total.subject_id, Total.kind_id, Total.cut_id, *sums)
        .where(
            Total.subject_id.in_(beginning.person_ids),
            Total.kind_id.in_(sorted(kind_ids)),
            within(span, beginning.almanac),
        )
        .group_by(Total.subject_id, Total.kind_id, Total.cut_id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(row)
    return found


def steps_of(known: KnownTotals, goals: Iterable[PayingGoal]) -> list[GoalStep]:
    """The goals pursued on the entry's day, before and after the entry."""
    steps = []
    for goal in goals:
        window = goal.instance_on(known.entry.day, known.world.almanac)
        target = goal.target_on(known.entry.day)
        if window is not None and target is not None:
            before = known.goal_value(goal, window)
            after = before + goal.adds(known.entry)
            steps.append(GoalStep(goal.id, window, before, after, target))
    return steps


QUERY = GoalMilestoneQuery()
