"""People whose goals are behind, shown to their managers as "Where a hand would help"."""

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

# With more people than this, the list stops being useful.
MOST = 4
# A manager of more people than this sees only teams without another manager.
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
    """People of the viewer's teams who are behind, one line each, furthest behind first."""
    goals = progress_of(pursued_goals(within_reach(viewer, now)), day=now.today)
    return [hand_of(progress, now) for progress in furthest_behind(goals)]


def within_reach(viewer: SignedIn, now: Here) -> set[int]:
    """Active people the viewer leads. If there are too many to help in person, only those in
    teams without another manager."""
    led = [person.id for person in people_managed(viewer, day=now.today) if person.id != viewer.id]
    if len(led) <= MOST_LED:
        return set(led)
    own = {team.id for team in now.settings.teams().values() if team.manager_id == viewer.id}
    team_of = now.settings.crowd(now.today).team_of
    return {whose for whose in led if team_of[whose] in own}


def furthest_behind(goals: Iterable[Progress]) -> list[Progress]:
    """Only one goal for each person."""
    chosen: dict[int, Progress] = {}
    behind = (p for p in goals if p.attainment.state is State.BEHIND)
    for progress in sorted(behind, key=lambda p: (share_of_pace(p), p.owner.name, p.goal_id)):
        chosen.setdefault(progress.owner.id, progress)
    return list(chosen.values())[:MOST]


def share_of_pace(progress: Progress) -> Fraction:
    """The value as a share of even pace."""
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
