"""Why a change of a setting is refused."""


class Refused(ValueError):
    """A change that is not possible; `field` says where and `reason` why, as codes for the form.

    `leaderboard.sentences.refusals` has a sentence for each.
    """

    def __init__(self, field: str, reason: str, **told: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason
        # Whom it is about, where a form asks the same of several.
        self.owner_id: int | None = None
        # What the sentence names.
        self.told = told
