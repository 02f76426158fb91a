"""Why a change of a setting is refused."""


class Refused(ValueError):
    """A change that is not possible; `field` says where and `reason` why, as codes for the form.

    `leaderboard.sentences.refusals` has a sentence for each.
    """

    def __init__(self, field: str, reason: str, **told: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason
        # Whose goal is refused, where a form sets goals for several owners.
        self.owner_id: int | None = None
        # Names for the sentence to mention.
        self.told = told
