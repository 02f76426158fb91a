"""A query in the order of the alphabet: the same as `rules.alphabet` gives."""

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from leaderboard.rules.alphabet import PLACES


def in_alphabet(folded: Any) -> ColumnElement[str]:
    """What a query sorts by, given a column of folded names."""
    return by_number(reduce(lambda text, pair: func.replace(text, *pair), PLACES.items(), folded))


class by_number(FunctionElement[str]):
    """A text that sorts by the numbers of its letters, whatever language a database is set to."""

    type = String()
    inherit_cache = True


@compiles(by_number)
def as_it_is(element: Any, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(element.clauses, **kwargs))


@compiles(by_number, "postgresql")
def with_collation(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f'{compiler.process(element.clauses, **kwargs)} COLLATE "C"'
