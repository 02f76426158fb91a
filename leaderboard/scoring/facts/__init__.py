"""The fast path's facts, one file a trigger: each module here is named as its trigger is."""

from importlib import import_module
from pkgutil import iter_modules

from leaderboard.scoring.known import Query

QUERIES: dict[str, Query] = {
    item.name: import_module(f"{__name__}.{item.name}").QUERY for item in iter_modules(__path__)
}
