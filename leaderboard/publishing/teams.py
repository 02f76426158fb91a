"""Teams: made, renamed, given a manager, put under a parent, dissolved."""

from datetime import date

from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.alphabet import in_alphabet
from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Membership, Person, SubjectKind, Team, TeamParent
from leaderboard.publishing.founding import add_subject
from leaderboard.publishing.people import good_name, refuse_taken_name, refuse_unknown_team
from leaderboard.publishing.refused import Refused
from leaderboard.scoring import Publication


def make_team(publication: Publication, *, name: str, manager_id: int | None) -> int:
    """Make a team with the next free mark; returns the new id."""
    name = good_name(name)
    refuse_taken_name(Team, name)
    refuse_unfit_manager(manager_id)
    team = Team(
        id=add_subject(SubjectKind.TEAM),
        name=name,
        folded=fold(name),
        mark=next_mark(),
        manager_id=manager_id,
        created_at=publication.at,
    )
    db.session.add(team)
    db.session.flush()
    publication.audit("make", "team", team.id, after={"name": name, "manager": manager_id})
    return team.id


def change_team(
    publication: Publication, team_id: int, *, name: str, manager_id: int | None
) -> None:
    """Change a team's name or manager."""
    team = db.session.get_one(Team, team_id)
    before = {"name": team.name, "manager": team.manager_id}
    name = good_name(name)
    refuse_taken_name(Team, name, own_id=team_id)
    refuse_unfit_manager(manager_id)
    after = {"name": name, "manager": manager_id}
    if after == before:
        return
    team.name, team.folded, team.manager_id = name, fold(name), manager_id
    publication.audit("change", "team", team_id, before=before, after=after)


def change_place(
    publication: Publication,
    *,
    team_id: int,
    name: str,
    manager_id: int | None,
    parent_id: int | None,
    since: date,
) -> None:
    """Change name, manager and, from that day on, the parent."""
    change_team(publication, team_id, name=name, manager_id=manager_id)
    put_under(publication, team_id, parent_id=parent_id, since=since)


def put_under(
    publication: Publication, team_id: int, *, parent_id: int | None, since: date
) -> None:
    """Put the team under this parent (None: under none) from that day on."""
    before = configuration.current().teams_above(team_id, since)
    was = before[1] if len(before) > 1 else None
    row = db.session.get(TeamParent, (team_id, since))
    if was == parent_id and row is None:
        return
    if parent_id is not None:
        refuse_unknown_team(parent_id)
        refuse_circle(team_id, parent_id, since)
    if row is None:
        db.session.add(TeamParent(team_id=team_id, since=since, parent_id=parent_id))
    else:
        row.parent_id = parent_id
    publication.audit(
        "put under",
        "team",
        team_id,
        before={"parent": was},
        after={"parent": parent_id, "since": since.isoformat()},
    )
    publication.rescore_teams_above(since=since)


def dissolve(publication: Publication, team_id: int, *, today: date) -> None:
    """Close the team to newcomers; its past stays. Only possible once it is empty."""
    team = db.session.get_one(Team, team_id)
    if team.dissolved_at is not None:
        return
    if members_on(team_id, today):
        raise Refused("team", "not_empty")
    team.dissolved_at = publication.at
    publication.audit("dissolve", "team", team_id)


def members_on(team_id: int, day: date) -> list[int]:
    """Who is in the team on the day, without deactivated people."""
    latest = (
        select(Membership.person_id, func.max(Membership.since).label("since"))
        .where(Membership.since <= day)
        .group_by(Membership.person_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Membership.person_id)
            .join(
                latest,
                (latest.c.person_id == Membership.person_id) & (latest.c.since == Membership.since),
            )
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.team_id == team_id, Person.deactivated_at.is_(None))
            .order_by(in_alphabet(Person.folded))
        )
    )


def next_mark() -> int:
    """Marks repeat: the ninth team looks like the first, but hollow."""
    return (db.session.scalar(select(func.count()).select_from(Team)) or 0) + 1


def refuse_unfit_manager(manager_id: int | None) -> None:
    if manager_id is None:
        return
    person = db.session.get(Person, manager_id)
    if person is None or not person.is_active or not person.is_manager:
        raise Refused("manager", "unfit")


def refuse_circle(team_id: int, parent_id: int, since: date) -> None:
    """Keep the team from ending up above itself, on that day or any later recorded one."""
    settings = configuration.current()
    later = {day for rows in settings.parents.values() for day, _ in rows if day > since}
    for day in sorted({since} | later):
        if team_id in settings.teams_above(parent_id, day):
            raise Refused("parent", "circle")
