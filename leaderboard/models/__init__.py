"""Tables, one file per family of nouns."""
