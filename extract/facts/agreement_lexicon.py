"""The vocabulary of agreements, and the patterns made from it."""

import re
from functools import cache

from extract.facts.wording import chain
from extract.lexicon import Lexicon, load
from extract.phrases import Phrases


class Party(Lexicon):
    """A body in the numbers of papers; agreements.toml explains the fields."""

    codes: list[str]
    name: str | None = None
    kind: str | None = None
    level: str | None = None
    called: str | None = None


class Between(Lexicon):
    """Words that may stand between, and say nothing else."""

    verb_paper: list[str]
    signer_verb: list[str]
    signer_turn: list[str]
    passive: list[str]


class TaskWords(Lexicon):
    """How tasks are told."""

    heads: list[str]
    openings: list[str]
    by: list[str]
    sides: list[str]
    modals: list[str]
    shares: list[str]
    verbs: list[str]
    topics: list[str]


class AgreementLexicon(Lexicon):
    """The vocabulary of agreements; agreements.toml explains the fields."""

    signing: list[str]
    agreeing: list[str]
    not_signing: list[str]
    citing: list[str]
    past: list[str]
    since: list[str]
    loose: list[str]
    carrying_out: list[str]
    subject: list[str]
    party: list[Party]
    between: Between
    tasks: TaskWords


def lexicon() -> AgreementLexicon:
    """Return the vocabulary of agreements (extract/lexicons/agreements.toml)."""
    return load("agreements", AgreementLexicon)


@cache
def signing() -> Phrases[bool]:
    """Return the verbs of signing, with False those that only look like one."""
    words = lexicon()
    return Phrases(dict.fromkeys(words.signing, True) | dict.fromkeys(words.not_signing, False))


@cache
def phrases(name: str) -> Phrases[None]:
    """Return the phrases of the lexicon's list `name`."""
    return Phrases([(phrase, None) for phrase in getattr(lexicon(), name)])


@cache
def signer_gap() -> re.Pattern[str]:
    """Return the pattern for what may stand between who signs and the verb."""
    return chain(lexicon().between.signer_verb, ",()-:")


@cache
def by() -> re.Pattern[str]:
    """Return the pattern for what a passive signing ends with before who signs, or before the verb: "vừa được"."""
    fillers = chain(lexicon().between.passive).pattern
    adverbs = r"(?:(?:đã|chính thức|vừa|mới|cùng)\s){0,5}"
    return re.compile(rf"(?:^|(?<=[\s,)]))(?P<adverbs>{adverbs})(?:được|do|bởi)(?:\s{fillers})?$")


@cache
def verb_gap() -> re.Pattern[str]:
    """Return the pattern for what may stand between a verb of signing and the paper."""
    return chain(lexicon().between.verb_paper, ",:")
