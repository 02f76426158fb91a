"""How far a person's goals have come."""

from collections.abc import Iterable

from leaderboard.rules.model import Goal, Version
from leaderboard.rules.triggers.goal_milestone import GoalStep
from leaderboard.scoring.known import Known, Query


class GoalMilestoneQuery(Query):
    """The goals as an entry moves them, or as they stand."""

    def facts(self, known: Known, version: Version) -> list[GoalStep]:
        return steps_of(known, [goal for goal in known.goals if goal.adds(known.entry)])

    def standing(self, known: Known, version: Version) -> list[GoalStep]:
        return steps_of(known, known.goals)


def steps_of(known: Known, goals: Iterable[Goal]) -> list[GoalStep]:
    """Those of the goals that are pursued on the entry's day, before and after the entry."""
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
