"""About how much a replay has to read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Total
from leaderboard.rules.periods import Span
from leaderboard.scoring.beginnings import within
from leaderboard.scoring.replaying import kinds_of
from leaderboard.scoring.touching import Stale
from leaderboard.statements import among

# Asking what stood before a person's first day takes as long as reading this many entries.
TO_BEGIN = 40


def is_light(stale: Mapping[int, Stale], settings: Configuration, *, most: int) -> bool:
    """Whether a replay of these people reads about `most` entries or fewer. So many people that
    beginning alone takes longer are not counted at all."""
    left = most - len(stale) * TO_BEGIN
    return left >= 0 and sum(entries_read(stale, settings)) <= left


def entries_read(stale: Mapping[int, Stale], settings: Configuration) -> Iterator[int]:
    """The entries of the kinds that the rules count, from the day on, going by the totals; people
    with the same day and rules together."""
    alike: dict[Stale, list[int]] = defaultdict(list)
    for person_id, part in stale.items():
        alike[part].append(person_id)
    for part, people in alike.items():
        rules = [rule for rule in settings.rules if rule.id in part.rule_ids]
        found = select(func.coalesce(func.sum(Total.entries), 0)).where(
            among(Total.subject_id, people),
            among(Total.kind_id, kinds_of(people, rules, settings)),
            within(Span(part.since, date.max), settings.almanac),
        )
        yield int(db.session.execute(found).scalar_one())
