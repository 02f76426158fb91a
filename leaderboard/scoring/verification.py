"""Proof that what is stored equals what the ledger gives, and the way back to it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import one_moment
from leaderboard.extensions import db
from leaderboard.models import MEASURES, Activity, Award, Total
from leaderboard.rules.periods import starts_of
from leaderboard.scoring import awards, totals
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.crowds import crowds, everybody_sorted
from leaderboard.scoring.damage import put_right, wrong_keys, wrong_reversals
from leaderboard.scoring.differences import is_like, unlike
from leaderboard.scoring.firsts import read_all_firsts
from leaderboard.scoring.garbage import collected_rarely
from leaderboard.scoring.lines import PastLines
from leaderboard.scoring.replaying import earned_from, goals_of, pasts_of
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.settings import publish
from leaderboard.scoring.suspects import wrong_labels, wrong_sums
from leaderboard.scoring.teams import relabel_everything
from leaderboard.scoring.totals import KEYS

# What the steps before and after the replay count for, in hundredths of the whole.
TEAMS, SUMS, LINES, WHOLE = 5, 20, 5, 100
# How many people's totals to explain at once.
AT_ONCE = 50

Told = Callable[[int], None]


def unheard(hundredths: int) -> None:
    """For callers that do not ask how far it has come."""


@dataclass(frozen=True)
class Difference:
    """Something stored that the ledger does not give, or given but not stored."""

    what: str
    key: str
    kept: str
    given: str


def verify(told: Told = unheard) -> list[Difference]:
    """Every difference between the stored totals, awards and teams and those the ledger gives.

    `told` is called with how far it has come, in hundredths of the whole.
    """
    with one_moment(db.session):
        settings = configuration.current()
        found = list(wrong_teams())
        told(TEAMS)
        found += wrong_totals(wrong_sums(settings.almanac), settings)
        told(TEAMS + SUMS)
        found += wrong_awards(settings, told)
        found += wrong_lines()
        told(WHOLE)
        return found


def rebuild(*, at: datetime, told: Told = unheard) -> None:
    """Rebuild teams, totals and awards from the ledger; what already matches stays as it is.

    It is audited like a change of settings, so whatever was read from the old totals is read again.
    """
    with publish(by_id=None, at=at) as publication:
        settings = configuration.current()
        put_right()
        relabel_everything()
        told(TEAMS)
        for some in portions(wrong_sums(settings.almanac)):
            totals.recount(settings.almanac, subject_ids=some)
        told(TEAMS + SUMS)
        firsts = read_all_firsts(settings.rules)
        for people in crowds_told(told):
            rescore(people, at=at, firsts=firsts)
        publication.audit("rebuild", "organisation", settings.organisation_id)
        told(WHOLE)


def crowds_told(told: Told) -> Iterator[list[int]]:
    """Everybody in lots that fit into memory; progress is reported after each."""
    everybody = everybody_sorted()
    done, share = 0, WHOLE - TEAMS - SUMS - LINES
    with collected_rarely():
        for crowd in crowds(everybody):
            yield crowd
            done += len(crowd)
            told(TEAMS + SUMS + share * done // len(everybody))


def portions(subject_ids: Collection[int]) -> Iterator[list[int]]:
    """The subjects by id, some at a time."""
    ordered = iter(sorted(subject_ids))
    while some := list(islice(ordered, AT_ONCE)):
        yield some


def wrong_teams() -> Iterator[Difference]:
    """Entries and awards stored with another team than their owner's on that day."""
    for table, key in ((Activity, Activity.id), (Award, Award.key)):
        for name, kept, given in wrong_labels(table, key):
            yield Difference(f"team of {table.__tablename__}", name, str(kept), str(given))


def wrong_totals(subject_ids: Collection[int], settings: Configuration) -> list[Difference]:
    """These subjects' totals that differ from the sums of the ledger; a row of zeros
    equals no row."""
    found = [
        difference
        for some in portions(subject_ids)
        for difference in wrong_totals_of(some, settings)
    ]
    return sorted(found, key=lambda difference: difference.key)


def wrong_totals_of(subject_ids: list[int], settings: Configuration) -> Iterator[Difference]:
    """The same for a few, added up one by one."""
    given: Counter = Counter()
    for source in (totals.day_sums(subject_ids), totals.day_points(subject_ids)):
        for row in db.session.execute(source):
            values = dict(zip(MEASURES, row[6:], strict=True))
            for kind, start in starts_of(row[1], settings.almanac):
                for name, value in values.items():
                    given[(kind.value, start, *row[2:6], name)] += value
    kept = select(Total.__table__).where(Total.subject_id.in_(subject_ids))
    for row in db.session.execute(kept):
        place = tuple(getattr(row, key) for key in KEYS)
        for name in MEASURES:
            key, number = (*place, name), getattr(row, name)
            if (value := given.pop(key, 0)) != number:
                yield Difference("total", place_of(key), str(number), str(value))
    for key, value in given.items():
        if value:
            yield Difference("total", place_of(key), "", str(value))


def place_of(key: tuple[Any, ...]) -> str:
    """Which measure of which total: `day 2026-03-02 kind=1 subject=7 team=3 cut=0 entries`."""
    period, start, *ids, name = key
    named = zip(KEYS[2:], ids, strict=True)
    said = " ".join(f"{column.removesuffix('_id')}={number}" for column, number in named)
    return f"{period} {start} {said} {name}"


def wrong_awards(settings: Configuration, told: Told) -> list[Difference]:
    """Awards that a replay does not give, that it adds, or that differ from it."""
    found: list[Difference] = []
    rules, firsts = settings.rules, read_all_firsts(settings.rules)
    for crowd in crowds_told(told):
        beginning = Beginning(date.min, crowd, goals_of(crowd, rules, settings), settings)
        pasts = pasts_of(rules, beginning)
        for person_id, wanted in earned_from(beginning, rules, pasts, firsts=firsts).items():
            found += wrong_awards_of(wanted, pasts[person_id])
    return found


def wrong_awards_of(wanted: list[Any], past: PastLines) -> list[Difference]:
    by_slot = {award.slot: award for award in wanted}
    found = [
        Difference("award", awards.key_of(slot, past.turns[slot]), "", str(award.points))
        for slot, award in by_slot.items()
        if slot not in past.live
    ]
    for slot, row in past.live.items():
        if slot not in by_slot:
            found.append(Difference("award", row.key, str(row.points), ""))
        elif not is_like(by_slot[slot], row):
            found += [
                Difference("award", f"{row.key} {name}", str(kept), str(given))
                for name, kept, given in unlike(by_slot[slot], row)
                if name != "key"
            ]
    return found


def wrong_lines() -> list[Difference]:
    """Award keys, and anything in a reversal, that do not match what they belong to."""
    found = [Difference("key of award", str(row.id), row.key, key) for row, key in wrong_keys()]
    for row, said in wrong_reversals():
        if not said:
            found.append(Difference("reversal", row.key, str(row.points), ""))
        found += [
            Difference("reversal", f"{row.key} {name}", str(kept), str(value))
            for name, value in said.items()
            if (kept := getattr(row, name)) != value
        ]
    return found
