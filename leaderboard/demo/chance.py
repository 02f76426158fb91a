"""The demo's dice: times of the day, what deals are worth, how often something happens."""

import math
from random import Random

OPENING, CLOSING = 8 * 60 + 10, 17 * 60 + 40


def minute(rng: Random) -> int:
    """A minute of the working day; people are busiest before noon."""
    return int(rng.triangular(OPENING, CLOSING, 11 * 60))


def price(rng: Random) -> int:
    """What a deal is worth in euros: many are worth a few thousand, few much more."""
    return rounded(min(58_000, max(1_200, rng.lognormvariate(math.log(8_200), 0.62))))


def rounded(amount: float) -> int:
    return round(amount / 50) * 50


def poisson(mean: float, rng: Random) -> int:
    """How often something happens that happens `mean` times on average."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
