"""What a goal's milestones paid, in words: points and day, or why nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Goal
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.sentences import Speaker, new_target, why_not_words
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.milestones import MilestoneOutcome, last_outcomes, milestone_outcomes
from leaderboard.standings.progress import Progress
from leaderboard.web.page.bar_words import WHOLE
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class PaidMilestone:
    """A rule's milestones: what those that paid gave and when, which of them a new target paid or
    the goal no longer has, and a sentence for each that was reached without paying."""

    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    unpaid: tuple[str, ...] = ()


def paid_of(goal: Goal, progress: Progress | None, now: Here) -> PaidMilestone:
    """What the milestones of the goal's current period paid; if it no longer runs, of its last."""
    found = (
        list(milestone_outcomes(progress, day=now.today, settings=now.settings))
        if progress is not None
        else last_outcomes(goal, now.settings)
    )
    return PaidMilestone(
        facts=tuple(
            (title(item.mark, now.speaker), gain_on(item.line, now.speaker))
            for item in found
            if item.line is not None
        ),
        changes=(*changes_of(found, now.speaker), *gone_of(found, now.speaker)),
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
    """For example: +10 on 24 Nov."""
    gain = speaker.points(line.points)
    if not line.points and line.badge_id:
        gain = speaker.badge(line.badge_id)
    day = locale.day_month(line.occurred_on, speaker.writing)
    # Translators: points or a badge, and the day: +10 on 24 Nov
    return _("%(gain)s on %(day)s", gain=gain, day=day)


def changes_of(found: Iterable[MilestoneOutcome], speaker: Speaker) -> Iterator[str]:
    """For example: 75 %, Target: The target went from 10 to 6. Nothing for what activities paid."""
    marks: dict[str, list[str]] = defaultdict(list)
    for item in found:
        if item.line is not None and (why := new_target(item.line, speaker)):
            marks[why].append(title(item.mark, speaker))
    for why, titles in marks.items():
        # Translators: milestones and what paid them: 75 %, Target: The target went from 10 to 6.
        yield _("%(milestones)s: %(why)s", milestones=_(", ").join(titles), why=why)


def gone_of(found: Iterable[MilestoneOutcome], speaker: Speaker) -> Iterator[str]:
    """For example: 25 %, 75 %: no longer part of this goal; what was paid stays."""
    titles = [title(item.mark, speaker) for item in found if item.is_gone]
    if titles:
        yield _(
            "%(milestones)s: no longer part of this goal; what was paid stays.",
            milestones=_(", ").join(titles),
        )
