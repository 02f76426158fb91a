"""How a goal and others hang together, in sentences: its path up, and what its parts add up
to."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import configuration, locale
from leaderboard.locale import Writing
from leaderboard.models import SubjectKind, Unit
from leaderboard.permissions import SignedIn
from leaderboard.rules.parts import Balance
from leaderboard.sentences import Speaker
from leaderboard.sentences.metrics import counted_things
from leaderboard.standings.names import names
from leaderboard.standings.progress import Progress

# Units whose targets are numbers of things: they have a plural.
COUNTED = (Unit.COUNT, Unit.POINTS)


def path_told(own: Progress, above: Sequence[Progress], viewer: SignedIn, writing: Writing) -> str:
    """Your 40 calls feed North’s 12 demos, which feed our “Revenue”, €240,000; "" if it feeds
    nothing. `above` has the vision first."""
    steps = [own, *reversed(above)]
    if len(steps) < 2:
        return ""
    told = [whose(step, viewer, writing) for step in steps]
    text = told[0][:1].upper() + told[0][1:]
    for lower, upper in zip(steps, told[1:], strict=False):
        text = joined(text, upper, lower, is_first=lower is own)
    # Translators: ends a sentence on what a goal feeds
    return _("%(path)s.", path=text)


def joined(text: str, upper: str, lower: Progress, *, is_first: bool) -> str:
    count = number_of(lower)
    if is_first:
        return ngettext(
            "%(own)s feeds %(next)s", "%(own)s feed %(next)s", count, own=text, next=upper
        )
    return ngettext(
        "%(path)s, which feeds %(next)s",
        "%(path)s, which feed %(next)s",
        count,
        path=text,
        next=upper,
    )


def number_of(progress: Progress) -> int:
    """How many things the target names; a sum of money or a share is one thing."""
    target = progress.attainment.course.target
    return int(target) if is_counted(progress) else 1


def is_counted(progress: Progress) -> bool:
    return progress.metric.unit in COUNTED and not progress.metric.is_ratio


def whose(progress: Progress, viewer: SignedIn, writing: Writing) -> str:
    """Your 40 calls, North’s 12 demos, our “Revenue”, €240,000."""
    what = target_told(progress, writing)
    if progress.owner.kind is SubjectKind.ORGANISATION:
        return _("our %(target)s", target=what)
    if progress.owner.id == viewer.id:
        return _("your %(target)s", target=what)
    name = locale.isolate(progress.owner.name)
    return _("%(owner)s’s %(target)s", owner=name, target=what)


def target_told(progress: Progress, writing: Writing) -> str:
    """40 calls; for what has no noun, the goal's name and its target."""
    target = progress.attainment.course.target
    if is_counted(progress):
        settings = configuration.current()
        speaker = Speaker(names(settings), settings, writing)
        text = counted_things(int(target), progress.metric.terms, speaker)
        if text != speaker.number(int(target)):
            return text
    return _(
        "“%(goal)s” (%(target)s)",
        goal=locale.isolate(progress.name),
        target=locale.value_text(target, progress.metric.unit, writing),
    )


def balance_told(found: Balance | None, whole: Progress, writing: Writing) -> str:
    """The parts ask for €212,000 of €240,000: €28,000 is not covered; "" without a balance."""
    if found is None:
        return ""

    def told(value: int) -> str:
        return locale.value_text(value, whole.metric.unit, writing)

    if not found.before:
        return asked_told(found, told)
    came_in = _("%(before)s came in before they began.", before=told(found.before))
    # Translators: two sentences, one after the other
    return _("%(first)s %(second)s", first=came_in, second=asked_told(found, told))


def asked_told(found: Balance, told: Callable[[int], str]) -> str:
    parts = {"parts": told(found.parts), "whole": told(max(0, found.whole - found.before))}
    if found.surplus < 0:
        return _(
            "Together they ask for %(parts)s of %(whole)s: %(gap)s is in no goal yet.",
            gap=told(-found.surplus),
            **parts,
        )
    if found.surplus > 0:
        return _(
            "Together they ask for %(parts)s: %(surplus)s more than these %(whole)s.",
            surplus=told(found.surplus),
            **parts,
        )
    return _("Together they ask for exactly these %(whole)s.", **parts)


def balance_in_short(found: Balance | None, whole: Progress, writing: Writing) -> str:
    """The gap or surplus in a few words, for a node of the tree."""
    if found is None or not found.surplus:
        return ""
    difference = locale.value_text(abs(found.surplus), whole.metric.unit, writing, short=True)
    if found.surplus < 0:
        return _("Its parts are %(gap)s short", gap=difference)
    return _("Its parts are %(surplus)s over", surplus=difference)
