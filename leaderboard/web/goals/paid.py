"""What a goal's milestones paid, in words: points and day, or why nothing."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.sentences import Speaker, new_target, why_not_words
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.milestones import milestone_outcomes
from leaderboard.standings.progress import Progress
from leaderboard.web.page.bars import WHOLE
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class PaidMilestone:
    """A rule's milestones: what those that paid gave and when, and a sentence for each that was
    reached without paying."""

    facts: tuple[tuple[str, str], ...] = ()
    unpaid: tuple[str, ...] = ()


def paid_of(progress: Progress | None, now: Here) -> PaidMilestone:
    """What the milestones of the goal's current period paid."""
    if progress is None:
        return PaidMilestone()
    found = list(milestone_outcomes(progress, day=now.today, settings=now.settings))
    return PaidMilestone(
        facts=tuple(
            (title(item.mark, now.speaker), gain_on(item.line, now.speaker))
            for item in found
            if item.line is not None
        ),
        unpaid=tuple(
            why_unpaid(item.mark, item.unpaid, now.speaker)
            for item in found
            if item.unpaid is not None
        ),
    )


def title(mark: int, speaker: Speaker) -> str:
    if mark == STRETCH:
        return _("Stretch target")
    return _("Target") if mark == WHOLE else locale.percent(mark / WHOLE, speaker.writing)


def why_unpaid(mark: int, unpaid: Unpaid, speaker: Speaker) -> str:
    """For example: 50 %: rule “Half way” paid nothing. Its limit is used up."""
    return _(
        "%(milestone)s: rule “%(rule)s” paid nothing. %(why)s",
        milestone=title(mark, speaker),
        rule=speaker.rule(unpaid.rule_id),
        why=why_not_words(unpaid, speaker),
    )


def gain_on(line: Any, speaker: Speaker) -> str:
    """+10 on 24 Nov; with the change of the target, if that is what brought it."""
    gain = speaker.points(line.points)
    if not line.points and line.badge_id:
        gain = speaker.badge(line.badge_id)
    day = locale.day_month(line.occurred_on, speaker.writing)
    # Translators: points or a badge, and the day: +10 on 24 Nov
    paid = _("%(gain)s on %(day)s", gain=gain, day=day)
    why = new_target(line, speaker)
    # Translators: what was paid and when, and a sentence: +10 on 24 Nov. The target went ...
    return _("%(paid)s. %(why)s", paid=paid, why=why) if why else paid
