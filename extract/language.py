"""Sentences, words and parts of speech (underthesea), as offsets into the text.

underthesea's own functions rewrite what they read (tone marks, spaces) and return no offsets. Its trained models do not
need that: they tag a list of syllables. So the syllables are cut here, with offsets, and handed to the two sequence
taggers that underthesea ships; what comes back is laid over the same offsets.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from extract.text import fold, plain

# A longer unit is cut before any model or pattern sees it, at a space if there is one: nobody writes such a sentence,
# and the time of the word model grows faster than its input.
MAX_UNIT = 2_000

# "H' Loan" is one syllable of a name, as "H'Loan" is.
_SYLLABLE = re.compile(r"(?<!\w)[hkyHKY]'\s[^\W\d_]+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]|_+|\w+")
_MARK_INSIDE = re.compile(r"[.?!]\s*\S")
# A full stop behind one of these does not end a sentence, whatever the sentence model says.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:TP|Tp|TX|TT|Tx|Q|P|H|X|ThS|Ths|TS|PGS|GS|BS|KS|LS|CN|Th\.S|St|Mr|Mrs|Dr|No|vv|v\.v|Nxb|tr|[A-ZĐ])\.$"
)


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Word(NamedTuple):
    """A Vietnamese word: one syllable or several, with its part of speech (VLSP 2013 tags: N, Np, V, A, M, E, C, …)."""

    start: int
    end: int
    tag: str


def syllables(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the syllables, numbers and punctuation marks of `text[start:end]` as spans of `text`."""
    found = _SYLLABLE.finditer(text, start, len(text) if end is None else end)
    return list(map(Span._make, map(re.Match.span, found)))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a unit at spaces into pieces of at most MAX_UNIT characters."""
    while end - start > MAX_UNIT:
        cut = text.rfind(" ", start + MAX_UNIT // 2, start + MAX_UNIT)
        cut = cut if cut > 0 else start + MAX_UNIT
        yield Span(start, cut)
        start = cut
    if end > start:
        yield Span(start, end)


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one paragraph `text[start:end]` as spans of `text`, none longer than MAX_UNIT."""
    from underthesea import sent_tokenize

    found: list[Span] = []
    for piece in _pieces(text, start, end):
        position = piece.start
        written = text[piece.start : piece.end]
        # Without a full stop inside, it is one sentence; the model would look at each of its characters.
        for sentence in sent_tokenize(written) if _MARK_INSIDE.search(written) else [written.strip()]:
            # The model returns substrings in order, with outer spaces dropped.
            at = text.find(sentence, position, piece.end)
            if at < 0:  # it rewrote something: keep the rest of the piece whole
                found.append(Span(position, piece.end))
                position = piece.end
                break
            position = at + len(sentence)
            if found and found[-1].end >= piece.start and _continues(text, found[-1], at):
                found[-1] = Span(found[-1].start, position)
            else:
                found.append(Span(at, position))
    return [trimmed for span in found if (trimmed := _trim(text, span)).end > trimmed.start]


def _continues(text: str, previous: Span, at: int) -> bool:
    """Whether the sentence that begins at `at` only goes on with the previous one."""
    if at - previous.start > MAX_UNIT:
        return False
    head = text[max(previous.start, previous.end - 8) : previous.end]
    goes_on = text[at : at + 1].islower() and not head.endswith(("!", "?", ":"))
    return goes_on or bool(_ABBREVIATION.search(head))


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


@cache
def compounds() -> frozenset[str]:
    """Return the words of two syllables in the word list that underthesea ships (Hồ Ngọc Đức's), folded."""
    from underthesea.corpus import viet_dict_39K

    return frozenset(fold(word) for word in viet_dict_39K.words if word.count(" ") == 1)


@cache
def _tagger(folder: str) -> Any:
    """Load a sequence tagger that underthesea ships; `folder` is relative to its package."""
    import underthesea
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    tagger = FastCRFSequenceTagger()
    tagger.load(str(Path(underthesea.__file__).parent / "pipeline" / folder))
    return tagger


def words(text: str, start: int, end: int) -> list[Word]:
    """Segment `text[start:end]` (one sentence) into words with parts of speech, as spans of `text`.

    `text` may be an article's text or its `plain` form; the models know the older tone style best, so it is made plain.
    """
    spans = [span for piece in _pieces(text, start, end) for span in syllables(text, *piece)]
    if not spans:
        return []
    known = plain(text[start:end])
    tokens = [known[s - start : e - start] for s, e in spans]
    segments = _tagger("word_tokenize/models/ws_crf_vlsp2013_20230727").predict([[token] for token in tokens])
    merged: list[list[int]] = []
    for index, tag in enumerate(segments):
        if tag == "I-W" and merged:
            merged[-1].append(index)
        else:
            merged.append([index])
    forms = [[" ".join(tokens[i] for i in group)] for group in merged]
    tags: Sequence[str] = _tagger("pos_tag/models/pos_crf_vlsp2013_20230303").predict(forms)
    return [
        Word(spans[group[0]].start, spans[group[-1]].end, tag.removeprefix("B-").removeprefix("I-"))
        for group, tag in zip(merged, tags, strict=True)
    ]
