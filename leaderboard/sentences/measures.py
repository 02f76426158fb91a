"""Words for what rules count: measures, windows, and how much of a step is left."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Unit
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.steps import Step
from leaderboard.sentences.speaker import MONEY, Speaker

# Measures that are written with the name of what is counted.
COUNTED = (Measure.ENTRIES, Measure.QUANTITY)


def left_of(step: Step, speaker: Speaker) -> str:
    """What is left, in the step's own measure."""
    if is_of_money(step, speaker):
        return locale.missing_sum(step.left, speaker.writing)
    return in_measure(step.left, step, speaker)


def is_of_money(step: Step, speaker: Speaker) -> bool:
    if len(step.terms) == 1:
        return step.terms[0].measure in MONEY
    return bool(step.goal_id) and speaker.names.goals[step.goal_id].unit is Unit.MONEY


def in_measure(value: int, step: Step, speaker: Speaker) -> str:
    if len(step.terms) == 1:
        return speaker.measured(value, step.terms[0].measure, step.terms[0].kind_id)
    unit = speaker.names.goals[step.goal_id].unit if step.goal_id else Unit.COUNT
    return locale.value_text(value, unit.value, speaker.writing)


def bare(value: int, step: Step, speaker: Speaker) -> str:
    """A number in the measure, where the thing counted is named beside it."""
    if step.terms[0].measure in COUNTED:
        return speaker.number(value)
    return in_measure(value, step, speaker)


def what_is_summed(step: Step, speaker: Speaker) -> str:
    """Profit of deals, for a sum that would not say so itself; empty for a count or a goal."""
    term = step.terms[0]
    if step.goal_id or step.version.trigger.is_in_days or term.measure in COUNTED:
        return ""
    if term.measure is Measure.MINUTES:
        return speaker.one(term.kind_id)
    measure, kinds = measure_word(term.measure), speaker.many(term.kind_id)
    return _("%(measure)s of %(kinds)s", measure=measure, kinds=kinds)


def either(texts: list[str]) -> str:
    """25 %, 50 % or 100 %."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(some)s or %(last)s", some=_(", ").join(texts[:-1]), last=texts[-1])


def period_word(kind: PeriodKind) -> str:
    return {
        PeriodKind.DAY: _("day"),
        PeriodKind.WEEK: _("week"),
        PeriodKind.MONTH: _("month"),
        PeriodKind.QUARTER: _("quarter"),
        PeriodKind.YEAR: _("year"),
    }[kind]


def measure_word(measure: Measure) -> str:
    """What is summed, inside a sentence: the amount of a rep's deals."""
    return {
        Measure.ENTRIES: _("number"),
        Measure.QUANTITY: _("quantity"),
        Measure.AMOUNT: _("amount"),
        Measure.PROFIT: _("profit"),
        Measure.MINUTES: _("minutes"),
        Measure.DAYS: _("days"),
        Measure.TIMED: _("entries of known duration"),
        Measure.COSTED: _("amount of entries of known profit"),
    }[measure]
