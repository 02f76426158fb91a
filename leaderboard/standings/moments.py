"""Who was first: when the value of each of those who share one last changed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Activity, Award, By, CutValue, Void
from leaderboard.rules.metrics import Term, Value
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Candidate
from leaderboard.scoring.places import PLACE
from leaderboard.scoring.standing_awards import stands
from leaderboard.scoring.totals import LIVE
from leaderboard.standings.sums import families_on, unchanged_parts


def with_moments(
    candidates: list[Candidate],
    terms: Collection[Term],
    span: Span,
    by: By,
    settings: Configuration,
) -> list[Candidate]:
    """The candidates that share a value, each with the moment its value last changed.

    Only those are looked up, in the span's entries; entries that add nothing change nothing.
    """
    counts: dict[Value | None, int] = defaultdict(int)
    for candidate in candidates:
        counts[candidate.value] += 1
    tied = [c.subject_id for c in candidates if counts[c.value] > 1]
    moments = last_changes(tied, terms, span, by, settings) if tied else {}
    return [c._replace(reached_at=moments.get(c.subject_id)) for c in candidates]


def last_changes(
    ids: Collection[int], terms: Collection[Term], span: Span, by: By, settings: Configuration
) -> dict[int, datetime]:
    """When these subjects' summed measures last changed."""
    found: dict[int, datetime] = {}
    for part, counts_for in entries_of(ids, span, by, settings):
        for term in terms:
            for statement in changes_of(term, list(counts_for), part, by):
                for whose, moment in db.session.execute(statement):
                    for subject_id in counts_for[whose]:
                        found[subject_id] = max(found.get(subject_id, moment), moment)
    return found


def entries_of(
    ids: Collection[int], span: Span, by: By, settings: Configuration
) -> Iterator[tuple[Span, Mapping[int, tuple[int, ...]]]]:
    """Whose entries count for whom, and when: a person's for that person, a team's for its parents
    on the day."""
    if by is not By.PARENT:
        yield span, {subject_id: (subject_id,) for subject_id in ids}
        return
    for part in unchanged_parts(span, settings):
        yield part, families_on(part.start, settings)


def changes_of(term: Term, ids: Collection[int], span: Span, by: By) -> tuple[Select, ...]:
    """Statements for each subject's latest change of what the term comes to."""
    if term.kind_id == POINTS:
        return (earning(ids, span, by), rewritten(ids, span, by), moving(ids, span, by))
    return (adding(term, ids, span, by), correcting(term, ids, span, by))


def whose_of(table: Any, by: By) -> Any:
    return table.subject_id if by is By.REP else table.team_id


def within(table: Any, ids: Collection[int], span: Span, by: By) -> list[Any]:
    """The row belongs to one of these subjects and to the span."""
    whose = whose_of(table, by)
    return [whose.in_(ids), table.occurred_on >= span.start, table.occurred_on < span.end]


def earning(ids: Collection[int], span: Span, by: By) -> Select:
    """The standing awards, dated by when their entries took their places: an award rewritten
    because a rule changed was not earned later. Awards given by hand have no entry."""
    neutral = neutral_moments(ids, span, by).subquery()
    awards = select(whose_of(Award, by).label("whose"), Award.made_at, Award.activity_id).where(
        *within(Award, ids, span, by), Award.points != 0, stands()
    )
    return latest_place(awards.subquery(), neutral)


def rewritten(ids: Collection[int], span: Span, by: By) -> Select:
    """What was rewritten by a correction that did not move the sum, dated as what it replaced."""
    neutral = neutral_moments(ids, span, by).cte("neutral")
    is_neutral = and_(neutral.c.whose == whose_of(Award, by), neutral.c.moment == Award.made_at)
    line = (
        select(whose_of(Award, by).label("whose"), Award.made_at, Award.activity_id)
        .join(neutral, is_neutral)
        .where(Award.points != 0, stands())
        .cte("line", recursive=True)
    )
    was, undone = aliased(Award), aliased(Award)
    line = line.union(
        select(line.c.whose, was.made_at, was.activity_id)
        .join(neutral, is_at(neutral, line))
        .join(
            undone,
            and_(whose_of(undone, by) == line.c.whose, undone.made_at == line.c.made_at),
        )
        .join(was, was.id == undone.reverses_id)
        .where(was.occurred_on >= span.start, was.occurred_on < span.end, was.points != 0)
    )
    return latest_place(line, neutral)


