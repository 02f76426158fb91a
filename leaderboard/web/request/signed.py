"""Signed texts that come back again and again: the cookie, and the token of a form."""

from functools import lru_cache
from typing import Any

from itsdangerous import URLSafeTimedSerializer


@lru_cache(maxsize=4096)
def unsigned(serializer: URLSafeTimedSerializer, text: str) -> Any:
    """What the text holds; BadData if it was not signed with our key.

    A phone sends the same cookie and the same token with every log, so what was found genuine is
    remembered. Nobody may change what this returns.
    """
    return serializer.loads(text)
