"""Cutting a metric: counting only what was logged with one value of a dimension."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from leaderboard.rules.metrics import Part, Term


def narrowed(
    terms: Iterable[Term], value_id: int, asking: Collection[int]
) -> tuple[Term, ...] | None:
    """The terms of the metric cut by the value; None if it cannot be cut by it.

    `asking` are the kinds whose form asks for the value's dimension. Everything that a sum counts
    must be of such kinds, and so must the numerator of a ratio. The denominator is cut along only
    if all of it can be: the win rate of new deals is of new deals won and lost, while deals lost to
    a competitor are a share of all deals. A term that counts one value only is not cut again.
    """
    terms = tuple(terms)

    def can_be(part: Part) -> bool:
        """Whether all terms of the part count what is logged with the dimension."""
        return all(t.kind_id in asking and t.value_id is None for t in terms if t.part is part)

    if not can_be(Part.NUMERATOR):
        return None
    cut = {part for part in Part if can_be(part)}
    return tuple(replace(t, value_id=value_id) if t.part in cut else t for t in terms)
