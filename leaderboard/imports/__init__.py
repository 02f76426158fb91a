"""Bringing people and activities in from files."""
