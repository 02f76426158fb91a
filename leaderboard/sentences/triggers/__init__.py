"""What each trigger says, one module per trigger and named like it."""

from importlib import import_module
from pkgutil import iter_modules

from leaderboard.sentences.trigger import TriggerWords

WORDS: dict[str, TriggerWords] = {
    item.name: import_module(f"{__name__}.{item.name}").WORDS for item in iter_modules(__path__)
}
