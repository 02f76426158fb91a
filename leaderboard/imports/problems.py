"""What can be wrong with a map, a file or one of its lines, one sentence each."""

from collections.abc import Sequence

from flask_babel import gettext as _

from leaderboard import locale, publishing
from leaderboard.scoring import BadActivity


class BadMap(ValueError):
    """An unusable map, with every problem found in it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class BadFile(ValueError):
    """A file that cannot be read at all."""


class BadLine(ValueError):
    """A line of the file that cannot be taken.

    Lines of one `family` have the same problem, whatever their words are; a `word` that is wrong
    wherever it appears forms a group of its own. `advice` is given once per family.
    """

    def __init__(
        self, sentence: str, *, family: str = "", word: str = "", advice: str = ""
    ) -> None:
        super().__init__(sentence)
        self.family, self.word, self.advice = family or sentence, word, advice


def figure(number: int) -> str:
    """A number in a sentence, in the reader's digits; without separators, like an editor's line
    numbers."""
    return locale.digits(str(number), locale.current_writing())


def why(error: ValueError) -> str:
    """What is wrong with a line, for the report."""
    if isinstance(error, BadActivity):
        return why_refused(error)
    return why_not_set(error) if isinstance(error, publishing.Refused) else str(error)


def why_refused(error: BadActivity) -> str:
    """Why the ledger refuses an activity."""
    if error.field in ("kind", "subject", "occurred_on", "values"):
        return {
            "unknown": _("This is not known here."),
            "wrong_owner": _("This kind of activity is not logged for them."),
            "deactivated": _("The person had left by that day."),
            "future": _("The date is in the future."),
            "not_asked": _("This kind of activity has no such dimension."),
        }[error.reason]
    field = field_name(error.field)
    return {
        "missing": _("%(field)s is missing.", field=field),
        "negative": _("%(field)s is below zero.", field=field),
        "absurd": _("%(field)s is too large.", field=field),
        "not_asked": _("This kind of activity has no %(field)s.", field=field),
    }[error.reason]


def why_not_set(error: publishing.Refused) -> str:
    """Why publishing refuses a person or a team."""
    return {
        ("name", "missing"): _("A name is missing."),
        ("name", "too_long"): _("A name is too long."),
        ("name", "taken"): _("Somebody else has this name already."),
        ("name", "alias"): _(
            "%(name)s is also known by this name.", name=error.told.get("name", "")
        ),
        ("email", "no_address"): _("This is not an e-mail address."),
        ("email", "too_long"): _("The e-mail address is too long."),
        ("email", "taken"): _("Somebody else has this e-mail address already."),
        ("team", "unknown"): _("The team has been dissolved."),
        ("manager", "unfit"): _("The manager no longer works here."),
        ("parent", "circle"): _("A team cannot be its own parent."),
        ("parent", "unknown"): _("The parent team has been dissolved."),
    }[error.field, error.reason]


def field_name(field: str) -> str:
    """What people call a field of an activity."""
    names = {
        "quantity": _("Quantity"),
        "amount": _("Amount"),
        "profit": _("Profit"),
        "minutes": _("Minutes"),
        "days": _("Days"),
        "customer": _("Customer"),
    }
    return names.get(field, _("A dimension"))
