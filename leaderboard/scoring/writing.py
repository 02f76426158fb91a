"""Writing an entry or a void, with the totals and awards that depend on it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.inserts import send_together
from leaderboard.models import Activity, Award, SubjectKind, Void
from leaderboard.scoring import awards, totals
from leaderboard.scoring.activity_rows import INSERT, change_of
from leaderboard.scoring.concerned import looks_at_teams
from leaderboard.scoring.entries import entry_of
from leaderboard.scoring.firsts import TeamDay, people_at
from leaderboard.scoring.rescoring import rescore


@dataclass(frozen=True)
class Logged:
    """What became of a log: the rows of the entry and of the awards it caused, and whether it was
    known already."""

    activity: Any
    awards: tuple[Any, ...]
    is_repeat: bool = False

    @property
    def points(self) -> int:
        return sum(award.points for award in self.awards)


def write_entry(
    row: Any,
    settings: Configuration,
    *,
    before: Collection[Any] | None,
    send: Callable[..., None] = send_together,
) -> Logged:
    """Write the entry, its totals and its awards. `before` are the person's totals without it, if
    it is the last in the person's order of replay (`order.FirstQuestion`); None if it is not."""
    changes, lines = [change_of(row)], list[dict[str, Any]]()
    if before is not None and settings.kinds[row.kind_id].owner == SubjectKind.PERSON:
        entry = entry_of(row, settings)
        earned = awards.earn(entry, subject_id=row.subject_id, configuration=settings, rows=before)
        lines = awards.rows_of(earned, at=row.logged_at, is_silent=False)
        changes += awards.points_of(earned)
    send(
        (INSERT, [row._asdict()]),
        (awards.INSERT, lines),
        (totals.UPSERT, totals.rows_of(changes, settings.almanac)),
    )
    if before is None:
        rescore_for(row, settings, at=row.logged_at)
        return Logged(row, tuple(caused_by(row)))
    return Logged(row, tuple(awards.Written(**line) for line in lines))


def write_void(activity: Activity, void: Void, settings: Configuration) -> None:
    """The void, the totals without the entry, and the replay of everybody concerned."""
    db.session.add(void)
    db.session.flush()
    totals.add([change_of(activity).negated()], settings.almanac)
    rescore_for(activity, settings, at=void.at)


def write_in_place(row: Any, void: Void, settings: Configuration) -> Logged:
    """A void and an entry in its place: the totals change by the difference, and the awards move to
    the new entry in one replay."""
    was = db.session.get_one(Activity, row.corrects_id)
    db.session.add(void)
    db.session.flush()
    changes = [change_of(was).negated(), change_of(row)]
    send_together(
        (INSERT, [row._asdict()]), (totals.UPSERT, totals.rows_of(changes, settings.almanac))
    )
    rescore_for(row, settings, at=row.logged_at)
    return Logged(row, tuple(caused_by(row)))


def rescore_for(activity: Activity, settings: Configuration, *, at: datetime) -> None:
    """Replay the owner, and whoever was or is first beside them, for the rules concerned."""
    if settings.kinds[activity.kind_id].owner != SubjectKind.PERSON:
        return
    rules = settings.rules_for(activity.subject_id, kind_id=activity.kind_id)
    if not rules:
        return
    since = activity.occurred_on
    rescore([activity.subject_id], at=at, rules=rules, since=since)
    lines = [rule for rule in rules if looks_at_teams([rule], kind_id=activity.kind_id)]
    if lines:
        place = TeamDay(activity.team_id, activity.occurred_on, activity.kind_id)
        rescore(people_at(place) - {activity.subject_id}, at=at, rules=lines, since=since)


def caused_by(activity: Any) -> list[Any]:
    """The lines an entry caused when it was logged, whatever was rewritten since."""
    return list(
        db.session.execute(
            select(Award.__table__)
            .where(
                Award.activity_id == activity.id,
                Award.made_at == activity.logged_at,
                Award.reverses_id.is_(None),
            )
            .order_by(Award.key)
        )
    )
