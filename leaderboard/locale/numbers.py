"""Numbers as people write them: digits, separators, signs, percents and ranks."""

import unicodedata
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from leaderboard.locale.writing import Script, Writing, script_of

Number = int | Decimal | Fraction | float
EXACT = Context(prec=60)
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def number(value: Number, writing: Writing, *, places: int | None = None, at_most: int = 2) -> str:
    """1,234.5 or ۱٬۲۳۴٫۵: with this many decimals, or as many as it needs, at most two."""
    if isinstance(value, int) and not places:
        # Most numbers are whole, and a board is full of them.
        rounded: int | Decimal = value
        text = f"{abs(value):,}"
    else:
        rounded = rounded_to(value, at_most if places is None else places)
        text = f"{abs(rounded):,f}"
        if places is None and "." in text:
            text = text.rstrip("0").rstrip(".")
    written = digits(text, writing)
    return minus(written, writing) if rounded < 0 else written


def signed(value: Number, writing: Writing, *, places: int | None = None, at_most: int = 2) -> str:
    """+95, −5 (a true minus) or 0; in Persian the sign stays to the left of the digits."""
    text = number(value, writing, places=places, at_most=at_most)
    above = rounded_to(value, at_most if places is None else places) > 0
    return plus(text, writing) if above else text


def percent(
    ratio: Number,
    writing: Writing,
    *,
    places: int | None = 0,
    at_most: int = 1,
    sign: bool = False,
) -> str:
    """A ratio (0.86) as 86 % or ۸۶٪; `places` None: as many as it needs. `sign`: +18 %."""
    write = signed if sign else number
    hundred = exact(ratio) * 100
    return write(hundred, writing, places=places, at_most=at_most) + writing.script.percent


def attainment(ratio: Number, writing: Writing) -> str:
    """Progress towards a goal in whole percents, rounded down: 100 % only when it is reached."""
    down = (exact(ratio) * 100).to_integral_value(ROUND_FLOOR)
    return number(down, writing) + writing.script.percent


def rank(place: int | None, writing: Writing, *, tied: bool = False) -> str:
    """4, or =2 when the place is shared, or a dash for none."""
    if place is None:
        return DASH
    return (f"{writing.script.mark}=" if tied else "") + number(place, writing)


def digits(text: str, writing: Writing) -> str:
    """The text in the language's digits and separators; `text` is written 1,234.5."""
    return text.translate(signs(writing.script))


def plus(text: str, writing: Writing) -> str:
    """A written number with a plus in front."""
    return f"{writing.script.mark}+{text}"


def minus(text: str, writing: Writing) -> str:
    """A written number with a true minus in front."""
    return f"{writing.script.mark}{MINUS}{text}"


def isolate(text: str) -> str:
    """A name for a plain-text sentence, keeping its own direction."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def among_words(name: str, writing: Writing) -> str:
    """A name in a sentence, isolated if it runs the other way: a Latin one in Persian."""
    against = {"L"} if script_of(writing.language).direction == "rtl" else {"R", "AL"}
    runs = {unicodedata.bidirectional(sign) for sign in name}
    return isolate(name) if runs & against else name


def rounded_to(value: Number, places: int) -> Decimal:
    """The value with this many decimals, halves rounded away from zero."""
    return exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def exact(value: Number) -> Decimal:
    """The value as a decimal; a float as it is written."""
    if isinstance(value, Fraction):
        return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


@lru_cache(maxsize=8)
def signs(script: Script) -> dict[int, int]:
    """What replaces each character of a number written in English."""
    return str.maketrans("0123456789,.", script.digits + script.group + script.decimal)
