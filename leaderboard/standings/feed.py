"""What was just done: the newest entries, logged as they happened, and what they earned.

It leaves out imports, late entries, corrections, and people who are hidden from boards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    Integer,
    and_,
    bindparam,
    or_,
    select,
    union,
)

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.models import BY_HAND, Activity, Award, Origin, Person, Void
from leaderboard.scoring.entries import COLUMNS
from leaderboard.scoring.standing_awards import stands
from leaderboard.statements import Prepared

# The only kind whose amount is shown; lost amounts are not.
DEAL_WON = "deal-won"

# People shown on boards; a team's costs are left out.
SHOWN = select(Person.id).where(Person.deactivated_at.is_(None), Person.hidden_at.is_(None))

# Built once: a screen asks after every log, and building takes as long as running.
ON_THE_DAY = bindparam("day", type_=Date)
DEALS: BindParameter[int] = bindparam("deals", expanding=True)
# Entries that earned something, and deals. Both queries go by person and day, like the indexes:
# however long the ledger, only the day is read.
WORTH_TELLING: CompoundSelect[tuple[int | None]] = union(
    select(Award.activity_id).where(
        Award.subject_id.in_(SHOWN),
        Award.occurred_on == ON_THE_DAY,
        Award.is_silent.is_(False),
    ),
    select(Activity.id).where(
        Activity.subject_id.in_(SHOWN),
        Activity.kind_id.in_(DEALS),
        Activity.occurred_on == ON_THE_DAY,
    ),
)
# Looked up entry by entry, newest first, until there are enough.
TELLS_SOMETHING = or_(
    and_(Activity.kind_id.in_(DEALS), Activity.amount != 0),
    select(Award.id)
    .where(Award.activity_id == Activity.id, Award.is_silent.is_(False), stands())
    .correlate(Activity)
    .exists(),
)
RECENT_ENTRIES = Prepared(
    select(*COLUMNS, Activity.customer, Activity.logged_at)
    .outerjoin(Void, Void.activity_id == Activity.id)
    .outerjoin(Origin, Origin.activity_id == Activity.id)
    .where(
        Activity.id.in_(WORTH_TELLING),
        Activity.occurred_on == ON_THE_DAY,
        Activity.corrects_id.is_(None),
        Activity.subject_id.in_(SHOWN),
        Void.id.is_(None),
        Origin.id.is_(None),
        TELLS_SOMETHING,
    )
    .order_by(Activity.id.desc())
    .limit(bindparam("most", type_=Integer))
)
# Two queries and not one with "or", for which SQLite reads every award ever given by hand.
FOR_ENTRIES_OR_BY_HAND: CompoundSelect[tuple[int]] = union(
    select(Award.id).where(Award.activity_id.in_(bindparam("entries", expanding=True))),
    select(Award.id).where(
        Award.subject_id.in_(SHOWN), Award.occurred_on == ON_THE_DAY, Award.rule_id == BY_HAND
    ),
)
RECENT_AWARDS = Prepared(
    select(
        Award.id,
        Award.subject_id,
        Award.team_id,
        Award.points,
        Award.badge_id,
        Award.activity_id,
        Award.made_at,
        Award.cause,
        Award.reason,
        Award.params,
    )
    .where(
        Award.id.in_(FOR_ENTRIES_OR_BY_HAND),
        Award.is_silent.is_(False),
        stands(),
    )
    .order_by(Award.id)
)


@dataclass(frozen=True)
class FeedItem:
    """An entry with the awards it led to, or an award given by hand.

    `key` identifies it for good, so that nobody sees it announced twice.
    """

    key: str
    at: datetime
    person_id: int
    team_id: int
    # Rows of the two queries above.
    activity: Any | None
    awards: tuple[Any, ...]

    # Money won, in the smallest unit; 0 unless it is a won deal.
    won: int = 0

    @property
    def points(self) -> int:
        return sum(award.points for award in self.awards)

    @property
    def badge_ids(self) -> tuple[int, ...]:
        return tuple(award.badge_id for award in self.awards if award.badge_id is not None)


def feed(*, day: date, most: int) -> list[FeedItem]:
    """The newest items of the business date, latest first."""
    settings = configuration.current()
    entries = recent_entries(day, settings, most=most)
    awards = recent_awards({entry.id for entry in entries}, day=day)
    found = [*of_entries(entries, awards, settings), *given_by_hand(awards)]
    return sorted(found, key=lambda item: (item.at, item.key), reverse=True)[:most]


def recent_entries(day: date, settings: Configuration, *, most: int) -> list[Any]:
    """The day's newest live-logged entries by people shown on boards that still stand and have
    something to tell."""
    deals = [kind_id for kind_id, kind in settings.kinds.items() if kind.slug == DEAL_WON]
    return RECENT_ENTRIES.all(day=day, deals=deals, most=most)


def recent_awards(activity_ids: Collection[int], *, day: date) -> list[Any]:
    """The standing awards for these entries, and those given by hand on the day."""
    return RECENT_AWARDS.all(day=day, entries=list(activity_ids))


def of_entries(
    entries: Iterable[Any], awards: Iterable[Any], settings: Configuration
) -> Iterable[FeedItem]:
    """Each entry that earned something or won money, with its awards."""
    caused: dict[int, list[Any]] = defaultdict(list)
    for award in awards:
        if award.activity_id is not None:
            caused[award.activity_id].append(award)
    for entry in entries:
        won = entry.amount if settings.kinds[entry.kind_id].slug == DEAL_WON else 0
        if caused[entry.id] or won:
            yield FeedItem(
                key=f"activity-{entry.id}",
                at=entry.logged_at,
                person_id=entry.subject_id,
                team_id=entry.team_id,
                activity=entry,
                awards=tuple(caused[entry.id]),
                won=won,
            )


def given_by_hand(awards: Iterable[Any]) -> Iterable[FeedItem]:
    """Badges and points given by hand."""
    for award in awards:
        if award.activity_id is None:
            yield FeedItem(
                key=f"award-{award.id}",
                at=award.made_at,
                person_id=award.subject_id,
                team_id=award.team_id,
                activity=None,
                awards=(award,),
            )
