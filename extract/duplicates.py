"""One text on several portals: near-copies found by MinHash over word shingles.

An article's signature and the hashes of its bands are made once, when the article is read, and kept on disk with its
rows. Finding copies is then a join: every article is compared with the earliest one in each of its bands.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from extract.text import fold

if TYPE_CHECKING:  # the workers that make signatures do without the database
    import duckdb

PERMUTATIONS = 128
# 32 bands of 4: a pair with similarity 0.6 shares a band with probability 0.99, one with 0.2 with 0.05.
BANDS = 32
SHINGLE = 4
THRESHOLD = 0.6
# Shorter texts are alike by chance.
FEWEST_WORDS = 40

_WORD = re.compile(r"\w+")


@cache
def _empty() -> Any:
    from datasketch import MinHash  # brings scipy along, which publishing does without

    return MinHash(PERMUTATIONS, seed=1, hashfunc=zlib.crc32)


def signature(text: str) -> dict[str, Any] | None:
    """Return `signature` (bytes) and `bands` (a hash each) of `text`; None for one too short to tell."""
    words = _WORD.findall(fold(text))
    if len(words) < FEWEST_WORDS:
        return None
    told = " ".join(words).encode()
    behind = list(accumulate(len(word) + 1 for word in told.split(b" ")))  # each word and its space
    made = _empty().copy()
    made.update_batch({told[start : end - 1] for start, end in zip([0, *behind], behind[SHINGLE - 1 :], strict=False)})
    values = np.ascontiguousarray(made.hashvalues, dtype="<u4")
    return {"signature": values.tobytes(), "bands": _bands(values)}


def _bands(values: np.ndarray) -> list[int]:
    """Hash each band (FNV-1a over its values), with its number, so that equal values in other bands do not meet."""
    rows = values.astype(np.uint64).reshape(BANDS, -1)
    hashes = np.full(BANDS, 0xCBF29CE484222325, dtype=np.uint64) ^ np.arange(BANDS, dtype=np.uint64)
    for column in rows.T:
        hashes = (hashes ^ column) * np.uint64(0x100000001B3)
    return [int(value) for value in hashes]


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard similarity of the texts behind two signatures."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def _similarities(pairs: Sequence[tuple[str, str, bytes, bytes]]) -> list[float]:
    """Return :func:`similarity` of the signatures in each pair, all at once."""
    mine, theirs = (
        np.frombuffer(b"".join(signatures), "<u4").reshape(-1, PERMUTATIONS)
        for signatures in ([pair[2] for pair in pairs], [pair[3] for pair in pairs])
    )
    return list(np.mean(mine == theirs, axis=1).tolist())


# The earliest by time of publication; where that is not known, by time of fetching. Articles go by their number in that
# order: the bands are by far the most rows here, and numbers keep them small.
_PREPARED = """
    CREATE OR REPLACE TEMP TABLE told AS
    SELECT row_number() OVER (ORDER BY coalesce(c.published_ms, c.fetched_ms), s.article_id)::INTEGER AS number,
           s.article_id, s.bands, s.signature
    FROM signatures s JOIN current c ON s.article_id = c.article_id AND s.unit = c.unit;

    CREATE OR REPLACE TEMP TABLE banded AS SELECT number, unnest(bands) AS band FROM told;

    CREATE OR REPLACE TEMP TABLE pairs AS
    SELECT DISTINCT b.number, e.original
    FROM banded b JOIN (
        SELECT band, min(number) AS original FROM banded GROUP BY band HAVING count(*) > 1
    ) e USING (band)
    WHERE b.number <> e.original;

    DROP TABLE banded;
"""
_CANDIDATES = """
    SELECT a.article_id, o.article_id, a.signature, o.signature
    FROM pairs p JOIN told a ON a.number = p.number JOIN told o ON o.number = p.original
    WHERE p.number BETWEEN ? AND ? AND a.number BETWEEN ? AND ?
    ORDER BY p.number, p.original
"""
# Signatures are joined to the pairs of so many articles at a time: sorted all at once they would not fit in memory.
_AT_ONCE = 1_000


def find(connection: "duckdb.DuckDBPyConnection") -> Iterator[dict[str, Any]]:
    """Yield the rows of `duplicates`.

    `connection` has `signatures` (article_id, unit, bands, signature) and `current` (article_id, unit, published_ms,
    fetched_ms), the latter with one row an article: the unit that has its newest fetch.
    """
    cursor = connection.cursor()  # of its own: who takes the rows may ask the connection something else meanwhile
    cursor.execute(_PREPARED)
    (last,) = cursor.execute("SELECT coalesce(max(number), 0) FROM pairs").fetchone() or (0,)
    originals: dict[str, str] = {}
    for first in range(1, last + 1, _AT_ONCE):
        stretch = [first, first + _AT_ONCE - 1]
        pairs = cursor.execute(_CANDIDATES, stretch * 2).fetchall()
        for (article, original, _, _), alike in zip(pairs, _similarities(pairs), strict=True):
            # Candidates come earliest first, so the first that is alike enough is the earliest telling; a copy of a
            # copy leads to its original, whose row came before.
            if article not in originals and alike >= THRESHOLD:
                originals[article] = originals.get(original, original)
                yield {"article_id": article, "duplicate_of": originals[article], "similarity": alike}
    cursor.execute("DROP TABLE pairs; DROP TABLE told")
