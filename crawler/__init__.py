"""From provincial portals to a WARC archive."""
