"""What stands under every field for a sum of money: the sum in words, and buttons that put a
magnitude after the digits, which a phone's number pad cannot write. And what stands under a share
that was perhaps meant to be a hundred times larger."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.locale import current_writing
from leaderboard.models import Unit
from leaderboard.models.types import row_id
from leaderboard.permissions import allow, signed_in
from leaderboard.rules.metrics import OF_MONEY

blueprint = Blueprint("sums", __name__, url_prefix="/sums")

FIELD = re.compile(r"[a-z]+(_[a-z]+)?(_\d+)?")


@dataclass(frozen=True)
class SumWords:
    """What stands under the field of this name; nothing if it is neither money nor a share."""

    name: str
    spoken: str = ""
    scales: tuple[str, ...] = ()


def init_app(app: Flask) -> None:
    app.add_template_global(sum_of)


def sum_of(field: Any) -> SumWords | None:
    """For a form's field; None if it never holds money."""
    if not hasattr(field, "minor"):
        return None
    if field.is_money:
        return said(field.name, field.minor)
    is_share = getattr(field, "is_share", False)
    return SumWords(field.name, share_words(field.data or "") if is_share else "")


@blueprint.get("/words")
@allow(signed_in)
def words() -> str:
    """The same for a field that is being filled in."""
    name = request.args.get("of", "")
    if not FIELD.fullmatch(name):
        abort(404)
    return render_template("sums/_words.html", sum=typed_words(name, request.args.get(name, "")))


def typed_words(name: str, text: str) -> SumWords:
    unit = asked_unit(request.args)
    if unit == Unit.MONEY:
        return said(name, read(text))
    return SumWords(name, share_words(text) if unit == Unit.RATIO else "")


def said(name: str, minor: int | None) -> SumWords:
    writing = current_writing()
    spoken = locale.spoken_sum(minor, writing) if minor else ""
    return SumWords(name, spoken, locale.scale_words(writing))


def read(text: str) -> int | None:
    """A sum as it is typed; None while it cannot be read."""
    try:
        return locale.parse_money(text, current_writing().currency)
    except locale.Unreadable:
        return None


def share_words(text: str) -> str:
    """That 0.45 is less than one percent; empty for anything larger, or if it says percent
    itself."""
    try:
        value = Fraction(locale.parse_number(text))
    except locale.Unreadable:
        return ""
    if not 0 < value < 1:
        return ""
    writing = current_writing()
    write = partial(locale.percent, writing=writing, places=None, at_most=4)
    return _(
        "This is %(percent)s. For %(meant)s write %(number)s.",
        percent=write(value / 100),
        meant=write(value),
        number=locale.number(value * 100, writing, at_most=4),
    )


def asked_unit(asked: Mapping[str, str]) -> str | None:
    """What the thing that the form chose is counted in, as far as it matters here."""
    if "metric" in asked:
        try:
            metric = configuration.current().metrics().get(row_id(asked["metric"]))
        except ValueError:
            return None
        return metric.unit if metric is not None else None
    return Unit.MONEY if asked.get("measure", OF_MONEY[0]) in OF_MONEY else None
