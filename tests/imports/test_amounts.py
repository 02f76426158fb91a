"""Money and numbers in files: read exactly, or answered with a sentence that helps."""

from decimal import Decimal

import pytest

from leaderboard.imports.amounts import (
    Numbers,
    numbers_here,
    read_money,
    read_profit,
    read_whole,
)
from leaderboard.imports.problems import BadLine, BadMap

pytestmark = pytest.mark.usefixtures("session")

EURO = Numbers(currency="EUR")
TOMAN = Numbers(currency="IRT")
RIAL_FILE = Numbers(currency="IRT", factor=Decimal("0.1"))


def refusal(read, *args):
    with pytest.raises(BadLine) as error:
        read(*args)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "currency", "has_comma", "minor"),
    [
        ("1054", "USD", False, 105400),
        ("1,054.50", "USD", False, 105450),
        ("$1,054.50", "USD", False, 105450),
        ("1.054,50", "EUR", True, 105450),
        ("1'054,50", "CHF", True, 105450),
        ("0.1", "USD", False, 10),
        ("۱۲۳۴", "IRT", False, 1234),
        ("-12.34", "USD", False, -1234),
        ("1.5M", "EUR", False, 150_000_000),
        ("1.5m", "EUR", False, 150_000_000),
        ("2bn", "USD", False, 200_000_000_000),
        ("20K", "USD", False, 2_000_000),
        ("1,5M", "EUR", True, 150_000_000),
        ("۱۵۰ میلیون تومان", "IRT", False, 150_000_000),
    ],
)
def test_sums_are_exact(text, currency, has_comma, minor):
    assert read_money(text, Numbers(currency=currency, has_comma=has_comma)) == minor


@pytest.mark.parametrize(
    ("text", "has_comma"),
    [
        ("1.054,50", False),
        ("1,054.50", True),
        ("12.345", False),
        ("1e9", False),
        ("=1+1", False),
        ("12 apples", False),
        ("9" * 40, False),
        ("NaN", False),
        ("", False),
    ],
)
def test_what_is_no_sum_is_refused(text, has_comma):
    refusal(read_money, text, Numbers(currency="USD", has_comma=has_comma))


# What each sum in a file means in an organisation that counts in toman: as it is, in a file whose
# map says rial, and in one whose map rounds. A text is a part of the error.
SUMS = [
    ("۱۲٬۰۰۰٬۰۰۰", 12_000_000, 1_200_000, 12_000_000),
    ("۱۲,۰۰۰,۰۰۰", 12_000_000, 1_200_000, 12_000_000),
    ("۱۲،۰۰۰،۰۰۰", 12_000_000, 1_200_000, 12_000_000),
    ("۱۲٬۰۰۰٬۰۰۰ ریال", "Wrong currency: rial", 1_200_000, "Wrong currency"),
    ("۱۲٬۰۰۰٬۰۰۰ تومان", 12_000_000, 12_000_000, 12_000_000),
    ("12,000,000 ﷼", "Wrong currency: rial", 1_200_000, "Wrong currency"),
    ("12/000/000", 12_000_000, 1_200_000, 12_000_000),
    ("۱۲/۵", "too many decimal places", "too many decimal places", 13),
    ("12000000.00", 12_000_000, 1_200_000, 12_000_000),
    ("12000000.0", 12_000_000, 1_200_000, 12_000_000),
    ("24600000000", 24_600_000_000, 2_460_000_000, 24_600_000_000),
    ("12.5", "too many decimal places", "too many decimal places", 13),
    ("IRR 12000", "Wrong currency: rial", 1200, "Wrong currency"),
    ("۱۲۰۰۰ تومن", 12_000, 12_000, 12_000),
    ("5 USD", "Wrong currency: dollar", "Wrong currency: dollar", "Wrong currency: dollar"),
    ("۵ یورو", "Wrong currency: euro", "Wrong currency: euro", "Wrong currency: euro"),
]


@pytest.mark.parametrize(("text", "plain", "in_rial", "rounded"), SUMS)
def test_sums_of_a_company_that_counts_in_toman(text, plain, in_rial, rounded):
    says_rial = numbers_here(Numbers(told_in="IRR"), "IRT")
    rounds = Numbers(currency="IRT", is_rounded=True)
    pairs = ((TOMAN, plain), (RIAL_FILE, in_rial), (says_rial, in_rial), (rounds, rounded))
    for numbers, right in pairs:
        if isinstance(right, int):
            assert read_money(text, numbers) == right
        else:
            assert right in refusal(read_money, text, numbers)


@pytest.mark.parametrize(
    ("text", "numbers", "key"),
    [
        ("1.054,50", EURO, 'decimal = ","'),
        ("1,054.50", Numbers(currency="EUR", has_comma=True), 'decimal = "."'),
        ("207366.30000000002", EURO, "round = true"),
        ("12.5", TOMAN, "round = true"),
        ("12.000", TOMAN, 'decimal = "." or decimal = ","'),
        ("12.500", EURO, 'decimal = "." or decimal = ","'),
        ("۱۲ هزار ریال", TOMAN, "factor = 0.1"),
        ("۱۲ تومان", Numbers(currency="IRR"), "factor = 10"),
    ],
)
def test_the_sentence_names_the_key_that_would_mend_it(text, numbers, key):
    assert f"To read it, set this in the map: {key}" in refusal(read_money, text, numbers)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("12.500", 1_250, 1_250_000), ("(12.500)", -1_250, -1_250_000), ("EUR 1.000", 100, 100_000)],
)
def test_three_decimals_are_read_as_the_map_says(text, point, comma):
    """A database exports them; elsewhere the point separates thousands."""
    assert read_money(text, EURO._replace(has_point=True)) == point
    assert read_money(text, EURO._replace(has_comma=True)) == comma


