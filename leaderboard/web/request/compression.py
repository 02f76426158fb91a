"""Sends answers smaller to whoever can unpack them: files packed once, pages anew each time.

Streams are never packed. Nor is a page that another site led to: somebody who watches the line and
makes a browser ask for page after page could guess from their sizes what stands in them (BREACH,
see docs/security.md).
"""

import gzip

from flask import Flask, Response, request

from leaderboard.web.request.guard import OPEN_FILES

PACKED_TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml", "application/json"}
)
# What is smaller fits into one packet either way.
WORTH_IT = 600
# A page of 40 KB takes half a millisecond; the next levels take twice that for a thirtieth.
QUICK, BEST = 4, 9


def init_app(app: Flask) -> None:
    """Pack what the app answers; call it before anything else looks at answers."""
    files: dict[str, bytes] = {}

    def pack(response: Response) -> Response:
        if not can_be_packed(response):
            return response
        response.vary.add("Accept-Encoding")
        is_file = request.endpoint in OPEN_FILES
        if request.accept_encodings["gzip"] and (is_file or is_from_our_pages()):
            put_in(response, packed_file(response, files) if is_file else packed_page(response))
        return response

    app.after_request(pack)


def can_be_packed(response: Response) -> bool:
    """Whether this is text of some length, and all of it is there."""
    is_whole = response.direct_passthrough or not response.is_streamed
    return (
        is_whole
        and response.mimetype in PACKED_TYPES
        and response.status_code not in (204, 206, 304)
        and (response.content_length or response.calculate_content_length() or 0) >= WORTH_IT
        and "Content-Encoding" not in response.headers
    )


def is_from_our_pages() -> bool:
    """Whether the reader, and no page of another site, asked for this. Browsers that do not say
    are old, or on plain http, where whoever watches reads everything in any case."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def packed_page(response: Response) -> bytes:
    return gzip.compress(response.get_data(), QUICK, mtime=0)


def packed_file(response: Response, files: dict[str, bytes]) -> bytes:
    """The file as it was packed the first time somebody asked; a changed one has another tag."""
    key = f"{request.path} {response.get_etag()[0]}"
    if key not in files:
        files[key] = gzip.compress(content_of(response), BEST, mtime=0)
    return files[key]


def content_of(response: Response) -> bytes:
    response.direct_passthrough = False
    return response.get_data()


def put_in(response: Response, packed: bytes) -> None:
    """Answer with the packed bytes; the tag says no more than that they unpack to the same."""
    file = response.response
    response.direct_passthrough = False
    response.set_data(packed)
    if hasattr(file, "close"):
        file.close()
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, _is_weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
