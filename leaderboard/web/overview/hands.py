"""Where a hand would help: people whose goals are behind, for who leads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from leaderboard.permissions import SignedIn, people_managed
from leaderboard.rules.attainment import State
from leaderboard.standings.progress import Progress, progress_of, pursued_goals
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.menu import initials
from leaderboard.web.request.here import Here

# More than these are not a hand but a plan.
MOST = 4
# Nobody helps more people than these without others who lead.
MOST_LED = 60


@dataclass(frozen=True)
class Hand:
    """A person and the goal that is furthest behind."""

    name: str
    initials: str
    mark: int | None
    team: str
    url: str
    bar: Bar
    goal_url: str


def hands_of(viewer: SignedIn, now: Here) -> list[Hand]:
    """The people of one's own teams who are behind, one line each, the furthest behind first."""
    goals = progress_of(pursued_goals(within_reach(viewer, now)), day=now.today)
    return [hand_of(progress, now) for progress in furthest_behind(goals)]


def within_reach(viewer: SignedIn, now: Here) -> set[int]:
    """The active people whom the viewer leads. Of more than one can help oneself, those of the
    teams that nobody else leads: the others have a manager of their own."""
    led = [person.id for person in people_managed(viewer, day=now.today) if person.id != viewer.id]
    if len(led) <= MOST_LED:
        return set(led)
    own = {team.id for team in now.settings.teams().values() if team.manager_id == viewer.id}
    return {whose for whose in led if now.settings.team_on(whose, now.today) in own}


def furthest_behind(goals: Iterable[Progress]) -> list[Progress]:
    """One goal a person."""
    chosen: dict[int, Progress] = {}
    behind = (p for p in goals if p.attainment.state is State.BEHIND)
    for progress in sorted(behind, key=lambda p: (share_of_pace(p), p.owner.name, p.goal_id)):
        chosen.setdefault(progress.owner.id, progress)
    return list(chosen.values())[:MOST]


def share_of_pace(progress: Progress) -> Fraction:
    """How much there is of what there would be at an even pace."""
    attainment = progress.attainment
    return attainment.way / (attainment.pace_way or 1)


def hand_of(progress: Progress, now: Here) -> Hand:
    owner = progress.owner
    team = now.settings.teams().get(now.settings.team_on(owner.id, now.today))
    return Hand(
        name=owner.name,
        initials=initials(owner.name),
        mark=team.mark if team else None,
        team=team.name if team else "",
        url=url_for("me.show", person_id=owner.id),
        bar=bar_of(progress),
        goal_url=url_for("goals.show", goal_id=progress.goal_id),
    )
