"""The next small step in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard.rules.steps import Step
from leaderboard.sentences.measures import what_is_summed
from leaderboard.sentences.rules import condition
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.triggers import WORDS


@dataclass(frozen=True)
class StepWords:
    """A step as the hero card shows it: what is left, where it stands, what else it brings; and
    what is summed, if the title names only a sum."""

    what: str
    title: str
    standing: str
    reward: str
    badge: str


def step_words(step: Step, speaker: Speaker) -> StepWords:
    """The card's texts for a step."""
    badge = ""
    if step.version.badge_id:
        name = speaker.badge(step.version.badge_id)
        if step.version.points:
            badge = _("and the badge “%(badge)s”", badge=name)
        else:
            badge = _("for the badge “%(badge)s”", badge=name)
    return StepWords(
        what=what_is_summed(step, speaker),
        title=WORDS[step.trigger].title(step, speaker) + condition(step.version.condition, speaker),
        standing=WORDS[step.trigger].standing(step, speaker),
        reward=speaker.points(step.version.points) if step.version.points else "",
        badge=badge,
    )


def progress_words(step: Step, speaker: Speaker) -> str:
    """18 of 20 e-mails, in the step's measure; a streak in working days."""
    return WORDS[step.trigger].progress(step, speaker)
