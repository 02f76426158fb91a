"""Sorts a query alphabetically, in the same order as `rules.alphabet`."""

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from leaderboard.rules.alphabet import PLACES


def in_alphabet(folded: Any) -> ColumnElement[str]:
    """The expression to sort by, for a column of folded names."""
    return by_number(reduce(lambda text, pair: func.replace(text, *pair), PLACES.items(), folded))


class by_number(FunctionElement[str]):
    """A text that sorts by its letters' code points, whatever language the database is set to."""

    type = String()
    inherit_cache = True


@compiles(by_number)
def as_it_is(element: Any, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(element.clauses, **kwargs))


@compiles(by_number, "postgresql")
def with_collation(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f'{compiler.process(element.clauses, **kwargs)} COLLATE "C"'
