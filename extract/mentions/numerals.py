"""Vietnamese numerals: figures and words ("4.645", "2 tỷ 350 triệu", "một trăm linh năm", "nửa triệu") to values.

Writing follows the Vietnamese way: a dot (or a space) between thousands, a comma before decimals. A comma before
exactly three digits is read as thousands where no scale or per cent follows ("1,250 người"), a dot before one or two
digits as decimals ("96.5%"), since both habits occur in newspapers.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extract.document import Document
from extract.mentions.number_words import number_words
from extract.starts import FIGURE, first_words


class Token(NamedTuple):
    """A figure or a number word; `kind` is figure, digit, scale or the name of a structural word."""

    start: int
    end: int
    kind: str
    value: float
    plain_figure: bool = False  # digits without a separator: "2018", "08"


class Numeral(NamedTuple):
    """A number as written: its span, its value, the factor of its last scale (1 without one)."""

    start: int
    end: int
    value: float
    scale: float
    spelled: bool
    plain_figure: bool
    year_word: bool = False  # a lone "năm"
    bare: bool = False  # a scale without a figure, a number only behind a qualifier ("gần trăm vụ")


_FIGURE = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|[1-9]\d{0,2}(?: \d{3})+(?![\d.,]\d)(?!\d)|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?"
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAED = re.compile(r"\d{1,3}(?:,\d{3}){2,}")


@cache
def _token_pattern() -> re.Pattern[str]:
    lexicon = number_words()
    words = [*lexicon.digits, *lexicon.digits_after_tens, *lexicon.scales, *_structural()]
    spelled = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    glued = "|".join(map(re.escape, lexicon.glued_scales))
    # A word may be glued to a figure before it ("3,2tỷ"), so only a letter before it is excluded.
    return re.compile(
        rf"(?P<figure>(?<!\w)(?<!\d[.,])(?:{_FIGURE}))|(?P<glued>(?<=\d)(?:{glued})(?!\w))|(?<![^\W\d])(?P<word>{spelled})(?!\w)"
    )


@cache
def _structural() -> dict[str, tuple[str, float]]:
    words = number_words().words
    return {
        **dict.fromkeys(words.ten, ("ten", 10.0)),
        **dict.fromkeys(words.tens, ("tens", 10.0)),
        **dict.fromkeys(words.hundred, ("hundred", 100.0)),
        **dict.fromkeys(words.zero_hundred, ("zero_hundred", 0.0)),
        **dict.fromkeys(words.zero_tens, ("zero_tens", 0.0)),
        **dict.fromkeys(words.half, ("half", 0.5)),
        **dict.fromkeys(words.and_half, ("and_half", 0.5)),
    }


def figure(written: str) -> float:
    """Return the value of digits written in the Vietnamese way.

    >>> figure("4.645"), figure("1,35"), figure("08"), figure("96.5")
    (4645.0, 1.35, 8.0, 96.5)
    """
    written = written.replace(" ", "")
    if written.isdecimal():
        return float(written)
    if _DOTTED.fullmatch(written):
        return float(written.replace(".", "").replace(",", "."))
    if _COMMAED.fullmatch(written):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))


def settled(value: float) -> float:
    """Return a value without the dust that binary fractions leave where they are multiplied.

    >>> settled(68.4 * 1e9), settled(0.1 + 0.2)
    (68400000000.0, 0.3)
    """
    return round(value, 6 if value < 1e6 else 2)


@cache
def _begins() -> frozenset[str]:
    """What a token begins with."""
    words = number_words()
    return first_words(FIGURE, words.digits, words.digits_after_tens, words.scales, words.glued_scales, _structural())


def tokens(document: Document) -> Iterator[Token]:
    """Yield the figures and number words of `document`."""
    lexicon = number_words()
    structural = _structural()
    for match in document.starts.matches(_token_pattern(), _begins()):
        start, end = match.span()
        written = match[0]
        if match["figure"] is not None:
            yield Token(start, end, "figure", figure(written), written.isdigit())
        elif match["glued"] is not None:
            yield Token(start, end, "scale", lexicon.glued_scales[written])
        elif written in structural:
            yield Token(start, end, *structural[written])
        elif written in lexicon.scales:
            yield Token(start, end, "scale", lexicon.scales[written])
        elif written in lexicon.digits:
            yield Token(start, end, "digit", lexicon.digits[written])
        else:
            yield Token(start, end, "digit_after_tens", lexicon.digits_after_tens[written])


def numerals(document: Document) -> Iterator[Numeral]:
    """Yield the numerals of `document`, left to right, each as long as it can be read."""
    run: list[Token] = []
    for token in tokens(document):
        if run and document.low[run[-1].end : token.start] not in ("", " "):
            yield from _read_run(run)
            run = []
        run.append(token)
    yield from _read_run(run)


def _read_run(run: list[Token]) -> Iterator[Numeral]:
    """Read neighbouring tokens, left to right, as the longest numerals that they make."""
    if len(run) == 1 and run[0].kind == "figure":  # most are
        start, end, _, value, plain_figure = run[0]
        yield Numeral(start, end, settled(value), 1.0, spelled=False, plain_figure=plain_figure)
        return
    at = 0
    while at < len(run):
        if _roughly(run, at):  # "ba bốn người", "năm bảy người"
            at += 2
            continue
        reader = _Reader(run, at)
        if reader.read():
            # "ba năm", "5 năm": behind a number "năm" is year.
            if at == 0 or not (reader.at == at + 1 and run[at].kind == "digit" and run[at].value == 5):
                yield reader.numeral()
            at = reader.at
        else:
            at += 1


def _roughly(run: list[Token], at: int) -> bool:
    """Whether two neighbouring digits in words stand at `at` and say about how many ("ba bốn", "năm bảy").

    A scale behind them makes one number; five is mostly year ("ba năm", "mỗi năm hai đợt").
    """
    if [token.kind for token in run[at : at + 2]] != ["digit", "digit"]:
        return False
    if at + 2 < len(run) and run[at + 2].kind in ("tens", "hundred", "scale"):
        return False
    if at and run[at - 1].kind in ("tens", "ten", "figure"):
        return False
    first, second = run[at].value, run[at + 1].value
    return second != 5 and 1 <= second - first <= 2


class _Reader:
    """Reads one numeral that begins at `run[at]`: groups below a thousand with their scales, in falling order."""

    def __init__(self, run: list[Token], at: int) -> None:
        self.run = run
        self.first = self.at = at
        self.total = 0.0
        self.scale = 1.0

    def kind(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.run[index].kind if index < len(self.run) else ""

    def take(self) -> float:
        self.at += 1
        return self.run[self.at - 1].value

    def read(self) -> bool:
        """Read as far as the words make one number; return whether there was one."""
        limit = float("inf")
        while True:
            before = self.at
            group = self._group()
            factor = self._scales() if group is not None else 1.0
            if (
                group is None
                or factor >= limit
                or (factor == 1 and before > self.first and not self._closes(before, limit))
            ):
                self.at = before
                break
            self.total += group * factor
            if factor == 1:
                break
            self.scale = limit = factor
            if self.kind() == "and_half":
                self.total += self.take() * factor
                break
        return self.at > self.first

    def _closes(self, before: int, limit: float) -> bool:
        """Whether the group `run[before:at]`, which has no scale, can close a number whose last scale is `limit`.

        "hai nghìn ba trăm" and "1 nghìn 250" are one number; "2 triệu 5 người" and "ba triệu hai người" are two.
        """
        if self.at - before > 1:
            return True
        token = self.run[before]
        return token.kind == "ten" or (token.kind == "figure" and limit == 1000 and 100 <= token.value < 1000)

    def _group(self) -> float | None:
        """Read a number below a thousand; None where none begins here."""
        if self.kind() == "half":
            return self.take() if self.kind(1) == "scale" else None
        if self.kind() in ("figure", "digit") and self.kind(1) == "hundred":
            hundreds = self.take() * self.take()
            if self.kind() == "and_half":
                return hundreds + self.take() * 100
            return hundreds + self._below_hundred()
        if self.at == self.first and self.kind() in ("hundred", "tens"):  # "gần trăm", "hơn chục"
            return self.take()
        if self.at == self.first and self.kind() == "scale":  # "hơn nghìn"
            return 1.0
        if self.kind() == "zero_hundred" and self.at > self.first:
            return self.take() + self._below_hundred()
        if self.kind() == "zero_tens" and self.at > self.first:
            return self._below_hundred() or None
        tens = self._tens()
        if tens is not None:
            return tens
        # "năm 2018", "ba 5": a digit word before figures is no part of them, and mostly no number.
        if self.kind() == "figure" or (self.kind() == "digit" and self.kind(1) != "figure"):
            return self.take()
        return None

    def _below_hundred(self) -> float:
        """Read what may follow hundreds: "linh năm", "hai mươi", "mười lăm"; 0 where nothing does.

        A lone digit is no part of the number: "một trăm năm" is a hundred years.
        """
        if self.kind() == "zero_tens" and self.kind(1) in ("digit", "digit_after_tens"):
            self.take()
            return self.take()
        return self._tens() or 0.0

    def _tens(self) -> float | None:
        if self.kind() == "ten":
            tens = self.take()
        elif self.kind() in ("digit", "figure") and self.kind(1) == "tens":
            tens = self.take() * self.take()
        else:
            return None
        if self.kind() == "digit_after_tens":
            return tens + self.take()
        # "hai mươi năm" is twenty years: behind tens five is "lăm".
        if self.kind() == "digit" and self.run[self.at].value != 5:
            return tens + self.take()
        return tens

    def _scales(self) -> float:
        """Read the scales behind a group; neighbours multiply ("nghìn tỷ")."""
        factor = self.take() if self.kind() == "scale" else 1.0
        return factor * self.take() if factor > 1 and self.kind() == "scale" else factor

    def numeral(self) -> Numeral:
        """Return what was read."""
        first, last = self.run[self.first], self.run[self.at - 1]
        alone = self.at - self.first == 1
        return Numeral(
            first.start,
            last.end,
            settled(self.total),
            self.scale,
            spelled=first.kind != "figure",
            plain_figure=alone and first.plain_figure,
            bare=first.kind in ("hundred", "tens", "scale"),
            year_word=alone and first.kind == "digit" and first.value == 5,
        )
