"""A real browser, and an app for it to visit."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.services import chromium


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The machine's Chromium, headless; only one at a time per process."""
    # Chromium's sandbox does not work for root.
    alone = ["--no-sandbox"] if os.getuid() == 0 else []
    options = ["--disable-gpu", "--disable-background-networking", "--no-first-run", *alone]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port of this machine for as long as the block runs; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # Streams that a page keeps open must not prevent the tests from ending.
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
