"""What a metric is made of, in words."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import POINTS, Asked
from leaderboard.rules.metrics import Measure, Part, Term, Window
from leaderboard.sentences.speaker import Speaker


def definition(terms: Sequence[Term], speaker: Speaker) -> str:
    """Deals divided by deals + lost deals."""
    above = together([term for term in terms if term.part is Part.NUMERATOR], speaker)
    below = together([term for term in terms if term.part is Part.DENOMINATOR], speaker)
    if not below:
        return above
    return _("%(above)s, divided by %(below)s", above=above, below=below)


def counted_things(count: int, terms: Sequence[Term], speaker: Speaker) -> str:
    """A number of what a sum counts: 5 calls, 20 points; without a noun if it counts several."""
    counted_of = {(term.kind_id, term.measure) for term in terms}
    kind_id, measure = counted_of.pop()
    if counted_of or (kind_id != POINTS and kind_id not in speaker.names.kinds):
        return speaker.number(count)
    if kind_id == POINTS:
        return locale.count_of(count, "point", speaker.writing)
    return speaker.measured(count, measure, kind_id)


def together(terms: Sequence[Term], speaker: Speaker) -> str:
    """Terms one after another, each with its sign except a leading plus."""
    text = ""
    for term in terms:
        sign = "\N{MINUS SIGN}" if term.sign < 0 else "+"
        if text or term.sign < 0:
            text += f" {sign} " if text else f"{sign} "
        text += within(term, speaker)
    return text


def within(term: Term, speaker: Speaker) -> str:
    """What one term counts, and over which time."""
    what = counted(term, speaker)
    if term.window is Window.BEFORE:
        return _("%(what)s before the period", what=what)
    if term.window is Window.UNTIL:
        return _("%(what)s up to the end of the period", what=what)
    return what


def counted(term: Term, speaker: Speaker) -> str:
    if term.kind_id == POINTS:
        return _("points")
    kinds = speaker.many(term.kind_id)
    if term.value_id is not None:
        value = locale.isolate(speaker.names.values[term.value_id])
        kinds = _("%(kinds)s (only “%(value)s”)", kinds=kinds, value=value)
    return kinds if term.measure is Measure.ENTRIES else SUMMED[term.measure](kinds)


def left_out(terms: Iterable[Term], speaker: Speaker) -> list[str]:
    """What the metric cannot count, where a kind's form may leave its measures open."""
    found: dict[str, None] = {}
    for term in terms:
        kind = speaker.settings.kinds.get(term.kind_id)
        field = FIELDS.get(term.measure)
        if kind is not None and field is not None and kind.asked(field) is Asked.OPTIONAL:
            plural = speaker.many(kind.id)
            found[WITHOUT[field](plural[:1].upper() + plural[1:])] = None
    return list(found)


SUMMED: dict[Measure, Callable[[str], str]] = {
    Measure.QUANTITY: lambda kinds: _("quantity of %(kinds)s", kinds=kinds),
    Measure.AMOUNT: lambda kinds: _("amount of %(kinds)s", kinds=kinds),
    Measure.PROFIT: lambda kinds: _("profit on %(kinds)s", kinds=kinds),
    Measure.MINUTES: lambda kinds: _("minutes of %(kinds)s", kinds=kinds),
    Measure.DAYS: lambda kinds: _("days that %(kinds)s took", kinds=kinds),
    Measure.TIMED: lambda kinds: _("%(kinds)s of known duration", kinds=kinds),
    Measure.COSTED: lambda kinds: _("amount of %(kinds)s of known profit", kinds=kinds),
}
# The entry's field that a measure is read from, if it may be unknown.
FIELDS = {
    Measure.QUANTITY: "quantity",
    Measure.PROFIT: "profit",
    Measure.COSTED: "profit",
    Measure.DAYS: "days",
    Measure.TIMED: "days",
}
WITHOUT: dict[str, Callable[[str], str]] = {
    "quantity": lambda kinds: _("%(kinds)s without a quantity add nothing.", kinds=kinds),
    "profit": lambda kinds: _("%(kinds)s of unknown profit are left out.", kinds=kinds),
    "days": lambda kinds: _("%(kinds)s of unknown duration are left out.", kinds=kinds),
}
