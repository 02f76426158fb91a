"""The token that lets whoever can read the server's log found the organisation, once."""

import hmac
import logging
import os
import secrets
from pathlib import Path

log = logging.getLogger(__name__)


def set_up_token(data: Path) -> str:
    """The token of this installation, made and logged when first asked for; only the owner of the
    data folder can read the file."""
    path = data / "set_up_token"
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    token = secrets.token_urlsafe(24)
    with os.fdopen(descriptor, "w") as file:
        file.write(token)
    log.warning("Nobody is here yet. Open /set-up and enter this token once: %s", token)
    return token


def fits(given: str, *, data: Path) -> bool:
    """Whether this is the token, in the same time for every wrong one."""
    return hmac.compare_digest(given.strip().encode(), set_up_token(data).encode())


def forget(data: Path) -> None:
    """The organisation is founded; the token opens nothing any more."""
    (data / "set_up_token").unlink(missing_ok=True)
