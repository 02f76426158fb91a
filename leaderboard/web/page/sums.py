"""What stands under every field for a sum of money: the sum in words, and buttons that put a
magnitude after the digits, which a phone's number pad cannot write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request

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
    """What stands under the field of this name; nothing if what it holds is not money."""

    name: str
    spoken: str = ""
    scales: tuple[str, ...] = ()


def init_app(app: Flask) -> None:
    app.add_template_global(sum_of)


def sum_of(field: Any) -> SumWords | None:
    """For a form's field; None if it never holds money."""
    if not hasattr(field, "minor"):
        return None
    return said(field.name, field.minor) if field.is_money else SumWords(field.name)


@blueprint.get("/words")
@allow(signed_in)
def words() -> str:
    """The same for a field that is being filled in."""
    name = request.args.get("of", "")
    if not FIELD.fullmatch(name):
        abort(404)
    shown = (
        said(name, read(request.args.get(name, ""))) if is_money(request.args) else SumWords(name)
    )
    return render_template("sums/_words.html", sum=shown)


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


def is_money(asked: Mapping[str, str]) -> bool:
    """Whether what the form chose is counted in money."""
    if "metric" in asked:
        try:
            metric = configuration.current().metrics().get(row_id(asked["metric"]))
        except ValueError:
            return False
        return metric is not None and metric.unit == Unit.MONEY
    return asked.get("measure", OF_MONEY[0]) in OF_MONEY
