"""A link to get in, shown once: to copy, or as a picture for the phone."""

import segno
from flask import Response, make_response, render_template
from markupsafe import Markup

from leaderboard.models import InviteKind, Person


def show(link: str, kind: InviteKind, person: Person) -> Response:
    """The page with the link; it is nowhere else, so it must not be kept by anybody's cache."""
    page = render_template(
        "people/link.html", link=link, is_reset=kind is InviteKind.RESET, person=person, qr=qr(link)
    )
    return make_response(page)


def qr(text: str) -> Markup:
    """The text as a QR picture: inline SVG drawn by attributes alone."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    return Markup(drawn)
