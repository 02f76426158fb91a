"""What a metric is made of, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import POINTS
from leaderboard.rules.metrics import Measure, Part, Term, Window
from leaderboard.sentences.measures import measure_word
from leaderboard.sentences.speaker import Speaker


def definition(terms: Sequence[Term], speaker: Speaker) -> str:
    """Deals divided by deals + lost deals."""
    above = together([term for term in terms if term.part is Part.NUMERATOR], speaker)
    below = together([term for term in terms if term.part is Part.DENOMINATOR], speaker)
    if not below:
        return above
    return _("%(above)s, divided by %(below)s", above=above, below=below)


def together(terms: Sequence[Term], speaker: Speaker) -> str:
    """Terms one after another, each with its sign but a plus at the front."""
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
    kinds = speaker.names.kinds[term.kind_id].plural
    if term.value_id is not None:
        value = locale.isolate(speaker.names.values[term.value_id])
        kinds = _("%(kinds)s with “%(value)s”", kinds=kinds, value=value)
    if term.measure is Measure.ENTRIES:
        return kinds
    return _("%(measure)s of %(kinds)s", measure=measure_word(term.measure), kinds=kinds)
