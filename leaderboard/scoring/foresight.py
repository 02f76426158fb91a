"""What a portion of an import will earn, computed before anybody has to wait for it.

Replaying the people takes longer than writing the result. So it is done while others keep logging,
and checked once nobody can: if something about these people has changed, it is thrown away.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Origin, SubjectKind, Void
from leaderboard.rules.model import Earned as Earned
from leaderboard.rules.model import Entry, PayingRule
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.differences import Correction, correction
from leaderboard.scoring.entries import COLUMNS, entry_from, live_entries
from leaderboard.scoring.firsts import lines_of_teams
from leaderboard.scoring.replaying import goals_of, kinds_of, pasts_of, replay_each
from leaderboard.scoring.stage import STAGED, Portion


@dataclass(frozen=True)
class Foresight:
    """The corrections of each person's lines, and what they follow from."""

    seen: Any
    replaced: list[Any]
    # Whose totals change: the people, and teams that own entries.
    subjects: set[int]
    # The first day on which anything changes, and the number the first new entry should get.
    since: date
    first: int
    entries: Mapping[int, list[Entry]]
    corrections: list[Correction]

    def shifted(self, first: int) -> "Foresight":
        """The same with the numbers that the new entries were given."""
        by = first - self.first
        if not by:
            return self
        entries = {
            person_id: [moved(entry, self.first, by) for entry in owned]
            for person_id, owned in self.entries.items()
        }
        corrections = [
            Correction(
                found.stale, [(earned(award, self.first, by), n) for award, n in found.fresh]
            )
            for found in self.corrections
        ]
        return replace(self, first=first, entries=entries, corrections=corrections)


def moved(entry: Entry, first: int, by: int) -> Entry:
    return entry if entry.number < first else entry._replace(number=entry.number + by)


def earned(award: Earned, first: int, by: int) -> Earned:
    """The award with the number its entry was given; for a per-activity award that is also its
    cause."""
    if award.number < first:
        return award
    number, slot = award.number + by, award.slot
    if slot.cause == f"activity:{award.number}":
        slot = slot._replace(cause=f"activity:{number}")
    return award._replace(number=number, slot=slot)


def foresee(portion: Portion, settings: Configuration) -> Foresight:
    """What the portion will do to its people's awards. Rules that look at a whole team are left
    until nobody can get in between."""
    replaced = read_replaced(portion)
    subjects = {row.subject_id for row in replaced} | set(
        db.session.scalars(select(STAGED.c.subject_id).where(portion.holds).distinct())
    )
    people = people_among(subjects, settings)
    seen = seen_of(people, settings)
    first = (db.session.scalar(select(func.max(Activity.id))) or 0) + 1
    since = first_day(portion, replaced)
    entries = entries_after(portion, people, replaced, settings, first=first, since=since)
    lines = {rule.id for rule in lines_of_teams(settings.rules)}
    rules = [rule for rule in settings.rules if rule.id not in lines]
    corrections = corrected(entries, rules, settings, since=since)
    return Foresight(seen, replaced, subjects, since, first, entries, corrections)


def first_day(portion: Portion, replaced: Collection[Any]) -> date:
    """The first day on which the portion changes anything; what is before it stays."""
    new = db.session.scalar(
        select(func.min(STAGED.c.occurred_on)).where(portion.holds, STAGED.c.digest != "")
    )
    days = [row.occurred_on for row in replaced] + ([new] if new else [])
    return min(days, default=date.min)


def corrected(
    entries: Mapping[int, list[Entry]],
    rules: Collection[PayingRule],
    settings: Configuration,
    *,
    since: date,
) -> list[Correction]:
    """How these people's lines for the rules, from a day on, will differ from what they earn."""
    if not rules:
        return []
    people = list(entries)
    beginning = Beginning(since, people, goals_of(people, rules, settings), settings)
    pasts = pasts_of(rules, beginning)
    wanted = replay_each(entries, rules, beginning, pasts)
    return [correction(found, pasts[person_id], since=since) for person_id, found in wanted.items()]


def is_outdated(found: Foresight, portion: Portion, settings: Configuration) -> bool:
    """Whether something it follows from has changed since."""
    return found.replaced != read_replaced(portion) or found.seen != seen_of(
        list(found.entries), settings
    )


def seen_of(people: Collection[int], settings: Configuration) -> Any:
    """What changes with every log, void or award of these people, and with every setting."""
    logged = (
        select(Activity.subject_id, func.count(Activity.id), func.count(Void.id))
        .outerjoin(Void, Void.activity_id == Activity.id)
        .where(Activity.subject_id.in_(people))
        .group_by(Activity.subject_id)
        .order_by(Activity.subject_id)
    )
    given = (
        select(Award.subject_id, func.count(Award.id))
        .where(Award.subject_id.in_(people))
        .group_by(Award.subject_id)
        .order_by(Award.subject_id)
    )
    return settings.number, *(db.session.execute(counts).all() for counts in (logged, given))


def people_among(subjects: Collection[int], settings: Configuration) -> list[int]:
    """The people; teams own entries too, but earn nothing."""
    return [
        subject_id
        for subject_id in sorted(subjects)
        if (owner := settings.owner(subject_id)) and owner.kind is SubjectKind.PERSON
    ]


def read_replaced(portion: Portion) -> list[Any]:
    """The known rows, each with the activity now behind it."""
    return list(
        db.session.execute(
            select(
                STAGED.c.position,
                STAGED.c.digest,
                Origin.id.label("origin_id"),
                Origin.activity_id,
                Activity.subject_id,
                Activity.team_id,
                Activity.kind_id,
                Activity.occurred_on,
                Void.id.is_not(None).label("is_void"),
            )
            .join(Origin, Origin.id == STAGED.c.origin_id)
            .join(Activity, Activity.id == Origin.activity_id)
            .outerjoin(Void, Void.activity_id == Activity.id)
            .where(portion.holds)
            .order_by(STAGED.c.position)
        )
    )


def entries_after(
    portion: Portion,
    people: list[int],
    replaced: Collection[Any],
    settings: Configuration,
    *,
    first: int,
    since: date,
) -> dict[int, list[Entry]]:
    """These people's live entries from a day on as they will be, the new ones numbered from `first`
    on."""
    kinds = kinds_of(people, settings.rules, settings)
    if not kinds:
        return {person_id: [] for person_id in people}
    gone = {row.activity_id for row in replaced}
    entries = {
        person_id: [entry for entry in owned if entry.number not in gone]
        for person_id, owned in live_entries(people, settings, kind_ids=kinds, since=since).items()
    }
    for row in db.session.execute(portion.entries(ENTRY, settings, first=first)):
        subject_id, kind_id = row[1], row[3]
        if subject_id in entries and kind_id in kinds:
            entries[subject_id].append(entry_from(row, settings))
    return entries


# What is read from a row of the ledger after its number, in the order of `COLUMNS`.
ENTRY = [column.key for column in COLUMNS[1:]]
