"""Publishing a change of settings: alone, audited, and with the awards brought to what they say."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audit
from leaderboard.scoring import locks, totals
from leaderboard.scoring.rescoring import everybody_sorted, rescore
from leaderboard.scoring.teams import relabel


class Publication:
    """An open change of settings: audit it, and say whose awards it may have moved.

    Counting and replaying is done once, when all is said, however many people a file moves.
    """

    def __init__(self, *, by_id: int | None, at: datetime) -> None:
        self.by_id, self.at = by_id, at
        self._stale: set[int] = set()
        self._lines: set[int] = set()
        self._moved: dict[int, date] = {}
        self._has_other_calendar = False

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
        """Replay these people's histories under the settings as they will stand."""
        self._stale |= set(person_ids)

    def rescore_everybody(self) -> None:
        """Replay every history, after a change that concerns all."""
        self._stale |= set(everybody_sorted())

    def recount(self) -> None:
        """Count every total and replay every history anew, in another calendar."""
        self._has_other_calendar = True

    def rescore_line(self, rule_id: int) -> None:
        """Replay everybody by one rule line, which was published or changed."""
        self._lines.add(rule_id)

    def move_entries(self, person_id: int, *, since: date) -> None:
        """Bring the team kept with a person's entries and awards to the memberships, from a day
        on; then count the person and replay everybody anew."""
        self._moved[person_id] = min(since, self._moved.get(person_id, since))

    def settle(self) -> None:
        """Do what was asked for, each replay once."""
        if not (self._moved or self._stale or self._lines or self._has_other_calendar):
            return
        settings = configuration.current()
        for person_id, since in self._moved.items():
            relabel(person_id, since=since)
        if self._has_other_calendar or self._moved:
            whose = None if self._has_other_calendar else self._moved
            totals.recount(settings.almanac, subject_ids=whose)
            rescore(everybody_sorted(), at=self.at)
            return
        rescore(self._stale, at=self.at)
        if self._lines:
            rules = [rule for rule in settings.rules if rule.id in self._lines]
            rescore(everybody_sorted(), at=self.at, rules=rules)


@contextmanager
def publish(*, by_id: int | None, at: datetime) -> Iterator[Publication]:
    """Change settings in one transaction, while nobody logs."""
    with write_transaction(db.session):
        locks.hold_configuration()
        db.session.info["is_publishing"] = True
        try:
            publication = Publication(by_id=by_id, at=at)
            yield publication
            publication.settle()
        finally:
            db.session.info["is_publishing"] = False
