"""What a rule for the milestones of goals says."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.condition import Condition
from leaderboard.rules.steps import Step
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.sentences.measures import either
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords

# The whole way, in thousandths.
WHOLE = 1000


class GoalMilestoneWords(TriggerWords):
    """Parts of the way to a target, the target, and the stretch target."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        half = locale.percent(0.5, speaker.writing)
        example = _("When a rep reaches %(steps)s of their own goal", steps=half)
        return (RuleOpening("milestone", _("A milestone of a goal"), example, "workflow"),)

    def when(self, condition: Condition, speaker: Speaker) -> str:
        shares = [locale.percent(mark / WHOLE, speaker.writing) for mark in condition.milestones]
        if condition.pays_stretch:
            shares.append(_("the stretch target"))
        return _("When a rep reaches %(steps)s of their own goal", steps=either(shares))

    def award(self, params: Params, speaker: Speaker) -> str:
        goal, mark = speaker.goal(int(params["goal"])), int(params["milestone"])
        if mark == STRETCH:
            return _("Stretch target of %(goal)s", goal=goal)
        if mark == WHOLE:
            return _("Goal reached: %(goal)s", goal=goal)
        share = locale.percent(mark / WHOLE, speaker.writing)
        return _("%(share)s of %(goal)s", share=share, goal=goal)

    def standing(self, step: Step, speaker: Speaker) -> str:
        goal = speaker.goal(step.goal_id)
        if step.mark == STRETCH:
            return _("to the stretch target of %(goal)s", goal=goal)
        if step.mark == WHOLE:
            return _("to your goal %(goal)s", goal=goal)
        share = locale.percent(step.mark / WHOLE, speaker.writing)
        return _("to %(share)s of %(goal)s", share=share, goal=goal)

    def example(self, step: Step, speaker: Speaker) -> str:
        milestones = step.version.condition.milestones
        if not milestones:
            return _("To the stretch target")
        share = locale.percent(milestones[0] / WHOLE, speaker.writing)
        return _("To %(share)s of your goal", share=share)

    def counted(self, condition: Condition, speaker: Speaker) -> str:
        return _("goals")

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        return True, _("Capped: each milestone of a goal pays once in its period.")


WORDS = GoalMilestoneWords()
