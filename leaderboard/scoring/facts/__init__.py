"""The fast path's facts, one module per trigger and named like it."""

from importlib import import_module
from pkgutil import iter_modules

from leaderboard.scoring.known import Query

QUERIES: dict[str, Query] = {
    item.name: import_module(f"{__name__}.{item.name}").QUERY for item in iter_modules(__path__)
}
