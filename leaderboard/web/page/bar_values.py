"""The value, the target and the gap of a goal bar as written: never rounded to what is not
reached."""

import math
from dataclasses import dataclass
from fractions import Fraction

from leaderboard import configuration, locale
from leaderboard.locale import Writing
from leaderboard.models import Unit
from leaderboard.sentences import Speaker
from leaderboard.sentences.metrics import counted_things
from leaderboard.standings.names import names
from leaderboard.standings.progress import Progress


@dataclass(frozen=True)
class BarValues:
    """The values of one goal bar, in the reader's language."""

    progress: Progress
    writing: Writing
    is_own: bool
    is_short: bool

    def shown_value(self) -> Fraction | None:
        """The value rounded towards the start, so that nothing looks reached before it is."""
        value, unit = self.progress.attainment.value, self.progress.metric.unit
        if value is None or unit not in (Unit.MONEY, Unit.MINUTES):
            return value
        step = self.money_step(value) if unit == Unit.MONEY else Fraction(1)
        return self.towards_start(value, step)

    def towards_start(self, value: Fraction, step: Fraction) -> Fraction:
        is_lower = self.progress.attainment.course.lower_is_better
        return (math.ceil if is_lower else math.floor)(value / step) * step

    @property
    def places(self) -> int:
        """The most decimal places to write: more when the value would otherwise read as the
        target, or as the stretch target."""
        attainment, course = self.progress.attainment, self.progress.attainment.course
        value, unit = attainment.value, self.progress.metric.unit
        if value is None:
            return 1
        heights = [course.target] if course.stretch is None else [course.target, course.stretch]
        return max(locale.places_apart(value, height, unit) for height in heights)

    def money_step(self, value: Fraction) -> Fraction:
        """The smallest step of an amount as written: one whole unit, or the last digit of a
        short amount."""
        return self.short_step(value) if self.writes_short else self.whole_unit

    def short_step(self, value: Fraction) -> Fraction:
        return self.whole_unit * Fraction(locale.short_step(value / self.whole_unit))

    @property
    def whole_unit(self) -> Fraction:
        return Fraction(10 ** locale.exponent(self.writing.currency))

    @property
    def writes_short(self) -> bool:
        """Targets in the millions are abbreviated everywhere, unless the value would then read as a
        target that it has not reached."""
        is_long = self.progress.attainment.course.target >= 10**6 * self.whole_unit
        return (self.is_short or is_long) and not self.is_blurred

    @property
    def is_blurred(self) -> bool:
        """Whether a short amount would read as a target that is still ahead."""
        attainment, course = self.progress.attainment, self.progress.attainment.course
        value = attainment.value
        if self.progress.metric.unit != Unit.MONEY or value is None:
            return False
        read = self.short_sum(self.towards_start(value, self.short_step(value)))
        heights = (h for h in (course.target, course.stretch) if h is not None)
        return any(read == self.short_sum(h) for h in heights if not course.is_met(value, h))

    def short_sum(self, value: Fraction) -> str:
        """Next to one that names the currency; on screens rounded down."""
        if self.is_short:
            return locale.short_sum(value, self.writing)
        return locale.bare_sum(value, self.writing, short=True)

    def written(self, value: Fraction | None, *, has_currency: bool = False) -> str:
        """A value in its unit. Amounts name their currency only with `has_currency`."""
        unit = self.progress.metric.unit
        if unit == Unit.MONEY and value is not None and not has_currency:
            if self.writes_short:
                return self.short_sum(value)
            return locale.bare_sum(value, self.writing, short=False)
        return locale.value_text(
            value, unit, self.writing, short=self.writes_short, at_most=self.places
        )

    def gap(self, difference: Fraction, *, is_named: bool = True) -> str:
        """What is missing, rounded up: between two ratios, percentage points; of things that are
        counted, whole ones, with their noun if `is_named`."""
        unit, fine = self.progress.metric.unit, Fraction(1, 10**self.places)
        if unit == Unit.RATIO:
            missing = up_to(difference * 100, fine)
            noun, places = "percentage point", self.places
            return locale.count_of(missing, noun, self.writing, at_most=places)
        if unit == Unit.MONEY:
            return self.written(up_to(difference, self.money_step(difference)))
        if self.counts_things:
            return self.things(math.ceil(difference), is_named=is_named)
        has_places = self.progress.metric.is_ratio and difference < 1
        return self.written(up_to(difference, fine if has_places else Fraction(1)))

    @property
    def counts_things(self) -> bool:
        metric = self.progress.metric
        return metric.unit in (Unit.COUNT, Unit.POINTS) and not metric.is_ratio

    def things(self, count: int, *, is_named: bool) -> str:
        if not is_named:
            return locale.number(count, self.writing)
        settings = configuration.current()
        speaker = Speaker(names(settings), settings, self.writing)
        return counted_things(count, self.progress.metric.terms, speaker)


def up_to(value: Fraction, step: Fraction) -> Fraction:
    return math.ceil(value / step) * step
