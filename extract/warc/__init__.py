"""WARC files below their pages: finding and opening them, damage, what revisit records stand for."""
