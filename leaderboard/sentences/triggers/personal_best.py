"""What a rule for a personal best says."""

from flask_babel import gettext as _

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.steps import Step
from leaderboard.sentences.measures import in_measure, measure_word, period_word
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class PersonalBestWords(TriggerWords):
    """A day or a week against the best one so far."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        example = _("When a rep beats their best week in calls")
        return (RuleOpening("best", _("Personal best"), example, "trending-up"),)

    def when(self, condition: Condition, speaker: Speaker) -> str:
        values = {
            "window": period_word(condition.window),
            "kinds": self.counted(condition, speaker),
            "measure": measure_word(condition.measure),
        }
        if condition.measure is Measure.ENTRIES:
            text = _("When a rep beats their best %(window)s in %(kinds)s", **values)
        else:
            text = _("When a rep beats their best %(window)s in %(measure)s of %(kinds)s", **values)
        if condition.target > 1:
            least = speaker.measured(condition.target, condition.measure, condition.kind_id)
            text += _(", from %(least)s on", least=least)
        return text

    def award(self, params: Params, speaker: Speaker) -> str:
        measure = Measure(params["measure"])
        best = speaker.measured(int(params["best"]), measure, int(params["kind"]))
        if PeriodKind(params["window"]) is PeriodKind.DAY:
            return _("Personal best day, more than %(best)s", best=best)
        return _("Personal best week, more than %(best)s", best=best)

    def standing(self, step: Step, speaker: Speaker) -> str:
        best = in_measure(step.facts.best, step, speaker)
        if step.window.kind is PeriodKind.DAY:
            return _("to pass your best day, %(best)s", best=best)
        return _("to pass your best week, %(best)s", best=best)

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        return True, _("Capped: once a %(window)s.", window=period_word(condition.window))


WORDS = PersonalBestWords()
