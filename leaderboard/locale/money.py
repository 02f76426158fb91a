"""Sums of money as people write them."""

from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from functools import lru_cache

from babel.numbers import get_currency_name, get_currency_symbol

from leaderboard.locale.numbers import Number, exact, minus, number, plus, rounded_to
from leaderboard.locale.writing import N_, Writing, script_of, words

# Decimals of the smallest unit, from ISO 4217; two unless listed. Fixed here instead of taken from
# a library, because stored sums depend on it. Rial and Toman have none in use.
WITHOUT_DECIMALS = (
    "IRR",
    "IRT",
    "CLP",
    "ISK",
    "JPY",
    "KRW",
    "PYG",
    "UGX",
    "VND",
    "XAF",
    "XOF",
    "XPF",
)
THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
EXPONENTS = dict.fromkeys(WITHOUT_DECIMALS, 0) | dict.fromkeys(THREE_DECIMALS, 3)

# Currency names for running text, shorter than the full ones.
NAMES = {
    "IRT": N_("toman"),
    "IRR": N_("rial"),
    "EUR": N_("euro"),
    "USD": N_("dollar"),
    "GBP": N_("pound"),
}
# These have no symbol that people use.
WRITTEN_OUT = ("IRT", "IRR")

SHORT = (
    (10**3, N_("%(number)sk")),
    (10**6, N_("%(number)sM")),
    (10**9, N_("%(number)sbn")),
)


SPOKEN = (
    (10**9, N_("%(number)s billion")),
    (10**6, N_("%(number)s million")),
    (10**3, N_("%(number)s thousand")),
    (1, "%(number)s"),
)
# These can be typed after a number: leaderboard/locale/magnitudes.py.
SCALE_WORDS = (N_("thousand"), N_("million"), N_("billion"))
THOUSANDTH = Decimal("0.001")
# Between the parts of a spoken sum.
AND = N_(" and ")


def money(
    minor: Number,
    writing: Writing,
    *,
    currency: str = "",
    short: bool = False,
    sign: bool = False,
) -> str:
    """A sum given in the smallest unit: €31,200 or €31,200.50; ۳۱٬۲۰۰ تومان.

    `short` gives €228k, €7.2M, ۷٫۲ میلیون تومان. The currency is the organisation's by default.
    """
    currency = currency or writing.currency
    value = major(minor, currency=currency)
    figure = short_amount(abs(value), writing) if short else full_amount(abs(value), writing)
    text = pattern(currency, writing.language).format(amount=figure)
    if value < 0:
        return minus(text, writing)
    return plus(text, writing) if sign and value > 0 else text


def short_sum(minor: Number, writing: Writing) -> str:
    """A short sum for reading from afar, rounded down: €228k; a currency that is a word is left
    out, ۷٫۲ میلیون."""
    value = rounded_down(major(minor, currency=writing.currency))
    return bare_sum(value.scaleb(exponent(writing.currency)), writing, short=True)


def bare_sum(minor: Number, writing: Writing, *, short: bool) -> str:
    """A sum next to one that names the currency: a symbol stays, €31,200; a word goes, ۳۱٬۲۰۰."""
    if has_sign(writing):
        return money(minor, writing, short=short)
    value = major(minor, currency=writing.currency)
    text = short_amount(abs(value), writing) if short else full_amount(abs(value), writing)
    return minus(text, writing) if value < 0 else text


def missing_sum(minor: Number, writing: Writing) -> str:
    """What is still missing, rounded up: €3,800; a currency that is a word is left out where the
    millions show that it is money, ۴۵٫۵ میلیون."""
    value = major(minor, currency=writing.currency)
    step = short_step(value)
    if has_sign(writing) or step == 1:
        return money(minor, writing)
    value = (value / step).to_integral_value(ROUND_CEILING) * step
    return bare_sum(value.scaleb(exponent(writing.currency)), writing, short=True)


def rounded_down(value: Decimal) -> Decimal:
    """A sum without the digits a short one would drop, as goals write theirs."""
    step = short_step(value)
    return value if step == 1 else value // step * step


def short_step(value: Number) -> Decimal:
    """The last place of a short sum: a tenth of the unit in 7.2M, the whole unit in 228k."""
    told = abs(exact(value))
    size = max((size for size, _message in SHORT if size <= told), default=1)
    return Decimal(size) / 10 if size > 1 and told < 100 * size else Decimal(size)


