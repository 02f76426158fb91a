"""What an address names, or 404."""

from typing import TypeVar

from flask import abort

Thing = TypeVar("Thing")


def or_404(thing: Thing | None) -> Thing:
    """The thing, if it is there."""
    return thing if thing is not None else abort(404)
