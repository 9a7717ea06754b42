"""The vocabulary of papers, and what the codes in their numbers say of them."""

import re
from functools import cached_property

from pydantic import Field

from extract.lexicon import Lexicon, load
from extract.text import fold

# A kind's code with "phối hợp", "liên tịch" or "liên ngành" behind it, however it is shortened ("KHPHLN", "CTrPHHĐ").
_JOINT_CODE = re.compile(r"(?:qc|qđ|kh|ctr?|nq|tt|hd|bb|đa)(?:ph|lt|ln)")


# A department of the police: "300/KH-CAT-PA04" is of the one body.
_OFFICE = re.compile(r"p[acvxkhe]\d{2}|[avckx]\d{2}")


class Kind(Lexicon):
    """A kind of paper; the fields are explained in documents.toml."""

    noun: str
    forms: list[str] = Field(default_factory=list)
    codes: list[str] = Field(default_factory=list)
    agreement: bool = False
    joint: bool = False


class DocumentLexicon(Lexicon):
    """The vocabulary of papers."""

    kind: list[Kind]
    joint_codes: list[str]
    office_codes: list[str]
    cooperation: list[str]
    links: list[str]
    signing: list[str]

    @cached_property
    def by_form(self) -> dict[str, Kind]:
        """The kinds by every folded way to write them."""
        return {fold(form): kind for kind in self.kind for form in (kind.noun, *kind.forms)}

    @cached_property
    def by_code(self) -> dict[str, Kind]:
        """The kinds by the codes that stand for them in numbers, in lower case."""
        return {fold(code): kind for kind in self.kind for code in kind.codes}

    @cached_property
    def joint(self) -> frozenset[str]:
        """The codes that name a paper of two sides, in lower case."""
        return frozenset(map(fold, self.joint_codes))

    @cached_property
    def offices(self) -> frozenset[str]:
        """The codes of offices, in lower case."""
        return frozenset(map(fold, self.office_codes))


def lexicon() -> DocumentLexicon:
    """Return the vocabulary of papers (extract/lexicons/documents.toml)."""
    return load("documents", DocumentLexicon)


def codes_of(number: str) -> list[str]:
    """Return the codes in a paper's number, in lower case: "03/QC-BCA-TLĐLĐ" gives ["qc", "bca", "tlđlđ"]."""
    return [part for part in re.split(r"\s?[/-]\s?", fold(number)) if part and not part[0].isdigit()]


def kind_of(number: str) -> Kind | None:
    """Return the kind of paper that a number's code stands for."""
    known = lexicon().by_code
    for code in codes_of(number):
        # "KHPHLN-…" is not in the list, its head "KHPH" is.
        head = _JOINT_CODE.match(code)
        if kind := known.get(code) or (known.get(head[0]) if head else None):
            return kind
    return None


def of_two_sides(number: str, kind: Kind) -> bool:
    """Whether a paper's number says that two sides made it: a joint code, or two bodies behind the kind's code."""
    words = lexicon()
    codes = codes_of(number)
    if any(code in words.joint or _JOINT_CODE.match(code) for code in codes):
        return True
    bodies = [code for code in codes[1:] if code not in words.offices and not _OFFICE.fullmatch(code)]
    return kind.agreement and len(bodies) >= 2 and words.by_code.get(codes[0]) is not None