def told_sum(minor: Number, writing: Writing, *, has_currency: bool = True) -> str:
    """One sum to take in at a glance, as exact as it was logged: €48,000, ۱٫۲۵ میلیارد تومان. What
    a short one leaves out from the fourth decimal on is never rounded up."""
    if has_sign(writing):
        return money(minor, writing)
    value = major(minor, currency=writing.currency)
    size, message = max((step for step in SHORT if step[0] <= abs(value)), default=(1, ""))
    figure = (abs(value) / size).quantize(THOUSANDTH, ROUND_DOWN)
    text = number(figure, writing, at_most=3)
    if message:
        text = words(writing.language).gettext(message) % {"number": text}
    if has_currency:
        text = pattern(writing.currency, writing.language).format(amount=text)
    return minus(text, writing) if value < 0 else text


def spoken_sum(minor: Number, writing: Writing) -> str:
    """A sum as it is said, to check what was typed: ۱۲ میلیون و ۵۰۰ هزار تومان. Empty below ten
    thousand and where a fraction is left: the digits say as much."""
    value = major(minor, currency=writing.currency)
    if abs(value) < 10_000 or value != value.to_integral_value():
        return ""
    say = words(writing.language).gettext
    parts, left = [], abs(int(value))
    for size, message in SPOKEN:
        count, left = divmod(left, size)
        if count:
            parts.append(say(message) % {"number": number(count, writing)})
    said = say(AND).join(parts)
    name = currency_name(writing)
    whole = f"{said}\N{NO-BREAK SPACE}{name}"
    return minus(whole, writing) if value < 0 else whole


def scale_words(writing: Writing) -> tuple[str, ...]:
    """Thousand, million, billion, as they can be typed: only for a currency without cents, whose
    sums have many zeros."""
    if exponent(writing.currency):
        return ()
    say = words(writing.language).gettext
    return tuple(say(word) for word in SCALE_WORDS)


def has_sign(writing: Writing) -> bool:
    """Whether the organisation's sums have a symbol, not letters or a word."""
    return len(pattern(writing.currency, writing.language).format(amount="")) == 1


def amount(minor: Number, writing: Writing, *, currency: str = "") -> str:
    """A sum without its currency, as typed into a field: 31,200 or ۳۱٬۲۰۰."""
    return full_amount(major(minor, currency=currency or writing.currency), writing)


def major(minor: Number, *, currency: str) -> Decimal:
    """A sum of the smallest unit in whole units; a fraction of the smallest unit is rounded."""
    return rounded_to(minor, 0).scaleb(-exponent(currency))


def exponent(currency: str) -> int:
    """How many decimals the currency's smallest unit has: 2 for the cent."""
    return EXPONENTS.get(currency, 2)


def full_amount(value: Decimal, writing: Writing) -> str:
    """Every unit, and all decimals if there are any."""
    whole = value == value.to_integral_value()
    return number(value, writing, places=0 if whole else -int(value.as_tuple().exponent))


def short_amount(value: Decimal, writing: Writing) -> str:
    """Thousands, millions or milliards, with one decimal below a hundred of them."""
    if value < 1000:
        return full_amount(value, writing)
    # By the rounded figure, so that what rounds to 1000k becomes 1M.
    fitting = (step for step in SHORT if short_figure(value, size=step[0]) < 1000)
    size, message = next(fitting, SHORT[-1])
    shown = number(short_figure(value, size=size), writing)
    return words(writing.language).gettext(message) % {"number": shown}


def short_figure(value: Decimal, *, size: int) -> Decimal:
    """The value in thousands, millions or milliards."""
    return rounded_to(value / size, 1 if value < 100 * size else 0)


@lru_cache(maxsize=256)
def pattern(currency: str, language: str) -> str:
    """How a language writes a sum in a currency: €{amount}, {amount} تومان."""
    script, symbol = script_of(language), get_currency_symbol(currency, "en")
    if currency in WRITTEN_OUT:
        form = script.money_name
    else:
        form = script.money_letters if symbol[-1].isalpha() else script.money_sign
    return form.format(amount="{amount}", symbol=symbol, name=name_of(currency, language))


def currency_name(writing: Writing) -> str:
    """What the organisation's currency is called: euro, تومان."""
    return name_of(writing.currency, writing.language)


def name_of(currency: str, language: str) -> str:
    """What people call the currency in this language."""
    if currency in NAMES:
        return words(language).gettext(NAMES[currency])
    return get_currency_name(currency, locale=language)
