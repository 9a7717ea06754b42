"""Rows-to-be: rules that join mentions within a sentence, or across neighbours.

Each module makes one table's facts by a function `read(document, mentions, facts)`, and may look at the tables made
before it.
"""
