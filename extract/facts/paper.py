"""A co-operation paper at one place of the text."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from extract.document import Sentence
from extract.facts.base import Modality, Source
from extract.facts.bodies import Run
from extract.mentions.base import DocumentName, Mention

# Kinds that are signed by many, and words for much else: who signs must be said beside them.
_VAGUE = frozenset(
    {
        "giao ước", "giao ước thi đua", "thỏa thuận", "cam kết", "quy định", "hướng dẫn", "quy trình", "văn bản",
        "đề án", "phương án", "biên bản", "hợp đồng", "nghị quyết",
    }
)  # fmt: skip


@dataclass
class Paper:
    """A co-operation paper at one place of the text, with what is said of it there."""

    mention: Mention[DocumentName]
    sentence: Sentence
    tail: int  # where what is said of it ends
    number: str | None = None
    number_span: tuple[int, int] | None = None
    status: Literal["signed", "cited"] | None = None
    signing: tuple[int, int] | None = None  # the verb
    loose: bool = False
    retold: bool = False  # signed, as somebody says or as a reason: whether in this event, other words must say
    cooperative: bool = True  # its name says so ("phối hợp", "liên tịch"), not only who signs it
    pointed: bool = False  # by its noun alone, back to a paper named before
    follows: bool = False  # told as what the paper before it in the sentence takes the place of
    modality: Modality = "actual"
    cue: Source | None = None
    parties: Run | None = None
    both_sides: bool = False  # "giữa hai đơn vị"
    hinted: Run | None = None  # the parties in words that do not name them: "giữa Công an và Công đoàn"
    day: Mention[Any] | None = None
    years: Mention[Any] | None = None
    last_years: Mention[Any] | None = None  # the last of years in a list
    subject: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        """The noun."""
        return self.mention.value.kind

    @property
    def vague(self) -> bool:
        """Whether it is a word that does not name a co-operation paper by itself ("thỏa thuận", "giao ước")."""
        return self.number is None and self.mention.value.kind in _VAGUE

    @property
    def own_day(self) -> date | None:
        """The day written beside the paper."""
        return self.day.value.start if self.day is not None else None

    @property
    def term(self) -> tuple[int, int] | None:
        """The first and last year written beside the paper."""
        if self.years is None:
            return None
        last = self.last_years or self.years
        return self.years.value.start.year, max(self.years.value.end.year, last.value.end.year)

    @property
    def bare(self) -> bool:
        """Whether nothing tells this paper from another."""
        return not (self.number or self.parties or self.years or self.day)
