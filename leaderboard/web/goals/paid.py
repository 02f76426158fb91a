"""What the milestones of a goal paid, in words: the points and the day, or why nothing."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.sentences import Speaker, why_not_words
from leaderboard.standings.milestones import Reached, reached_milestones
from leaderboard.standings.progress import Progress
from leaderboard.web.page.bars import WHOLE
from leaderboard.web.request.here import Here


def paid_texts(progress: Progress | None, now: Here) -> list[tuple[str, str]]:
    """Each reached milestone that a rule is for, with what came of it."""
    if progress is None:
        return []
    found = reached_milestones(progress, day=now.today, settings=now.settings)
    return [(title(item.mark, now.speaker), result(item, now.speaker)) for item in found]


def title(mark: int, speaker: Speaker) -> str:
    if mark == STRETCH:
        return _("Stretch target")
    return _("Target") if mark == WHOLE else locale.percent(mark / WHOLE, speaker.writing)


def result(item: Reached, speaker: Speaker) -> str:
    """+10 on 24 Nov, or nothing and the reason."""
    if item.unpaid is not None:
        return _(
            "Rule “%(rule)s” paid nothing. %(why)s",
            rule=speaker.rule(item.unpaid.rule_id),
            why=why_not_words(item.unpaid, speaker),
        )
    assert item.line is not None
    gain = speaker.points(item.line.points)
    if not item.line.points and item.line.badge_id:
        gain = speaker.badge(item.line.badge_id)
    day = locale.day_month(item.line.occurred_on, speaker.writing)
    # Translators: points or a badge, and the day: +10 on 24 Nov
    return _("%(gain)s on %(day)s", gain=gain, day=day)
