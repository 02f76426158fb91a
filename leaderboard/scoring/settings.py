"""Publishing a change of settings: exclusively, audited, and with the awards brought in line."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audit
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import locks, redating, totals
from leaderboard.scoring.recounting import sum_up_anew
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.teams import relabel
from leaderboard.scoring.touching import (
    Stale,
    Touch,
    beside,
    by_any,
    by_days_worked,
    by_goals,
    by_periods,
    by_teams,
    together,
)

# People to replay at once.
AT_ONCE = 20


class Publication:
    """An open change of settings: audit it, and say whose awards it may have moved.

    Counting and replaying is done once, at the end, however many people a file moves; and only for
    those the change can affect, from the day on which it can.
    """

    def __init__(self, *, by_id: int | None, at: datetime) -> None:
        self.by_id, self.at = by_id, at
        self.moved: dict[int, date] = {}
        # Entries after this day move back to it.
        self.last_day = date.max
        self.other_kinds: frozenset[PeriodKind] = frozenset()
        self._touches: list[Touch] = []
        self._is_settled = False

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

    def rescore(self, person_ids: Collection[int], *, since: date = date.min) -> None:
        """These people's awards may change from the day on."""
        self._touches.append(Touch(since, by_any, person_ids=frozenset(person_ids)))

    def rescore_goals(self, person_ids: Collection[int] | None, *, since: date) -> None:
        """What these people's goals (None: everybody's) pay may change."""
        people = None if person_ids is None else frozenset(person_ids)
        self._touches.append(Touch(since, by_goals, person_ids=people))

    def rescore_line(self, rule_id: int, *, since: date) -> None:
        """What this rule pays may change from the day on."""
        self._touches.append(Touch(since, rule_ids=frozenset({rule_id})))

    def rescore_days_worked(
        self, *, since: date, person_ids: Collection[int] | None = None
    ) -> None:
        """Different days are worked from the day on, by these people or everybody."""
        people = None if person_ids is None else frozenset(person_ids)
        self._touches.append(Touch(since, by_days_worked, person_ids=people))

    def rescore_teams_above(self, *, since: date) -> None:
        """Teams belong to other teams from the day on; a rule may be for a team and all
        below it."""
        self._touches.append(Touch(since, by_teams))

    def recount(self, kinds: Collection[PeriodKind]) -> None:
        """Recompute sums for periods of these kinds: they begin on different days."""
        self.other_kinds |= frozenset(kinds)

    def bring_back(self, today: date) -> None:
        """Entries after today move back to it; replay their owners from there on."""
        self.last_day = today
        if owner_ids := redating.owners_after(today):
            self.rescore(owner_ids, since=today)

    def move_entries(self, person_id: int, *, since: date) -> None:
        """Bring the team stored with a person's entries and awards in line with the memberships,
        from a day on; then recount and replay the person, and whoever is first of the day beside
        them."""
        self.moved[person_id] = min(since, self.moved.get(person_id, since))

    def stale(self, settings: Configuration) -> dict[int, Stale]:
        """Everybody whose awards may change under the settings as they now stand."""
        touches = list(self._touches)
        touches += [
            Touch(since, person_ids=frozenset({person_id}))
            for person_id, since in self.moved.items()
        ]
        if self.other_kinds:
            touches.append(Touch(date.min, by_periods(self.other_kinds)))
        mates = (
            beside(person_id, since=since, settings=settings)
            for person_id, since in self.moved.items()
        )
        return together([*(touch.stale(settings) for touch in touches), *mates])

    @property
    def named(self) -> set[int]:
        """The people for whom something of their own changed."""
        people = (touch.person_ids or () for touch in self._touches)
        return {*self.moved, *(person_id for some in people for person_id in some)}

    def settle(self) -> None:
        """Do what was asked for, each replay once, unless it is done already."""
        if not self._is_settled and (self.moved or self._touches or self.other_kinds):
            self.replay(self.recount_all(configuration.current()))

    def recount_all(self, settings: Configuration) -> dict[int, Stale]:
        """Bring teams, days and totals in line with the settings; the caller decides whom to
        replay."""
        self._is_settled = True
        stale = self.stale(settings)
        self.recount_changed(settings)
        return stale

    def replay(self, stale: dict[int, Stale]) -> None:
        """Bring these people's awards in line with the settings, with a turn for whoever only
        reads after every few."""
        if not stale:
            return
        settings = configuration.current()
        for part, people in alike(stale):
            rules = [rule for rule in settings.rules if rule.id in part.rule_ids]
            for first in range(0, len(people), AT_ONCE):
                some = people[first : first + AT_ONCE]
                rescore(some, at=self.at, rules=rules, since=part.since)
                time.sleep(0)

    def recount_changed(self, settings: Configuration) -> None:
        """Bring teams, days and totals in line with the settings."""
        for person_id, since in self.moved.items():
            relabel(person_id, since=since)
        if self.moved:
            totals.recount(settings.almanac, subject_ids=self.moved)
        if self.last_day < date.max:
            redating.bring_back(self.last_day, settings, by_id=self.by_id, at=self.at)
        if self.other_kinds:
            sum_up_anew(settings.almanac, self.other_kinds)


def alike(stale: dict[int, Stale]) -> Iterator[tuple[Stale, list[int]]]:
    """The people for whom the same may have changed, together."""
    found: dict[Stale, list[int]] = {}
    for person_id, part in sorted(stale.items()):
        found.setdefault(part, []).append(person_id)
    yield from found.items()


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
