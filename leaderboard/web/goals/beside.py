"""What a goal's page shows beside its metric: what a customer is worth beside what one costs and
how many leave, units beside margin. For whoever leads the owner, and for the owner."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import isolate
from leaderboard.models import Goal, Unit
from leaderboard.rules.families import (
    SOUND,
    Family,
    missing_profit,
    parts_of,
    times_told,
    units_for,
)
from leaderboard.sentences import Speaker
from leaderboard.sentences.metrics import counted_things
from leaderboard.standings.beside import Companion, beside
from leaderboard.standings.progress import Progress, progress_of, pursued_goals
from leaderboard.web.request.here import Here

Companions = dict[Family, Companion]


@dataclass(frozen=True)
class ReadTogether:
    """The companions' values, each with its metric's name, and what they mean together."""

    facts: list[tuple[str, str]]
    sentences: list[str]


def beside_goal(goal: Goal, own: Progress | None, now: Here) -> ReadTogether | None:
    """None if nothing goes with the goal's metric, or there is nothing to say of it."""
    if own is None:
        return None
    measured = beside(own.metric, goal.owner_id, own.span, now.settings)
    if not measured:
        return None
    found = {each.family: each for each in measured}
    few = [few_told(each, now.speaker) for each in measured[1:] if not each.is_enough]
    return ReadTogether(
        facts=[(each.metric.name, value_told(each, now.speaker)) for each in measured[1:]],
        sentences=[*meanings(found, own, now), *few],
    )


def value_told(each: Companion, speaker: Speaker) -> str:
    value = each.score.value if each.is_enough else None
    return locale.value_text(value, each.metric.unit, speaker.writing)


def few_told(each: Companion, speaker: Speaker) -> str:
    """Why a metric has no value to go by."""
    name = isolate(each.metric.name)
    if each.lacks_cost:
        return _("%(metric)s: no cost is logged for this period.", metric=name)
    return _(
        "%(metric)s: shown from %(cases)s on; now %(count)s.",
        metric=name,
        cases=locale.count_of(max(1, each.metric.min_sample), "case", speaker.writing),
        count=locale.number(each.score.sample, speaker.writing),
    )


def meanings(found: Companions, own: Progress, now: Here) -> list[str]:
    """What those that have enough cases mean together."""
    known = {family: each for family, each in found.items() if each.is_enough}
    told = []
    if {Family.LTV, Family.CAC} <= known.keys():
        told.append(worth_told(known[Family.LTV], known[Family.CAC], now.speaker))
    if {Family.LTV, Family.CHURN} <= known.keys():
        told.append(lost_told(known[Family.LTV], known[Family.CHURN], now.speaker))
    if {Family.MARGIN, Family.UNITS} <= known.keys():
        target = margin_wanted(known[Family.MARGIN], own, now)
        if target is not None:
            told.append(margin_told(known[Family.MARGIN], known[Family.UNITS], target, now.speaker))
    return [sentence for sentence in told if sentence]


def worth_told(ltv: Companion, cac: Companion, speaker: Speaker) -> str:
    """Whether a customer is worth what it took to win one, three times over."""
    times = times_told(Fraction(ltv.score.value or 0), Fraction(cac.score.value or 0))
    if times is None:
        return ""
    written = partial(locale.number, writing=speaker.writing)
    said = {"times": written(times, at_most=1), "sound": written(SOUND)}
    if times < SOUND:
        return _(
            "A customer is worth %(times)s times what it costs to win one. That is too little: at "
            "least %(sound)s times is sound.",
            **said,
        )
    return _(
        "A customer is worth %(times)s times what it costs to win one; at least %(sound)s times is "
        "sound.",
        **said,
    )


def lost_told(ltv: Companion, churn: Companion, speaker: Speaker) -> str:
    """What the customers lost in the period had brought in, if they were like the others."""
    if churn.above <= 0:
        return _("No customer was lost in this period.")
    above, _below = parts_of(churn.metric.terms)
    worth = locale.money(churn.above * Fraction(ltv.score.value or 0), speaker.writing)
    return _(
        "%(lost)s in this period. On average, that many customers have brought in %(worth)s so "
        "far.",
        lost=counted_things(churn.above, above, speaker),
        worth=worth,
    )


def margin_wanted(margin: Companion, own: Progress, now: Here) -> Fraction | None:
    """The margin that the goal asks for; on the page of a goal on units, that of the owner's
    running goal on margin, if there is one."""
    if own.metric.id == margin.metric.id:
        return own.attainment.course.target
    goals = [g for g in pursued_goals({own.owner.id}) if g.metric_id == margin.metric.id]
    wanted = [each.attainment.course.target for each in progress_of(goals, day=now.today)]
    return max(wanted, default=None)


def margin_told(margin: Companion, units: Companion, target: Fraction, speaker: Speaker) -> str:
    """How many more units bring the profit that is missing from the margin."""
    said = {"target": locale.value_text(target, Unit.RATIO.value, speaker.writing)}
    missing = missing_profit(margin.above, margin.below, target)
    if missing <= 0:
        return _("The margin is %(target)s or more, so there is nothing to make up for.", **said)
    said["missing"] = locale.money(missing, speaker.writing)
    if margin.score.sample < margin.entries:
        return _("%(missing)s of profit is missing from a margin of %(target)s.", **said)
    more = units_for(missing, profit=margin.above, units=units.above)
    if more is None:
        return _(
            "%(missing)s of profit is missing from a margin of %(target)s. More units at the "
            "present profit do not make up for it.",
            **said,
        )
    above, _below = parts_of(units.metric.terms)
    each = locale.money(Fraction(margin.above, units.above), speaker.writing)
    return _(
        "%(missing)s of profit is missing from a margin of %(target)s. At the present %(each)s a "
        "unit, %(units)s more make up for it.",
        **said,
        each=each,
        units=counted_things(more, above, speaker),
    )
