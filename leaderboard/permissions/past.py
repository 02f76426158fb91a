"""Who led a team on a past day: its present leader, from the day they took over."""

from datetime import date

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Audit


def leads_throughout(leader_id: int, team_id: int, *, first: date, last: date) -> bool:
    """Whether the person led the team, or one above it, on every day from the first to the last."""
    settings, taken_over = configuration.current(), last_hand_overs()
    turns = {since for rows in settings.parents.values() for since, _ in rows}
    days = [first, *(day for day in turns if first < day <= last)]
    return all(leads(leader_id, team_id, day, settings, taken_over) for day in days)


def leads(
    leader_id: int,
    team_id: int,
    day: date,
    settings: Configuration,
    taken_over: dict[int, date],
) -> bool:
    teams = settings.teams()
    return any(
        teams[above].manager_id == leader_id and taken_over.get(above, date.min) <= day
        for above in settings.teams_above(team_id, day)
    )


def last_hand_overs() -> dict[int, date]:
    """For each team, the day its leader last changed, if ever. A team stores only its present
    leader; when they began is in the audit."""
    settings, found = configuration.current(), {}
    rows = db.session.execute(
        select(Audit.noun_id, Audit.at, Audit.before, Audit.after)
        .where(Audit.noun == "team", Audit.action == "change")
        .order_by(Audit.id)
    )
    for team_id, at, before, after in rows:
        if before.get("manager") != after.get("manager"):
            found[team_id] = settings.day_at(at)
    return found
