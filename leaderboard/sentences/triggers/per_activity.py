"""What a rule for each activity says."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.condition import Condition
from leaderboard.rules.steps import Step
from leaderboard.rules.triggers.per_activity import EACH, PER_AMOUNT
from leaderboard.sentences.measures import left_of
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class PerActivityWords(TriggerWords):
    """By the activity, or by its amount."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        return (
            RuleOpening(EACH.name, _("Each activity"), _("For each meeting"), "check"),
            RuleOpening(
                PER_AMOUNT.name, _("By amount"), _("For every thousand of a deal"), "wallet"
            ),
        )

    def when(self, condition: Condition, speaker: Speaker) -> str:
        one = speaker.one(condition.kind_id)
        if condition.per_amount:
            part = locale.money(condition.per_amount, speaker.writing)
            return _("For every %(amount)s of a %(kind)s", amount=part, kind=one)
        return _("For each %(kind)s", kind=one)

    def award(self, params: Params, speaker: Speaker) -> str:
        kind_id = int(params["kind"])
        if not params.get("per"):
            return speaker.kind(kind_id)
        amount = locale.money(int(params["amount"]), speaker.writing)
        return _("%(kind)s of %(amount)s", kind=speaker.kind(kind_id), amount=amount)

    def title(self, step: Step, speaker: Speaker) -> str:
        if step.version.condition.per_amount:
            return _("Every %(amount)s", amount=left_of(step, speaker))
        return left_of(step, speaker)

    def standing(self, step: Step, speaker: Speaker) -> str:
        condition = step.version.condition
        if condition.per_amount:
            return self.when(condition, speaker)
        return _("every single one counts")

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        if condition.per_amount:
            return False, _("Not capped: a larger amount pays more.")
        return False, _("Not capped: it pays as often as it is logged.")


WORDS = PerActivityWords()
