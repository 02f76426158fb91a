"""The template filters; each writes for the page's reader."""

import re
from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from leaderboard.extensions import babel
from leaderboard.locale.amounts import ago, count_of, days, minutes, value_text
from leaderboard.locale.dates import (
    date_long,
    date_short,
    date_typed,
    day_month,
    moment,
    period_name,
    time,
    weekday,
)
from leaderboard.locale.money import amount, money
from leaderboard.locale.numbers import attainment, digits, isolate, number, percent, rank, signed
from leaderboard.locale.writing import current_writing

FILTERS: tuple[Callable[..., str], ...] = (
    ago,
    amount,
    attainment,
    date_long,
    date_short,
    date_typed,
    day_month,
    days,
    digits,
    minutes,
    moment,
    money,
    number,
    percent,
    period_name,
    rank,
    signed,
    time,
    value_text,
    weekday,
)
# A name with its quotation marks and the comma after it.
ISOLATED = re.compile("[“«]?\N{FIRST STRONG ISOLATE}.*?\N{POP DIRECTIONAL ISOLATE}[”»]?[,،.]?")
# Built-in filters that would write Latin digits and Gregorian dates in Persian.
NOT_OURS = (
    "currencyformat",
    "dateformat",
    "datetimeformat",
    "decimalformat",
    "filesizeformat",
    "numberformat",
    "percentformat",
    "scientificformat",
    "timedeltaformat",
    "timeformat",
)


def init_app(app: Flask) -> None:
    """Give the app its languages and the templates their filters."""
    babel.init_app(app, locale_selector=lambda: current_writing().language)
    for name in NOT_OURS:
        app.jinja_env.filters.pop(name, None)
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = for_the_reader(function)
    app.jinja_env.filters["isolate"] = isolate
    app.jinja_env.filters["whole_names"] = whole_names
    app.jinja_env.filters["count_of"] = lambda n, noun: count_of(n, noun, current_writing())
    app.jinja_env.globals["writing"] = LocalProxy(current_writing)
    for name in ("ngettext", "npgettext"):
        app.jinja_env.globals[name] = in_digits(cast(Callable, app.jinja_env.globals[name]))


def whole_names(text: str) -> Markup:
    """The text with every isolated name kept on one line, if it fits on one."""
    return Markup(ISOLATED.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def for_the_reader(function: Callable[..., str]) -> Callable[..., str]:
    """The function as a filter, using the page's writing."""

    def written(value: Any, **options: Any) -> str:
        return function(value, current_writing(), **options)

    return written


def in_digits(function: Callable[..., str]) -> Callable[..., str]:
    """A plural form with its %(num)s in the reader's digits."""

    @pass_context
    def written(context: Context, *messages: Any, **values: Any) -> str:
        values.setdefault("num", number(messages[-1], current_writing()))
        return function(context, *messages, **values)

    return written
