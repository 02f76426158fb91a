"""What every trigger can say; each has its words in a module in `triggers`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from leaderboard.rules.condition import Condition
from leaderboard.rules.steps import Step
from leaderboard.sentences.measures import bare, in_measure, left_of
from leaderboard.sentences.speaker import Speaker

Params = Mapping[str, Any]


@dataclass(frozen=True)
class RuleOpening:
    """One sentence shape to start a rule with: its name, an example and a picture."""

    shape: str
    title: str
    example: str
    icon: str


class TriggerWords(ABC):
    """Everything that is said about one trigger."""

    @abstractmethod
    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        """Its shapes as a new rule can start with them."""

    @abstractmethod
    def when(self, condition: Condition, speaker: Speaker) -> str:
        """The first clause of the rule: When a rep logs 10 calls in a day."""

    @abstractmethod
    def award(self, params: Params, speaker: Speaker) -> str:
        """What was rewarded: 10 calls in a day."""

    @abstractmethod
    def standing(self, step: Step, speaker: Speaker) -> str:
        """Where the next step stands: 7 of 10 calls today."""

    @abstractmethod
    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        """Whether a rule without a limit is capped all the same, and by what."""

    def title(self, step: Step, speaker: Speaker) -> str:
        """3 calls to go; €3,800 to go."""
        return _("%(what)s to go", what=left_of(step, speaker))

    def progress(self, step: Step, speaker: Speaker) -> str:
        """18 of 20 e-mails, in the step's measure."""
        done, total = bare(max(0, step.done), step, speaker), in_measure(step.total, step, speaker)
        return _("%(done)s of %(total)s", done=done, total=total)

    def so_far(self, step: Step, speaker: Speaker) -> str:
        """How far it has come, for anybody who asks why nothing was paid yet."""
        return self.progress(step, speaker)

    def example(self, step: Step, speaker: Speaker) -> str:
        """The next step of somebody who is nearly there, in the preview of a rule."""
        return self.title(step, speaker)

    def counted(self, condition: Condition, speaker: Speaker) -> str:
        """What the rule pays for: calls."""
        return speaker.many(condition.kind_id)
