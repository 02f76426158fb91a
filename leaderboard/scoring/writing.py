"""Writing an entry or a void, with the totals and awards that depend on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, SubjectKind, Void
from leaderboard.scoring import awards, totals
from leaderboard.scoring.activity_rows import Provenance, change_of, insert_entry
from leaderboard.scoring.concerned import looks_at_teams
from leaderboard.scoring.entries import entry_of
from leaderboard.scoring.firsts import TeamDay, people_at
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.rescoring import rescore
from leaderboard.statements import send_together


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
    new: NewActivity,
    settings: Configuration,
    provenance: Provenance,
    *,
    before: Collection[Any] | None,
) -> Logged:
    """Write the entry, its totals and its awards. `before` are the person's totals without it, if
    it is the last in the person's order of replay (`order.asked_before`); None if it is not."""
    activity = insert_entry(new, settings, provenance)
    changes, lines = [change_of(activity)], list[dict[str, Any]]()
    if before is not None and settings.kinds[new.kind_id].owner == SubjectKind.PERSON:
        entry = entry_of(activity, settings)
        earned = awards.earn(entry, subject_id=new.subject_id, configuration=settings, rows=before)
        lines = awards.rows_of(earned, at=provenance.at, is_silent=False)
        changes += awards.points_of(earned)
    send_together(
        (awards.INSERT, lines), (totals.UPSERT, totals.rows_of(changes, settings.almanac))
    )
    if before is None:
        rescore_for(activity, settings, at=provenance.at)
        return Logged(activity, tuple(caused_by(activity)))
    return Logged(activity, tuple(awards.Written(**line) for line in lines))


def write_void(activity: Activity, void: Void, settings: Configuration) -> None:
    """The void, the totals without the entry, and the replay of everybody concerned."""
    db.session.add(void)
    db.session.flush()
    totals.add([change_of(activity).negated()], settings.almanac)
    rescore_for(activity, settings, at=void.at)


def write_in_place(
    new: NewActivity, void: Void, settings: Configuration, provenance: Provenance
) -> Logged:
    """A void and an entry in its place: the totals change by the difference, and the awards move to
    the new entry in one replay."""
    was = db.session.get_one(Activity, provenance.corrects_id)
    db.session.add(void)
    db.session.flush()
    activity = insert_entry(new, settings, provenance)
    totals.add([change_of(was).negated(), change_of(activity)], settings.almanac)
    rescore_for(activity, settings, at=provenance.at)
    return Logged(activity, tuple(caused_by(activity)))


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
