"""The garbage collector, kept from work that is in vain."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New values without a collection: less than what one portion of people or lines holds.
MANY_VALUES = 200_000


@contextmanager
def collected_rarely() -> Iterator[None]:
    """A replay or an import makes millions of values without cycles: looking for some among them,
    and among all that was there before, took a quarter of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(MANY_VALUES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
