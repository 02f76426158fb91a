"""Tells the other machines over Redis that something changed, and hears it from them.

Only the fact is passed around; what changed is in the database. The hub makes up for a lost
message, because it polls the database anyway.
"""

import logging
import threading
import time
from collections.abc import Callable

import redis

CHANNEL = "leaderboard:changed"
# Seconds: how long Redis may take to answer, and how long to wait before trying it again.
PATIENCE = 2.0
RETRY = 1.0
HEALTH_CHECK = 15

log = logging.getLogger(__name__)


class Relay:
    """One publisher and one subscriber per process, each a thread while it is needed."""

    def __init__(self, url: str, *, heard: Callable[[], None]) -> None:
        self._client = redis.Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            health_check_interval=HEALTH_CHECK,
        )
        self._heard = heard
        self._lock = threading.Lock()
        self._to_tell = threading.Event()
        self._teller: threading.Thread | None = None
        self._listener: threading.Thread | None = None
        self._is_listening = False
        # Whether messages from the others arrive at present.
        self.hears = False

    def tell(self) -> None:
        """Pass the word on in the background: a log never waits for Redis."""
        self._to_tell.set()
        with self._lock:
            if self._teller is None or not self._teller.is_alive():
                self._teller = threading.Thread(
                    target=self._keep_telling, name="live-tell", daemon=True
                )
                self._teller.start()

    def listen(self) -> None:
        """Listen to the others from now on."""
        with self._lock:
            self._is_listening = True
            if self._listener is None or not self._listener.is_alive():
                self._listener = threading.Thread(
                    target=self._keep_listening, name="live-listen", daemon=True
                )
                self._listener.start()

    def rest(self) -> None:
        """Nobody watches: stop listening."""
        with self._lock:
            self._is_listening = False

    def _keep_telling(self) -> None:
        while self._to_tell.wait():
            self._to_tell.clear()
            try:
                self._client.publish(CHANNEL, b"")
            except redis.RedisError as error:
                log.warning("Redis did not take the message that something changed: %s", error)
                time.sleep(RETRY)

    def _keep_listening(self) -> None:
        while self._wants_to_listen():
            try:
                self._hear()
            except redis.RedisError as error:
                log.warning("Redis is away, so the database is asked instead: %s", error)
                self.hears = False
                time.sleep(RETRY)

    def _wants_to_listen(self) -> bool:
        with self._lock:
            if not self._is_listening:
                self._listener, self.hears = None, False
            return self._is_listening

    def _hear(self) -> None:
        """Stay subscribed until nobody watches or Redis goes away."""
        with self._client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            self.hears = True
            # Earlier messages are not repeated.
            self._heard()
            while self._wants_to_listen():
                if subscription.get_message(timeout=1.0) is not None:
                    self._heard()
