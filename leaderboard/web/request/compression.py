"""Compresses responses: static files once, pages each time.

Streams are never compressed. Neither are pages requested from another site: somebody who watches
the network and makes a browser request page after page could infer their content from the sizes
(BREACH, see docs/security.md).
"""

import gzip

from flask import Flask, Response, request

from leaderboard.web.request.guard import OPEN_FILES

PACKED_TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml", "application/json"}
)
# Anything smaller fits into one packet anyway.
WORTH_IT = 600
# A page of 40 KB takes half a millisecond; higher levels take twice that to save another 3 %.
QUICK, BEST = 4, 9


def init_app(app: Flask) -> None:
    """Compress the app's responses; call it before anything else registers an `after_request`."""
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
    """Whether this is a complete text of some length."""
    is_whole = response.direct_passthrough or not response.is_streamed
    return (
        response.status_code not in (204, 206, 303, 304)
        and is_whole
        and response.mimetype in PACKED_TYPES
        and (response.content_length or response.calculate_content_length() or 0) >= WORTH_IT
        and "Content-Encoding" not in response.headers
    )


def is_from_our_pages() -> bool:
    """Whether the request came from the reader or from our own pages. Browsers that do not say
    are old or on plain http, where an eavesdropper can read everything anyway."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def packed_page(response: Response) -> bytes:
    return gzip.compress(response.get_data(), QUICK, mtime=0)


def packed_file(response: Response, files: dict[str, bytes]) -> bytes:
    """The compressed file, cached on first use; a changed file has another tag."""
    key = f"{request.path} {response.get_etag()[0]}"
    if key not in files:
        files[key] = gzip.compress(content_of(response), BEST, mtime=0)
    return files[key]


def content_of(response: Response) -> bytes:
    response.direct_passthrough = False
    return response.get_data()


def put_in(response: Response, packed: bytes) -> None:
    """Respond with the compressed bytes. The tag becomes weak: it only promises the same
    content."""
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
