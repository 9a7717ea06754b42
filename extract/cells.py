"""Texts in CSV files that people open in a spreadsheet, which takes some of them for formulas."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: with an apostrophe before what may begin a formula.

    A text that begins with an apostrophe gets one as well, so that :func:`unguarded` gives every text back. The signs
    are those that OWASP names for CSV injection, with their full-width forms.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
