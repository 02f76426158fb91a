"""A person's badge case: what they earned, and how near the others are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.rules.steps import Step
from leaderboard.scoring.standing_awards import stands
from leaderboard.standings.names import BadgeName, Names

SHOWN = 20


@dataclass(frozen=True)
class HeldBadge:
    """A badge as one person has it: while `times` is 0 it is locked, and `step` leads to it."""

    badge: BadgeName
    times: int = 0
    last: date | None = None
    step: Step | None = None

    @property
    def is_earned(self) -> bool:
        return self.times > 0

    @property
    def progress(self) -> float:
        """How much of the way to a locked badge is done."""
        if self.step is None:
            return 0.0
        return max(0.0, min(1.0, self.step.done / self.step.total))


def case_of(person_id: int, *, steps: Iterable[Step], names: Names) -> list[HeldBadge]:
    """Earned badges first, rarest metal first; then locked ones, nearest first."""
    counts = read_counts(person_id)
    ways: dict[int, Step] = {}
    for step in steps:
        badge_id = step.version.badge_id
        if badge_id and (badge_id not in ways or share(step) > share(ways[badge_id])):
            ways[badge_id] = step
    earned = [
        HeldBadge(badge, *counts[badge.id]) for badge in names.badges.values() if badge.id in counts
    ]
    locked = [
        HeldBadge(badge, step=ways.get(badge.id))
        for badge in names.badges.values()
        if badge.id not in counts and not badge.is_retired
    ]
    earned.sort(key=lambda held: (-held.badge.tier, held.badge.id))
    locked.sort(key=lambda held: (-held.progress, held.badge.tier, held.badge.id))
    return earned + locked


def share(step: Step) -> float:
    return step.done / step.total


def read_counts(person_id: int) -> dict[int, tuple[int, date]]:
    """How often each badge was earned and not taken back, and when last."""
    last = func.max(Award.occurred_on).label("last")
    rows = db.session.execute(
        select(Award.badge_id, func.count().label("times"), last)
        .where(Award.subject_id == person_id, Award.badge_id.is_not(None), stands())
        .group_by(Award.badge_id)
    )
    return {row.badge_id: (int(row.times), row.last) for row in rows}


def holder_counts() -> dict[int, int]:
    """How many people hold each badge."""
    rows = db.session.execute(
        select(Award.badge_id, func.count(Award.subject_id.distinct()))
        .where(Award.badge_id.is_not(None), stands())
        .group_by(Award.badge_id)
    )
    return {badge_id: count for badge_id, count in rows if badge_id is not None}


def newest_awards(badge_id: int, person_ids: Collection[int]) -> list[Award]:
    """The newest standing awards of a badge to these people, at most `SHOWN`."""
    statement = (
        select(Award)
        .where(Award.badge_id == badge_id, Award.subject_id.in_(person_ids), stands())
        .order_by(Award.occurred_on.desc(), Award.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(statement))


def award_with_badge(award_id: int, badge_id: int) -> Award | None:
    """The award, if it gave this badge."""
    award = db.session.get(Award, award_id)
    is_one = award is not None and award.badge_id == badge_id and award.reverses_id is None
    return award if is_one else None
