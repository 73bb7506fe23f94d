"""The one expression language: a typed, three-valued, bounded subset of Python's expression grammar. Never `eval`."""
