"""Paging for long lists: the rows of the requested page, and links to the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import Writing, current_writing
from leaderboard.standings.pages import count_pages, span_of

T = TypeVar("T")
R = TypeVar("R")
SIZE = 25
LONGEST = 80


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `text` says which rows it shows if there is more than one page."""

    rows: Sequence[T]
    count: int
    text: str
    previous_url: str
    next_url: str

    def shown_as(self, rows: Sequence[R]) -> "Page[R]":
        """The same page with its rows replaced by what templates show."""
        return Page(rows, self.count, self.text, self.previous_url, self.next_url)


def page_of(
    found: Sequence[T], url: Callable[..., str], *, size: int = SIZE, name: str = "page"
) -> Page[T]:
    """The requested page. `url` makes the list's address with changed parameters; a second list
    on the same page needs its own `name` for the page number."""
    pages = count_pages(len(found), size=size)
    number = min(asked_page(name), pages)
    span = span_of(number, len(found), size=size)
    rows = found[span]
    return Page(
        rows=rows,
        count=len(found),
        text=pages_told(span.start, len(rows), len(found), current_writing()) if pages > 1 else "",
        previous_url=url(**numbered(name, number - 1)) if number > 1 else "",
        next_url=url(**numbered(name, number + 1)) if number < pages else "",
    )


def asked_page(name: str) -> int:
    """The page number in the address, from 1; 1 if there is none."""
    return max(1, request.args.get(name, 1, type=int))


def asked_text() -> str:
    """The search text, cut to the length of the longest name."""
    return request.args.get("q", "").strip()[:LONGEST]


def numbered(name: str, number: int) -> dict[str, Any]:
    return {name: number} if number > 1 else {}


def pages_told(first: int, shown: int, count: int, writing: Writing) -> str:
    """For example: 26 to 50 of 104."""
    return _(
        "%(first)s to %(last)s of %(count)s",
        first=locale.number(first + 1, writing),
        last=locale.number(first + shown, writing),
        count=locale.number(count, writing),
    )
