"""A definition applied to past data, before or after it is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.configuration import MetricFacts
from leaderboard.models import By, SubjectKind
from leaderboard.rules.families import parts_of
from leaderboard.rules.metrics import Measure, Score, Tally, Term, Value, Window
from leaderboard.rules.periods import DAY, Period, PeriodKind, period_of
from leaderboard.sentences import Speaker
from leaderboard.sentences.measures import either
from leaderboard.sentences.metrics import counted, definition, left_out
from leaderboard.standings import board
from leaderboard.standings.sums import Grouped, scores
from leaderboard.web.request.here import Here

# How many people are named.
FIRST = 3


@dataclass(frozen=True)
class MetricExample:
    """The definition in words, the value for everybody together this month and the last, the first
    people, and why something is missing. `never` is said beside what is divided by."""

    words: str
    left_out: list[str]
    months: list[tuple[str, str]]
    first_in: str
    first: list[tuple[str, str]]
    reasons: list[str]
    never: str


def example(metric: MetricFacts, now: Here) -> MetricExample:
    speaker = now.speaker
    month = period_of(PeriodKind.MONTH, now.today, now.settings.almanac)
    months = (month, period_of(PeriodKind.MONTH, month.start - DAY, now.settings.almanac))
    values = [(period, value_in(metric, period)) for period in months]
    never = never_told(metric, month, speaker)
    first_in, first = first_people(metric, months, speaker)
    reasons = [nothing_told(period, speaker) for period, value in values if value is None]
    if not first:
        reasons.append(nobody_told(metric, speaker))
    return MetricExample(
        words=definition(metric.terms, speaker),
        left_out=left_out(metric.terms, speaker),
        months=[
            (locale.period_name(period, speaker.writing), written(value, metric, speaker))
            for period, value in values
        ],
        first_in=first_in,
        first=first,
        # What was never logged explains everything else.
        reasons=[] if never else reasons,
        never=never,
    )


def value_in(metric: MetricFacts, period: Period) -> Value | None:
    """What it comes to for everybody together."""
    return values_of(metric.terms, period).value


def values_of(terms: Iterable[Term], period: Period) -> Score:
    terms = tuple(terms)
    found = scores(terms, period.span, grouped=Grouped.ALL).get(0)
    return Tally().score(terms) if found is None else found


def written(value: Value | None, metric: MetricFacts, speaker: Speaker) -> str:
    return locale.value_text(value, metric.unit, speaker.writing)


def first_people(
    metric: MetricFacts, months: Sequence[Period], speaker: Speaker
) -> tuple[str, list[tuple[str, str]]]:
    """The first people of the latest of these months that has any, as (name, value), and that
    month's name."""
    for period in months:
        rows = board(metric, by=By.REP, span=period.span).rows
        ranked = [row for row in rows if row.rank is not None][:FIRST]
        if ranked:
            names = [(row.name, written(row.value, metric, speaker)) for row in ranked]
            return locale.period_name(period, speaker.writing), names
    return "", []


def never_told(metric: MetricFacts, until: Period, speaker: Speaker) -> str:
    """That what the metric divides by was never logged; "" if it was."""
    _above, below = parts_of(metric.terms)
    ever = [
        Term(t.kind_id, Measure.ENTRIES, window=Window.UNTIL, value_id=t.value_id) for t in below
    ]
    if not below or values_of(ever, until).value:
        return ""
    kinds = either(list(dict.fromkeys(counted(term, speaker) for term in ever)))
    return _("Nothing to divide by yet: there are no %(kinds)s.", kinds=kinds)


def nothing_told(period: Period, speaker: Speaker) -> str:
    month = locale.period_name(period, speaker.writing)
    return _("Nothing to divide by in %(month)s.", month=month)


def nobody_told(metric: MetricFacts, speaker: Speaker) -> str:
    """Why no person is ranked by it in these months."""
    above, _below = parts_of(metric.terms)
    kinds = [speaker.settings.kinds.get(term.kind_id) for term in above]
    if all(kind is not None and kind.owner != SubjectKind.PERSON.value for kind in kinds):
        return _("It counts only what teams log, so no person is ranked by it.")
    if metric.min_sample > 1:
        cases = locale.count_of(metric.min_sample, "case", speaker.writing)
        return _("Nobody has %(cases)s in these months, so nobody is ranked.", cases=cases)
    return _("Nobody has anything to count in these months.")
