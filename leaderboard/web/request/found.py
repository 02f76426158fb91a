"""Look up what an address names, or 404."""

from typing import TypeVar

from flask import abort

Thing = TypeVar("Thing")


def or_404(thing: Thing | None) -> Thing:
    return thing if thing is not None else abort(404)
