"""The exit codes of commands, which schedulers act on (docs/refresh.md); 0 is healthy."""

NOTHING_PUBLISHED = 1
INPUT_FAULT = 2
"""A run that did what it could, but was given something that could not be read."""
LOOK_AT = 3
"""Published, but with portals in quarantine or corrections orphaned."""
