"""Logs as lines of JSON on stderr, without secrets."""

import json
import logging
from datetime import UTC, datetime
from typing import TextIO, cast

from flask import Flask, g, has_request_context, request
from flask.logging import wsgi_errors_stream

from config import SECRETS


class Lines(logging.Formatter):
    """One record per line, with the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line |= {
                "request": g.get("request_id", ""),
                "method": request.method,
                "path": request.full_path.rstrip("?"),
                "address": request.remote_addr or "",
            }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, ensure_ascii=False))


def masked(text: str) -> str:
    """The text without keys and tokens; used wherever addresses are written."""
    return SECRETS.sub(r"\1***", text)


def init_app(app: Flask) -> None:
    """Log the package to the server's stderr; repeated calls change nothing."""
    logger = logging.getLogger(app.import_name)
    logger.setLevel(logging.INFO)
    if not any(isinstance(handler.formatter, Lines) for handler in logger.handlers):
        handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
        handler.setFormatter(Lines())
        logger.addHandler(handler)
