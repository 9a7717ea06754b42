"""An award told in one clause, with its verb and its recipients: what the rules of awards fill in."""

from dataclasses import dataclass, field

from extract.facts.award_recipients import Recipients
from extract.facts.award_verbs import Verb
from extract.facts.bodies import Run
from extract.mentions.base import AwardName, Mention


@dataclass
class Frame:
    """An award told in one clause. `segment` is where the clause begins, at a semicolon or the sentence's start."""

    awards: list[Mention[AwardName]]
    segment: int
    stop: int
    limit: int = 0  # where the next award or clause begins
    verb: Verb | None = None
    apart: bool = False  # something else is told between it and the frame before it
    chained: bool = False  # without a verb of its own: goes on with the frame before it
    owner: Run | None = None  # "của A", "do A tặng" behind the award
    papers: int | None = None  # "14 Giấy khen"
    papers_span: tuple[int, int] | None = None
    recipients: Recipients = field(default_factory=Recipients)
    reason: tuple[int, int] | None = None
    listed: bool = False  # who receives stands in a list of its own behind it
    left_out: bool = False  # who receives is said in the frame before it

    @property
    def start(self) -> int:
        """Where the first award begins."""
        return self.awards[0].start

    @property
    def end(self) -> int:
        """Where the last award ends."""
        return self.awards[-1].end

    @property
    def told(self) -> int:
        """Where the awards and their owner are told to the end."""
        return max(self.end, self.owner.end) if self.owner else self.end

    @property
    def passive(self) -> bool:
        """Whether the recipients stand before the verb: "… được tặng Bằng khen", not "Bằng khen được trao cho …"."""
        return self.verb is not None and self.verb.passive and self.verb.start <= self.start

    @property
    def praise(self) -> bool:
        """Whether it is praise without a paper."""
        return self.awards[0].kind == "praise"
