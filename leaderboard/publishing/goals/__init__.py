"""Setting, changing, giving up and copying goals, each within a publication."""

from leaderboard.publishing.goals.checks import NewTarget, Refused
from leaderboard.publishing.goals.copying import copied_from_last_period, copy_last_period
from leaderboard.publishing.goals.recording import RecordOutcome, kind_for_person, record_goal
from leaderboard.publishing.goals.setting import (
    NewGoal,
    change_goal,
    change_target,
    drop_goal,
    is_over,
    set_goal,
    target_of,
)
from leaderboard.publishing.goals.wishes import set_goals, wish_of

__all__ = [
    "NewGoal",
    "NewTarget",
    "RecordOutcome",
    "Refused",
    "change_goal",
    "change_target",
    "copied_from_last_period",
    "copy_last_period",
    "drop_goal",
    "is_over",
    "kind_for_person",
    "record_goal",
    "set_goal",
    "set_goals",
    "target_of",
    "wish_of",
]
