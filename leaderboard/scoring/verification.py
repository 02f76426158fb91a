"""Proof that what is kept equals what the ledger gives, and the way back to it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import one_moment
from leaderboard.extensions import db
from leaderboard.models import MEASURES, Activity, Award, Total
from leaderboard.rules.periods import starts_of
from leaderboard.scoring import awards, totals
from leaderboard.scoring.damage import put_right, wrong_keys, wrong_reversals
from leaderboard.scoring.lines import read_lines
from leaderboard.scoring.rescoring import crowds, everybody_sorted, replayed, rescore, unlike
from leaderboard.scoring.settings import publish
from leaderboard.scoring.teams import relabel_everything
from leaderboard.scoring.totals import KEYS


@dataclass(frozen=True)
class Difference:
    """One thing kept that the ledger does not give, or given and not kept."""

    what: str
    key: str
    kept: str
    given: str


def verify() -> list[Difference]:
    """Every difference between totals, awards and teams as kept and as the ledger gives them."""
    with one_moment(db.session):
        settings = configuration.current()
        return [
            *wrong_teams(settings),
            *wrong_totals(settings),
            *wrong_awards(settings),
            *wrong_lines(),
        ]


def rebuild(*, at: datetime) -> None:
    """Make teams, totals and awards anew from the ledger.

    It is audited like a change of settings, so whatever was read from the old totals is read anew.
    """
    with publish(by_id=None, at=at) as publication:
        settings = configuration.current()
        put_right()
        relabel_everything()
        totals.recount(settings.almanac)
        rescore(everybody_sorted(), at=at)
        publication.audit("rebuild", "organisation", settings.organisation_id)


def wrong_teams(settings: Configuration) -> list[Difference]:
    """Entries and awards kept in another team than their owner's on that day."""
    found = []
    for table, key in ((Activity, Activity.id), (Award, Award.key)):
        rows = db.session.execute(
            select(key.label("key"), table.subject_id, table.occurred_on, table.team_id)
        )
        what = f"team of {table.__tablename__}"
        found += [
            Difference(what, str(row.key), str(row.team_id), str(team_id))
            for row in rows
            if (team_id := settings.team_of(row.subject_id, row.occurred_on)) != row.team_id
        ]
    return found


def wrong_totals(settings: Configuration) -> list[Difference]:
    """Totals that differ from the sums of the ledger; a row of zeros equals no row."""
    given: Counter = Counter()
    for source in (totals.day_sums(), totals.day_points()):
        for row in db.session.execute(source):
            values = dict(zip(MEASURES, row[6:], strict=True))
            for kind, start in starts_of(row[1], settings.almanac):
                for name, value in values.items():
                    given[(kind.value, start, *row[2:6], name)] += value
    found = []
    for row in db.session.execute(select(Total.__table__)):
        place = tuple(getattr(row, key) for key in KEYS)
        for name in MEASURES:
            key, kept = (*place, name), getattr(row, name)
            if (value := given.pop(key, 0)) != kept:
                found.append(Difference("total", place_of(key), str(kept), str(value)))
    found += [
        Difference("total", place_of(key), "", str(value)) for key, value in given.items() if value
    ]
    return sorted(found, key=lambda difference: difference.key)


def place_of(key: tuple[Any, ...]) -> str:
    """Which measure of which total: `day 2026-03-02 kind=1 subject=7 team=3 cut=0 entries`."""
    period, start, *ids, name = key
    named = zip(KEYS[2:], ids, strict=True)
    said = " ".join(f"{column.removesuffix('_id')}={number}" for column, number in named)
    return f"{period} {start} {said} {name}"


def wrong_awards(settings: Configuration) -> list[Difference]:
    """Awards that a replay does not give, that it gives besides, or that say something else."""
    found: list[Difference] = []
    for crowd in crowds(everybody_sorted()):
        for person_id, wanted in replayed(crowd, settings.rules, settings).items():
            found += wrong_awards_of(person_id, wanted, settings)
    return found


def wrong_awards_of(person_id: int, wanted: list[Any], settings: Configuration) -> list[Difference]:
    past = read_lines(person_id, rule_ids={rule.id for rule in settings.rules})
    by_slot = {award.slot: award for award in wanted}
    found = [
        Difference("award", awards.key_of(slot, past.turns[slot]), "", str(award.points))
        for slot, award in by_slot.items()
        if slot not in past.live
    ]
    for slot, row in past.live.items():
        if slot not in by_slot:
            found.append(Difference("award", row.key, str(row.points), ""))
            continue
        found += [
            Difference("award", f"{row.key} {name}", str(kept), str(given))
            for name, kept, given in unlike(by_slot[slot], row)
            if name != "key"
        ]
    return found


def wrong_lines() -> list[Difference]:
    """Keys of awards, and whatever a reversal says, that do not fit what they are of."""
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
