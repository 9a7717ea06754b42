"""Typed spans on the text, found by patterns and lexicons on underthesea's words.

Each module finds one kind, by a function `find(document, mentions)`, and may look at the kinds found before it.
"""
