"""The triggers, one per module: every module here is found automatically and known by its name."""

from importlib import import_module
from pkgutil import iter_modules

from leaderboard.rules.trigger import Shape, Trigger


def found() -> dict[str, Trigger]:
    """Each module's `TRIGGER`, in the order of the builder."""
    modules = [import_module(f"{__name__}.{item.name}") for item in iter_modules(__path__)]
    triggers: list[Trigger] = [module.TRIGGER for module in modules]
    triggers.sort(key=lambda trigger: min(shape.place for shape in trigger.shapes))
    return {trigger.name: trigger for trigger in triggers}


TRIGGERS = found()
# Every sentence shape with the trigger it belongs to, in the order of the builder.
SHAPES: dict[str, tuple[Trigger, Shape]] = {
    shape.name: (trigger, shape)
    for shape, trigger in sorted(
        ((shape, trigger) for trigger in TRIGGERS.values() for shape in trigger.shapes),
        key=lambda pair: pair[0].place,
    )
}
