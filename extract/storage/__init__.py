"""From rows to part files: units of work, merging, validation, corrections, views."""
