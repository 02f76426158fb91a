"""What all tests share."""

import os

import pytest
from hypothesis import settings

# HYPOTHESIS_PROFILE=fast | ci | long. The fast one tries the same examples every time.
settings.register_profile("fast", max_examples=40, derandomize=True, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None, print_blob=True)
settings.register_profile("long", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(params=["sqlite"])
def any_database(tmp_path, request):
    return f"sqlite:///{tmp_path / 'leaderboard.sqlite3'}"
