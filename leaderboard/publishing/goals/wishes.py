"""New goals as plain values, one or several, so that they can wait until somebody has looked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from leaderboard.models import GoalKind
from leaderboard.publishing.goals.checks import NewTarget, Refused
from leaderboard.publishing.goals.setting import NewGoal, set_goal
from leaderboard.rules.baselines import Against
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import Publication

Wish = Mapping[str, Any]


def set_goals(publication: Publication, *, wishes: Sequence[Wish]) -> list[int]:
    """Set all the goals, or none if one is refused; the refusal says whose it is.

    A wish may feed the goal of an earlier one: `feeds` is its place among the wishes.
    """
    goal_ids: list[int] = []
    for wish in wishes:
        new, feeds = read_wish(wish), wish.get("feeds")
        if feeds is not None:
            new = replace(new, parent_id=goal_ids[feeds])
        goal_ids.append(set_or_refuse(publication, new))
    return goal_ids


def set_or_refuse(publication: Publication, new: NewGoal) -> int:
    try:
        return set_goal(publication, new)
    except Refused as refusal:
        refusal.owner_id = new.owner_id
        raise


def wish_of(new: NewGoal) -> Wish:
    """The goal as plain values."""
    return asdict(new) | {
        "kind": new.kind.value,
        "period_kind": new.period_kind.value if new.period_kind else None,
        "against": new.against.value if new.against else None,
    }


def read_wish(wish: Wish) -> NewGoal:
    """The inverse of `wish_of`."""
    said = wish["target"]
    read = {
        "kind": GoalKind(wish["kind"]),
        "target": NewTarget(
            said["target"], said["stretch"], tuple(said["milestones"]), said.get("change")
        ),
        "period_kind": PeriodKind(wish["period_kind"]) if wish["period_kind"] else None,
        "against": Against(wish["against"]) if wish.get("against") else None,
    }
    plain = {name: value for name, value in wish.items() if name != "feeds"}
    return NewGoal(**{**plain, **read})