def latest_place(lines: Any, neutral: Any) -> Select:
    """When the latest of these awards' entries took its place, without those made at these
    moments."""
    first = aliased(Activity)
    return (
        select(lines.c.whose, func.max(func.coalesce(first.logged_at, lines.c.made_at)))
        .outerjoin_from(lines, Activity, Activity.id == lines.c.activity_id)
        .outerjoin(first, first.id == PLACE)
        .outerjoin(neutral, is_at(neutral, lines))
        .where(neutral.c.moment.is_(None))
        .group_by(lines.c.whose)
    )


def is_at(moments: Any, lines: Any) -> Any:
    return and_(moments.c.whose == lines.c.whose, moments.c.moment == lines.c.made_at)


def neutral_moments(ids: Collection[int], span: Span, by: By) -> Select:
    """When corrections rewrote awards and left the sum of points as it was."""
    return moments_of_corrections(ids, span, by).having(func.sum(Award.points) == 0)


def moving(ids: Collection[int], span: Span, by: By) -> Select:
    """The corrections that changed the sum of points."""
    found = moments_of_corrections(ids, span, by).having(func.sum(Award.points) != 0).subquery()
    return select(found.c.whose, func.max(found.c.moment)).group_by(found.c.whose)


def moments_of_corrections(ids: Collection[int], span: Span, by: By) -> Select:
    """When these subjects' awards were rewritten by corrections of their entries."""
    whose = whose_of(Award, by)
    corrections = select(Activity.logged_at).where(
        whose_of(Activity, by).in_(ids), Activity.corrects_id.is_not(None)
    )
    return (
        select(whose.label("whose"), Award.made_at.label("moment"))
        .where(*within(Award, ids, span, by), Award.made_at.in_(corrections))
        .group_by(whose, Award.made_at)
    )


def adding(term: Term, ids: Collection[int], span: Span, by: By) -> Select:
    """From entries that were not logged before in another form."""
    whose = whose_of(Activity, by)
    return (
        select(whose, func.max(Activity.logged_at))
        .where(
            *within(Activity, ids, span, by),
            *counting(Activity, term),
            LIVE,
            Activity.corrects_id.is_(None),
        )
        .group_by(whose)
    )


def correcting(term: Term, ids: Collection[int], span: Span, by: By) -> Select:
    """From corrections: each dated by when its line of entries began to add what it adds now."""
    shapes = (
        select(
            Activity.id.label("entry_id"),
            whose_of(Activity, by).label("whose"),
            held(Activity, term).label("held"),
            Activity.corrects_id,
            Activity.logged_at,
        )
        .where(
            *within(Activity, ids, span, by),
            *counting(Activity, term),
            LIVE,
            Activity.corrects_id.is_not(None),
        )
        .cte("shapes", recursive=True)
    )
    was = aliased(Activity)
    shapes = shapes.union_all(
        select(shapes.c.entry_id, shapes.c.whose, shapes.c.held, was.corrects_id, was.logged_at)
        .join(was, was.id == shapes.c.corrects_id)
        # If it was taken back earlier, it added nothing in between.
        .join(Void, and_(Void.activity_id == was.id, Void.at == shapes.c.logged_at))
        .where(
            whose_of(was, by) == shapes.c.whose,
            was.occurred_on >= span.start,
            was.occurred_on < span.end,
            held(was, term) == shapes.c.held,
            *counting(was, term),
        )
    )
    firsts = (
        select(shapes.c.whose, func.min(shapes.c.logged_at).label("moment"))
        .group_by(shapes.c.entry_id, shapes.c.whose)
        .subquery()
    )
    return select(firsts.c.whose, func.max(firsts.c.moment)).group_by(firsts.c.whose)


def held(table: Any, term: Term) -> Any:
    """What a row adds to the term; an entry counts once."""
    if term.measure.value not in ("quantity", "amount", "profit", "minutes", "days"):
        return literal(1)
    return func.coalesce(getattr(table, term.measure.value), 0)


def counting(table: Any, term: Term) -> list[Any]:
    """The term counts a row, by more or less than nothing."""
    found = [table.kind_id == term.kind_id, held(table, term) != 0]
    if term.value_id is not None:
        cuts = select(CutValue.cut_id).where(CutValue.value_id == term.value_id)
        found.append(table.cut_id.in_(cuts))
    return found
