"""The team stored with entries and awards: a cache of who was in which team that day."""

from datetime import date

from sqlalchemy import select, update

from leaderboard.extensions import db
from leaderboard.models import NO_TEAM, Activity, Award, Membership, Subject, SubjectKind


def relabel_everything() -> None:
    """Give every entry and award its team according to the memberships; a team's are its own."""
    for subject in db.session.execute(select(Subject.id, Subject.kind)).all():
        if subject.kind == SubjectKind.TEAM:
            label(subject.id, subject.id, since=date.min, until=date.max)
        else:
            relabel(subject.id, since=date.min)


def relabel(person_id: int, *, since: date) -> None:
    """Give a person's entries and awards from a day on their team according to the memberships."""
    memberships = select(Membership.since, Membership.team_id).where(
        Membership.person_id == person_id
    )
    rows = db.session.execute(memberships.order_by(Membership.since)).all()
    starts = [date.min, *(row.since for row in rows)]
    teams = [NO_TEAM, *(row.team_id or NO_TEAM for row in rows)]
    for start, end, team_id in zip(starts, [*starts[1:], date.max], teams, strict=True):
        label(person_id, team_id, since=max(start, since), until=end)


def label(subject_id: int, team_id: int, *, since: date, until: date) -> None:
    """Store this team with what the subject did and earned in the span."""
    for table in (Activity, Award):
        db.session.execute(
            update(table)
            .where(
                table.subject_id == subject_id,
                table.occurred_on >= since,
                table.occurred_on < until,
                table.team_id != team_id,
            )
            .values(team_id=team_id)
        )
