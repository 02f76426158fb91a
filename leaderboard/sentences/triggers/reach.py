"""What a rule for a count or a sum says."""

from flask_babel import gettext as _

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.steps import Step
from leaderboard.rules.triggers.reach import COUNT, SUM
from leaderboard.sentences.measures import bare, in_measure, measure_word, period_word
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class ReachWords(TriggerWords):
    """A number of activities, or a sum of one of their measures."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        return (
            RuleOpening(
                COUNT.name,
                _("A count is reached"),
                _("When a rep logs 10 calls in a day"),
                "target",
            ),
            RuleOpening(
                SUM.name,
                _("A sum is reached"),
                _("When the amount of a rep’s deals reaches a sum in a month"),
                "chart-column",
            ),
        )

    def when(self, condition: Condition, speaker: Speaker) -> str:
        target = speaker.measured(condition.target, condition.measure, condition.kind_id)
        window = period_word(condition.window)
        if condition.measure is Measure.ENTRIES:
            if condition.is_repeated:
                return _("For every %(count)s in a %(window)s", count=target, window=window)
            return _("When a rep logs %(count)s in a %(window)s", count=target, window=window)
        values = {
            "measure": measure_word(condition.measure),
            "kinds": self.counted(condition, speaker),
            "target": target,
            "window": window,
        }
        if condition.is_repeated:
            return _(
                "For every %(target)s that the %(measure)s of %(kinds)s reaches in a %(window)s",
                **values,
            )
        return _(
            "When the %(measure)s of a rep’s %(kinds)s reaches %(target)s in a %(window)s",
            **values,
        )

    def award(self, params: Params, speaker: Speaker) -> str:
        measure = Measure(params["measure"])
        what = speaker.measured(int(params["target"]), measure, int(params["kind"]))
        return {
            PeriodKind.DAY: _("%(what)s in a day", what=what),
            PeriodKind.WEEK: _("%(what)s in a week", what=what),
            PeriodKind.MONTH: _("%(what)s in a month", what=what),
        }[PeriodKind(params["window"])]

    def standing(self, step: Step, speaker: Speaker) -> str:
        done, total = bare(max(0, step.done), step, speaker), in_measure(step.total, step, speaker)
        return {
            PeriodKind.DAY: _("%(done)s of %(total)s today", done=done, total=total),
            PeriodKind.WEEK: _("%(done)s of %(total)s this week", done=done, total=total),
            PeriodKind.MONTH: _("%(done)s of %(total)s this month", done=done, total=total),
        }[step.window.kind]

    def so_far(self, step: Step, speaker: Speaker) -> str:
        return self.standing(step, speaker)

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        if condition.is_repeated:
            return False, _("Not capped: it pays as often as it is logged.")
        return True, _("Capped: once a %(window)s.", window=period_word(condition.window))


WORDS = ReachWords()
