"""HTTP bodies as they were before transfer and content coding, never larger than a bound.

A page of an archive may be a gzip bomb, be cut short, or carry a header that its body does not keep.
"""

import re
import zlib

_LONGEST_SIZE = 266  # bytes of a chunk's size, what is said of it, and the line's end
_CHUNK_SIZE = re.compile(rb"\A([0-9A-Fa-f]{1,8})[^\r\n]{0,256}\r?\n")
_STEP = 1 << 16


class BadCodingError(Exception):
    """A body that cannot be decoded; `kind` is `too_large` or `bad_coding`."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def unchunked(body: bytes) -> bytes:
    """Return a chunked body whole, one without chunks as it is: many tools keep the header but not the coding."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(body[at : at + _LONGEST_SIZE]):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        at += match.end()
        pieces.append(body[at : at + size])
        at += size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces and at >= len(body) else body


def decoded(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Undo `content_encoding` (a header's value, e.g. "gzip").

    A body that does not begin as its header says is taken to be decoded already, as archiving tools often leave it.

    Raises:
        BadCodingError: above `limit` bytes, or where it cannot be decoded.
    """
    for coding in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        if coding in ("", "identity", "utf-8", "none"):
            continue
        if coding in ("gzip", "x-gzip"):
            body = _inflate(body, 31, limit) if body[:2] == b"\x1f\x8b" else body
        elif coding == "deflate":
            if not _is_text(body):
                body = _inflate(body, 15 if body[:1] == b"\x78" else -15, limit)
        elif coding == "br":
            body = body if _is_text(body) else _brotli(body, limit)
        elif coding == "zstd":
            body = _zstd(body, limit) if body[:4] == b"\x28\xb5\x2f\xfd" else body
        else:
            raise BadCodingError("bad_coding", f"unknown content coding {coding!r}")
    return body


def _is_text(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def _too_large(limit: int) -> BadCodingError:
    return BadCodingError("too_large", f"more than {limit:,} bytes when decoded")


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    pieces, size = [], 0
    try:
        while body:  # gzip members may follow one another
            engine = zlib.decompressobj(window)
            while not engine.eof:
                piece = engine.decompress(body, _STEP * 16)
                body = engine.unconsumed_tail
                if not piece and not body:
                    break  # cut short: what is there is still a page
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    raise _too_large(limit)
            if window != 31 or engine.unused_data[:2] != b"\x1f\x8b":
                break
            body = engine.unused_data
    except zlib.error as fault:
        raise BadCodingError("bad_coding", f"not valid gzip or deflate data: {fault}") from None
    return b"".join(pieces)


def _brotli(body: bytes, limit: int) -> bytes:
    import brotli

    try:
        whole = brotli.Decompressor().process(body, output_buffer_limit=limit + 1)
    except brotli.error as fault:
        raise BadCodingError("bad_coding", f"not valid brotli data: {fault}") from None
    if len(whole) > limit:
        raise _too_large(limit)
    return bytes(whole)


def _zstd(body: bytes, limit: int) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as stream:
            whole = stream.read(limit + 1)
    except zstandard.ZstdError as fault:
        raise BadCodingError("bad_coding", f"not valid zstd data: {fault}") from None
    if len(whole) > limit:
        raise _too_large(limit)
    return whole