def test_three_decimals_after_a_comma_are_read_as_the_map_says():
    comma = EURO._replace(has_comma=True)
    assert read_money("12,500", comma) == 1_250
    assert read_money("12,500", EURO._replace(has_point=True)) == 1_250_000
    assert read_whole("1,000", comma) == 1


def test_a_count_in_thousands_is_not_taken_for_one():
    assert "two ways" in refusal(read_whole, "1.000", EURO)
    assert read_whole("1.000", EURO._replace(has_point=True)) == 1
    assert read_whole("1.000", EURO._replace(has_comma=True)) == 1_000


@pytest.mark.parametrize("text", ["(1.200,50)", "(€1.200,50)", "€ (1.200,50)"])
def test_a_sum_in_brackets_is_below_zero(text):
    assert read_money(text, EURO._replace(has_comma=True)) == -120_050
    assert read_whole("(3)", EURO) == -3
    assert read_profit("(10 %)", 5000, EURO) == -500


def test_a_number_in_a_way_we_do_not_read_says_what_to_write():
    assert refusal(read_money, "2 lakh", EURO).endswith(
        "Write it in digits: a lakh is 100,000 and a crore 10,000,000."
    )
    assert "a lakh is 100.000" in refusal(read_money, "2 lakh", EURO._replace(has_comma=True))
    assert "Write all the digits, for example 4,800." in refusal(read_whole, "1E+05", EURO)
    assert "groups of three digits, for example 4,800." in refusal(read_whole, "1,5", EURO)


def test_a_foreign_sum_names_the_keys_that_would_count_it():
    assert refusal(read_money, "$100", EURO).endswith(
        "Wrong currency: dollar instead of euro. If all the file’s sums are in it, set this in "
        'the map: currency = "USD" and, as factor, how many EUR one USD is worth.'
    )


def test_the_example_in_a_sentence_fits_what_is_asked():
    assert "for example 4.800 or 4,8k." in refusal(read_money, "x", EURO._replace(has_comma=True))
    assert "for example 4,800 or 4.8k." in refusal(read_money, "much", EURO)
    assert "for example 4,800,000 or 4.8M." in refusal(read_money, "much", TOMAN)
    assert "for example 3." in refusal(read_whole, "much", TOMAN)
    assert "reads it" not in refusal(read_money, "much", EURO)


def test_a_foreign_currency_is_counted_by_the_rate_that_the_map_tells():
    dollars = numbers_here(Numbers(told_in="USD", factor=Decimal("0.92")), "EUR")
    assert read_money("$100", dollars) == 9200
    assert read_money("100", dollars) == 9200
    assert read_money("€100", dollars) == 10000
    assert "Wrong currency: pound" in refusal(read_money, "£100", dollars)
    with pytest.raises(BadMap, match="how many EUR is one USD"):
        numbers_here(Numbers(told_in="USD"), "EUR")
    assert numbers_here(Numbers(told_in="EUR"), "EUR") == EURO


def test_a_factor_is_exact():
    thousands = Numbers(currency="EUR", factor=Decimal(1000))
    assert read_money("0.1", thousands) == 10000
    assert read_money("€4.8", thousands) == 480_000
    assert "too many decimal places" in refusal(read_money, "0.05", RIAL_FILE)


@pytest.mark.parametrize(
    ("text", "minor"), [("207366.30000000002", 20_736_630), ("0.005", 1), ("-0.005", -1)]
)
def test_a_map_may_round_to_the_smallest_unit(text, minor):
    assert read_money(text, Numbers(currency="EUR", is_rounded=True)) == minor


def test_a_profit_may_be_a_percent_of_the_amount():
    assert read_profit("25 %", 10_000, EURO) == 2500
    assert read_profit("۲۵ درصد", 10_000, EURO) == 2500
    assert read_profit("٪۲۵", 10_000, EURO) == 2500
    assert read_profit("12,5%", 10_000, Numbers(currency="EUR", has_comma=True)) == 1250
    assert read_profit("25", 10_000, EURO) == 2500
    assert read_profit("-5%", 10_000, EURO) == -500
    assert "round = true" in refusal(read_profit, "33%", 101, EURO)
    assert read_profit("33%", 101, Numbers(currency="EUR", is_rounded=True)) == 33
    assert "there is no amount" in refusal(read_profit, "25%", None, EURO)
    assert "is a percentage, not an amount" in refusal(read_money, "25%", EURO)


def test_counts_are_whole():
    assert read_whole("2.00", EURO) == 2
    assert read_whole("1.200", Numbers(has_comma=True)) == 1200
    assert read_whole("۲ هزار", EURO) == 2000
    assert read_whole("2.5", Numbers(is_rounded=True)) == 3
    assert "round = true" in refusal(read_whole, "2.5", EURO)
