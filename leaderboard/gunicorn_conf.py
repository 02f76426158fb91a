"""Settings of the production server; `python -m leaderboard.serve` starts gunicorn with them.

gunicorn reads this file in its first process, before gevent has taken over the standard library in
the worker. So nothing of the application is imported here: a lock that a module had taken from
`threading` too early would stop every request at once instead of one.
"""

import os
import sys

from gevent import sleep
from gunicorn.glogging import Logger

# gunicorn runs this file by its path and does not look for modules beside the application.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from config import SECRETS, address, load


class MaskedLogger(Logger):
    """Writes requests down without the keys and tokens in their addresses."""

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["U"] = SECRETS.sub(r"\1***", atoms.get("U") or "")
        return atoms


def post_request(worker, req, environ, resp):
    """Let the other connections have their turn. One whose next request is here already would
    keep the worker to itself, for reading it does not wait."""
    sleep(0)


settings = load(os.environ)
host, port = address(os.environ)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = "gevent"
# SQLite has one writer and its lock is this process's own; more machines take PostgreSQL.
workers = 1
# Every open screen holds a connection; past the cap pages poll, and those need room as well.
worker_connections = settings["STREAM_CAP"] + 500
keepalive = 30
# Publishing a rule replays everybody's history in one request.
timeout = 120
# Open streams end with the server and come back by themselves.
graceful_timeout = 3
# Believe no header about where a request came from; TRUSTED_PROXIES says whom to believe.
forwarded_allow_ips = ""
control_socket_disable = True
logger_class = MaskedLogger
accesslog = None if os.environ.get("ACCESS_LOG") == "0" else "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "info" if accesslog else "warning"
