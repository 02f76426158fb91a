"""Publishing a change of settings: alone, audited, and with the awards brought to what they say."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award
from leaderboard.scoring import locks, totals
from leaderboard.scoring.rescoring import everybody_sorted, rescore


class Publication:
    """An open change of settings: audit it, and say whose awards it may have moved."""

    def __init__(self, *, by_id: int | None, at: datetime) -> None:
        self.by_id, self.at = by_id, at

    def audit(
        self,
        action: str,
        noun: str,
        noun_id: int,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Record who changed what; the row's number is the new number of the configuration."""
        db.session.add(
            Audit(
                at=self.at,
                by_id=self.by_id,
                action=action,
                noun=noun,
                noun_id=noun_id,
                before=before or {},
                after=after or {},
                reason=reason,
            )
        )
        db.session.flush()

    def rescore(self, person_ids: Collection[int]) -> None:
        """Replay these people's histories under the settings as they now stand."""
        rescore(person_ids, at=self.at)

    def rescore_line(self, rule_id: int) -> None:
        """Replay everybody by one rule line, which was published or changed."""
        rules = [rule for rule in configuration.current().rules if rule.id == rule_id]
        rescore(everybody_sorted(), at=self.at, rules=rules)

    def move_entries(self, person_id: int, *, since: date) -> None:
        """Bring the team kept with a person's entries and awards to the memberships, from a day
        on; then count and replay the person anew."""
        settings = configuration.current()
        days = db.session.scalars(
            select(Activity.occurred_on)
            .where(Activity.subject_id == person_id, Activity.occurred_on >= since)
            .union(
                select(Award.occurred_on).where(
                    Award.subject_id == person_id, Award.occurred_on >= since
                )
            )
        )
        for day in list(days):
            team_id = settings.team_on(person_id, day)
            for table in (Activity, Award):
                db.session.execute(
                    update(table)
                    .where(table.subject_id == person_id, table.occurred_on == day)
                    .values(team_id=team_id)
                )
        totals.recount(settings.almanac, subject_ids=[person_id])
        rescore(everybody_sorted(), at=self.at)


@contextmanager
def publish(*, by_id: int | None, at: datetime) -> Iterator[Publication]:
    """Change settings in one transaction, while nobody logs."""
    with write_transaction(db.session):
        locks.hold_configuration()
        db.session.info["is_publishing"] = True
        try:
            yield Publication(by_id=by_id, at=at)
        finally:
            db.session.info["is_publishing"] = False
