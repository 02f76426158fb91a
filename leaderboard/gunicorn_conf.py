"""Configuration of the production server; `python -m leaderboard.serve` starts gunicorn with it.

gunicorn reads this file in its first process, before gevent patches the standard library in the
worker. So nothing of the application is imported here: a lock that a module takes from `threading`
too early would block every request at once instead of one.
"""

import gc
import os
import sys
from contextlib import suppress
from ipaddress import ip_network
from socket import SHUT_RDWR
from time import monotonic
from typing import Any

from gevent import getcurrent, sleep
from gunicorn.glogging import Logger
from gunicorn.workers.ggevent import GeventWorker

# gunicorn runs this file by path and does not look for modules beside the application.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from config import SECRETS, address, load


class MaskedLogger(Logger):
    """Logs requests without the keys and tokens in their addresses."""

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["U"] = SECRETS.sub(r"\1***", atoms.get("U") or "")
        return atoms


class Waiting:
    """Connections on which no answer has started, by client, oldest first.

    A client that opens hundreds of them and sends half a request on each would leave no room for
    others. Past the limit its own oldest are closed; an idle browser simply reconnects.
    """

    def __init__(self, most):
        self._most = most
        self._since = {}

    def add(self, client, whose):
        own = self._since.setdefault(whose, {})
        own[client] = monotonic()
        if len(own) > self._most:
            self._hang_up(next(iter(own)), whose)

    def remove(self, client, whose):
        own = self._since.get(whose, {})
        own.pop(client, None)
        if not own:
            self._since.pop(whose, None)

    def end_older_than(self, seconds):
        """Close the connections that have taken too long to send a request or to be answered."""
        end = monotonic() - seconds
        for whose, own in list(self._since.items()):
            for client in [client for client, since in own.items() if since < end]:
                self._hang_up(client, whose)

    def _hang_up(self, client, whose):
        """Shut the connection down; its greenlet reads the end of it and finishes as usual."""
        self.remove(client, whose)
        with suppress(OSError):
            # gevent's own shutdown would raise an error in the greenlet that reads.
            client._sock.shutdown(SHUT_RDWR)


class Worker(GeventWorker):
    """gunicorn's gevent worker, which also counts how many connections each client keeps
    waiting."""

    wsgi: Any

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        # Behind a proxy everybody comes from one address, and the proxy has to do the counting.
        is_alone = not loaded["TRUSTED_PROXIES"]
        self.waiting = Waiting(self.worker_connections // 3 if is_alone else sys.maxsize)

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = self.noting_answers(self.wsgi)
        # What was loaded stays; looking through it for garbage stops everybody for a tenth of a
        # second.
        gc.collect()
        gc.freeze()

    def handle(self, listener, client, addr):
        getcurrent().end = client, network_of(addr)
        try:
            super().handle(listener, client, addr)
        finally:
            self.waiting.remove(*getcurrent().end)

    def timeout_ctx(self):
        """Called each time a connection waits for its next request."""
        self.waiting.add(*getcurrent().end)
        return super().timeout_ctx()

    def notify(self):
        """Called once a second."""
        super().notify()
        self.waiting.end_older_than(self.cfg.timeout)

    def noting_answers(self, wsgi):
        """Half a body is as bad as half a header, so a connection counts as waiting until its
        answer starts."""

        def answer(environ, start_response):
            def start(*given):
                self.waiting.remove(*getcurrent().end)
                return start_response(*given)

            return wsgi(environ, start)

        return answer


def network_of(addr):
    """The client's address as it is counted: one customer of an IPv6 provider has a whole /64."""
    host = addr[0] if isinstance(addr, tuple) else ""
    return str(ip_network((host, 64), strict=False)) if ":" in host else host


def post_request(worker, req, environ, resp):
    """Let other connections have their turn. A connection whose next request has already arrived
    would otherwise keep the worker to itself, because reading it never waits."""
    sleep(0)


loaded = load(os.environ)
host, port = address(os.environ)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = Worker
# SQLite has one writer, and the lock for it belongs to this process; several machines need
# PostgreSQL.
workers = 1
# Every open screen holds a connection. Past the cap, pages poll, and those need room too.
worker_connections = loaded["STREAM_CAP"] + 500
keepalive = 30
# No request takes long: slow work is done in the background (`publishing.proposals`).
timeout = 120
# Open streams end with the server and reconnect by themselves.
graceful_timeout = 3
# Trust no header about where a request came from; TRUSTED_PROXIES says whom to trust.
forwarded_allow_ips = ""
control_socket_disable = True
logger_class = MaskedLogger
accesslog = None if os.environ.get("ACCESS_LOG") == "0" else "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "info" if accesslog else "warning"
