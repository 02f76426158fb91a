"""What was just done: the newest entries that were logged as they happened, and what they earned.

Imports, late entries and corrections are no news, nor is what people do whom boards do not show.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import BY_HAND, Activity, Award, Origin, Void

# How far back the newest are looked for, in entries and in awards.
RECENT = 60
# The kind of which the amount is told; what was lost is nobody's news.
DEAL_WON = "deal-won"

Reversal = aliased(Award)


@dataclass(frozen=True)
class News:
    """An entry with the awards it led to, or an award that somebody gave by hand.

    `key` names it for good, so that nobody is told twice.
    """

    key: str
    at: datetime
    person_id: int
    team_id: int
    activity: Activity | None
    awards: tuple[Award, ...]

    # Money won, in the smallest unit; 0 unless a deal was.
    won: int = 0

    @property
    def points(self) -> int:
        return sum(award.points for award in self.awards)

    @property
    def badge_ids(self) -> tuple[int, ...]:
        return tuple(award.badge_id for award in self.awards if award.badge_id is not None)


def news(*, day: date, most: int) -> list[News]:
    """The newest of the business date, the latest first."""
    settings = configuration.current()
    entries = recent_entries(day)
    awards = recent_awards({entry.id for entry in entries})
    found = [
        *of_entries(entries, awards, settings),
        *given_by_hand(awards, day=day, settings=settings),
    ]
    shown = [item for item in found if is_shown(item.person_id, settings)]
    return sorted(shown, key=lambda item: (item.at, item.key), reverse=True)[:most]


def recent_entries(day: date) -> list[Activity]:
    """Among the last entries those of the day that were logged by themselves and still stand."""
    newest = select(Activity.id).order_by(Activity.id.desc()).limit(RECENT).subquery()
    return list(
        db.session.scalars(
            select(Activity)
            .join(newest, newest.c.id == Activity.id)
            .outerjoin(Void, Void.activity_id == Activity.id)
            .outerjoin(Origin, Origin.activity_id == Activity.id)
            .where(
                Activity.occurred_on == day,
                Activity.corrects_id.is_(None),
                Void.id.is_(None),
                Origin.id.is_(None),
            )
        )
    )


def recent_awards(activity_ids: Collection[int]) -> list[Award]:
    """The awards of these entries, and the last ones given by hand, as far as they stand."""
    newest = select(Award.id).order_by(Award.id.desc()).limit(RECENT)
    return list(
        db.session.scalars(
            select(Award)
            .outerjoin(Reversal, Reversal.reverses_id == Award.id)
            .where(
                Award.activity_id.in_(activity_ids)
                | (Award.id.in_(newest) & (Award.rule_id == BY_HAND)),
                Award.is_silent.is_(False),
                Award.reverses_id.is_(None),
                Reversal.id.is_(None),
            )
            .order_by(Award.id)
        )
    )


def of_entries(
    entries: Iterable[Activity], awards: Iterable[Award], settings: Configuration
) -> Iterable[News]:
    """Each entry that earned something or won money, with its awards."""
    caused: dict[int, list[Award]] = defaultdict(list)
    for award in awards:
        if award.activity_id is not None:
            caused[award.activity_id].append(award)
    for entry in entries:
        won = entry.amount if settings.kinds[entry.kind_id].slug == DEAL_WON else 0
        if caused[entry.id] or won:
            yield News(
                key=f"activity-{entry.id}",
                at=entry.logged_at,
                person_id=entry.subject_id,
                team_id=entry.team_id,
                activity=entry,
                awards=tuple(caused[entry.id]),
                won=won,
            )


def given_by_hand(awards: Iterable[Award], *, day: date, settings: Configuration) -> Iterable[News]:
    """Badges and points that somebody gave on the day."""
    for award in awards:
        if award.activity_id is None and clock.business_date(award.made_at, settings.zone) == day:
            yield News(
                key=f"award-{award.id}",
                at=award.made_at,
                person_id=award.subject_id,
                team_id=award.team_id,
                activity=None,
                awards=(award,),
            )


def is_shown(subject_id: int, settings: Configuration) -> bool:
    """Whether this is a person whom boards show; costs of a team are nobody's news."""
    person = settings.people().get(subject_id)
    return person is not None and person.left_on is None and not person.is_hidden
