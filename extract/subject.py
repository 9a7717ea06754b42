"""A subject: two sides whose acting together articles are searched for. One TOML a subject (extract/subjects)."""

from functools import cache
from importlib import resources

from extract.lexicon import Lexicon, LexiconError, parse

ANY = "any"  # not a subject: read every page, whatever it is about; relevance is still judged against DEFAULT
DEFAULT = "police_union"


class Side(Lexicon):
    """One side: the kinds of organisation that stand for it, and the words used of it without a body's name."""

    name: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]


class Joint(Lexicon):
    """What may stand between two bodies that act together, and what shows that they do not."""

    between: tuple[str, ...]
    broken_by: tuple[str, ...]
    max_gap: int
    cues: tuple[str, ...]
    attendance: tuple[str, ...]
    teaching: tuple[str, ...] = ()


class Weights(Lexicon):
    """The weights of the evidence, on the logit scale."""

    bias: float
    joint_title: float
    joint_lead: float
    joint_body: float
    cue: float
    joint_most: float
    agreement: float
    agreement_most: float
    both_sign: float
    teaching: float = 0.0
    rival: float
    rival_most: float


class SiftSide(Lexicon):
    """The words of one side that a page's bytes are searched for."""

    name: str
    words: tuple[str, ...]


class SiftWords(Lexicon):
    """What puts a page aside before it is parsed (extract.sift): it must have a word of every side.

    The side that is rarer in the news stands first. The words must take in every one by which a side can be
    recognised; a word in capitals is looked for in capitals only.
    """

    sides: tuple[SiftSide, ...]


class Subject(Lexicon):
    """A subject."""

    key: str
    label_en: str
    label_vi: str
    sides: tuple[Side, Side]
    joint: Joint
    weights: Weights
    sift: SiftWords | None = None  # None: no page is put aside


def subjects() -> list[str]:
    """Return the keys of the packaged subjects."""
    files = resources.files("extract").joinpath("subjects").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


@cache
def load_subject(key: str) -> Subject:
    """Return the subject `key` (`any` gives the default one). Raises LexiconError for an unknown or faulty one."""
    key = DEFAULT if key == ANY else key
    if key not in subjects():
        raise LexiconError(f"unknown subject {key!r}; known: {', '.join([*subjects(), ANY])}")
    source = resources.files("extract").joinpath("subjects", f"{key}.toml").read_text(encoding="utf-8")
    subject = parse(f"extract/subjects/{key}.toml", source, Subject)
    if subject.key != key:
        raise LexiconError(f"extract/subjects/{key}.toml: key: is {subject.key!r}, must be the file's name")
    return subject
