"""What one entry moved: the goals of its person, of their teams and of the company, as the pages of
those goals show them now."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.rules.metrics import Direction, Window
from leaderboard.rules.model import Entry
from leaderboard.standings.progress import Instance, Progress, measured, running_for

# One line has room for the person's own goal and those up to the company's.
MOST = 4


@dataclass(frozen=True)
class MovedBy:
    """A goal that an entry moved, and by which share of the way; None if that cannot be told, as
    of a ratio."""

    progress: Progress
    share: Fraction | None


def moved_by(
    entry: Entry, person_id: int, *, day: date, settings: Configuration
) -> tuple[MovedBy, ...]:
    """The goals of this day that the entry counts for, the person's own first, then their teams'
    and the company's."""
    found = running_for(person_id, day=day)
    running = (*found.mine, *found.team, *found.company)
    items = [item for item in running if touches(item, entry, person_id, settings)]
    chosen = up_the_tree(items, person_id)[:MOST]
    return tuple(
        MovedBy(progress, share_of(item, progress, entry))
        for item, progress in zip(chosen, measured(chosen, settings), strict=True)
    )


def touches(item: Instance, entry: Entry, person_id: int, settings: Configuration) -> bool:
    """Whether the entry is among what the goal counts in its period: work done in another team
    stays that team's."""
    is_theirs = item.row.owner_id in (person_id, settings.organisation_id, *entry.teams)
    return (
        is_theirs
        and entry.day in item.period.span
        and any(
            term.window is Window.WITHIN and term.counts(kind_id=entry.kind_id, values=entry.values)
            for term in item.goal.terms
        )
    )


def up_the_tree(items: list[Instance], person_id: int) -> list[Instance]:
    """Up to two goals of the person's own, then the first of each team and of the company: one
    line, not all of everybody's."""
    own = [item for item in items if item.row.owner_id == person_id][:2]
    by_owner: dict[int, Instance] = {}
    for item in items:
        if item.row.owner_id != person_id:
            by_owner.setdefault(item.row.owner_id, item)
    return [*own, *by_owner.values()]


def share_of(item: Instance, progress: Progress, entry: Entry) -> Fraction | None:
    """How much of the way to the target the entry is. A sum to keep low and a ratio have none."""
    if not is_plain(progress.metric) or progress.attainment.value is None:
        return None
    course, value = progress.attainment.course, progress.attainment.value
    return course.way(value) - course.way(value - item.goal.adds(entry))


def is_plain(metric: MetricFacts) -> bool:
    return not metric.is_ratio and metric.direction is Direction.HIGHER
