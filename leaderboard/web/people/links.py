"""A sign-in link, shown once: to copy, or as a QR code for the phone."""

import segno
from flask import Response, make_response, render_template
from markupsafe import Markup

from leaderboard.models import InviteKind, Person


def show(link: str, kind: InviteKind, person: Person) -> Response:
    """The page with the link. The link is stored nowhere, so no cache may keep the page."""
    page = render_template(
        "people/link.html", link=link, is_reset=kind is InviteKind.RESET, person=person, qr=qr(link)
    )
    return make_response(page)


def qr(text: str) -> Markup:
    """A QR code as inline SVG, without inline styles."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    return Markup(drawn)
