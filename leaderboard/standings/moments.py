"""Who was there first: when the value of those who share one last changed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Activity, Award, By, CutValue, Void
from leaderboard.rules.metrics import Term, Value
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Candidate
from leaderboard.standings.sums import families_on, unchanged_parts


def with_moments(
    candidates: list[Candidate],
    terms: Collection[Term],
    span: Span,
    by: By,
    settings: Configuration,
) -> list[Candidate]:
    """The candidates that share a value, each with the moment its value last changed.

    Only they are asked for, from the entries of the span; what adds nothing moves nothing.
    """
    counts: dict[Value | None, int] = defaultdict(int)
    for candidate in candidates:
        counts[candidate.value] += 1
    tied = [c.subject_id for c in candidates if counts[c.value] > 1]
    moments = last_changes(tied, terms, span, by, settings) if tied else {}
    return [replace(c, reached_at=moments.get(c.subject_id)) for c in candidates]


def last_changes(
    ids: Collection[int], terms: Collection[Term], span: Span, by: By, settings: Configuration
) -> dict[int, datetime]:
    """When the summed measures of these subjects last changed."""
    found: dict[int, datetime] = {}
    for part, counts_for in entries_of(ids, span, by, settings):
        for term in terms:
            for whose, moment in db.session.execute(changes_of(term, list(counts_for), part, by)):
                for subject_id in counts_for[whose]:
                    found[subject_id] = max(found.get(subject_id, moment), moment)
    return found


def entries_of(
    ids: Collection[int], span: Span, by: By, settings: Configuration
) -> Iterator[tuple[Span, Mapping[int, tuple[int, ...]]]]:
    """Whose entries count for whom, and when: everybody's for themselves, those of a team for the
    parents it has that day."""
    if by is not By.PARENT:
        yield span, {subject_id: (subject_id,) for subject_id in ids}
        return
    for part in unchanged_parts(span, settings):
        yield part, families_on(part.start, settings)


def changes_of(term: Term, ids: Collection[int], span: Span, by: By) -> Select:
    """The latest entry of each that added to the term; of points the latest that earned some."""
    table = Award if term.kind_id == POINTS else Activity
    whose = table.subject_id if by is By.REP else table.team_id
    statement = (
        select(whose)
        .where(whose.in_(ids), table.occurred_on >= span.start, table.occurred_on < span.end)
        .group_by(whose)
    )
    return earning(statement) if table is Award else adding(statement, term)


def earning(statement: Select) -> Select:
    """The awards that stand, by when their entries were logged: what is written anew because a
    rule has changed was not earned later. What was given by hand has no entry."""
    reversed_ids = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
    return (
        statement.add_columns(func.max(func.coalesce(Activity.logged_at, Award.made_at)))
        .outerjoin_from(Award, Activity, Activity.id == Award.activity_id)
        .where(Award.points != 0, Award.reverses_id.is_(None), Award.id.not_in(reversed_ids))
    )


def adding(statement: Select, term: Term) -> Select:
    """The entries that stand and that the term counts with more or less than nothing."""
    statement = statement.add_columns(func.max(Activity.logged_at)).where(
        Activity.kind_id == term.kind_id,
        ~select(Void.id).where(Void.activity_id == Activity.id).exists(),
    )
    if term.measure.value in ("quantity", "amount", "profit", "minutes", "days"):
        statement = statement.where(getattr(Activity, term.measure.value) != 0)
    if term.value_id is not None:
        cuts = select(CutValue.cut_id).where(CutValue.value_id == term.value_id)
        statement = statement.where(Activity.cut_id.in_(cuts))
    return statement
