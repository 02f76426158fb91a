"""The table of figures for the docs."""
