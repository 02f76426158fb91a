"""Extra ways in on the sign-in page; the product has none, its demo has four."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

EXTENSION = "leaderboard-doors"


@dataclass(frozen=True)
class Door:
    """One click that signs in: a small form, or a link that needs no session."""

    title: str
    text: str
    icon: str
    url: str
    is_form: bool = True


def hang(app: Flask, doors: Callable[[], tuple[Door, ...]]) -> None:
    """Register `doors`, which is asked on every sign-in page what to offer its visitor."""
    app.extensions[EXTENSION] = doors


def open_doors() -> tuple[Door, ...]:
    doors = current_app.extensions.get(EXTENSION)
    return doors() if doors else ()
