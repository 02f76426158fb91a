"""Finished goals with their results, kept for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import url_for

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.locale import Writing, current_writing
from leaderboard.models import Goal
from leaderboard.permissions import SignedIn, managed_team_ids
from leaderboard.permissions.goals import seen_people
from leaderboard.standings.past import goals_by_id, last_results, over_goals
from leaderboard.standings.progress import Progress, owner_of
from leaderboard.web.goals.facts import dates_told
from leaderboard.web.goals.shown import PastResult, past, resting, whose
from leaderboard.web.page.paging import Page, page_of


@dataclass(frozen=True)
class Over:
    """A finished goal and the result of its last period."""

    name: str
    whose: str
    url: str
    last: PastResult


def over_page(viewer: SignedIn, *, day: date) -> Page[Over]:
    """The requested page of the viewer's own goals and those of the company, their teams and
    everybody they manage; latest first."""
    settings = configuration.current()
    page = page_of(over_goals(owners_of(viewer, day=day), day=day), partial(url_for, "goals.over"))
    return page.shown_as(rows_of(page.rows, settings, day=day))


def owners_of(viewer: SignedIn, *, day: date) -> set[int]:
    settings = configuration.current()
    own = settings.teams_above(settings.team_on(viewer.id, day), day)
    teams = {*own, *managed_team_ids(viewer, day=day)}
    return {settings.organisation_id, *teams, *seen_people(viewer, day=day)}


def rows_of(goal_ids: Sequence[int], settings: Configuration, *, day: date) -> list[Over]:
    goals, writing = goals_by_id(goal_ids), current_writing()
    results = last_results(goals.values(), day=day)
    return [
        Over(
            name=goals[goal_id].name,
            whose=whose(owner_of(goals[goal_id].owner_id, settings)),
            url=url_for("goals.show", goal_id=goal_id),
            last=last_of(goals[goal_id], results.get(goal_id), writing, day=day),
        )
        for goal_id in goal_ids
    ]


def last_of(goal: Goal, result: Progress | None, writing: Writing, *, day: date) -> PastResult:
    """How it ended; a goal dropped before its first period has no result."""
    if result is not None:
        return past(goal, result, writing)
    return PastResult(dates_told(goal, writing), "", "", resting(goal, day, writing))
