"""How long lists are cut into pages: a few rows left over join the page before them."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def spare(size: int) -> int:
    """How many rows a page may hold more than its size rather than leave them alone on another."""
    return size // 5


def count_pages(count: int, *, size: int) -> int:
    return max(1, -(-(count - spare(size)) // size))


def page_with(place: int, count: int, *, size: int) -> int:
    """The number of the page, from 1, on which the row at this place stands."""
    return min(place // size + 1, count_pages(count, size=size))


def span_of(number: int, count: int, *, size: int) -> slice:
    """The rows of this page."""
    first = (number - 1) * size
    return slice(first, count if number == count_pages(count, size=size) else first + size)


def reach(size: int) -> int:
    """How many rows to read to know a page and whether another follows."""
    return size + spare(size) + 1


def cut(found: Sequence[T], *, size: int) -> tuple[Sequence[T], bool]:
    """The page's rows of those read, and whether another page follows."""
    has_more = len(found) >= reach(size)
    return (found[:size] if has_more else found), has_more
