"""What a figure counts: the noun behind it, by the lexicon of units, else by parts of speech."""

from typing import NamedTuple

from extract.document import Document
from extract.facts.unit_lexicon import Entry, NeverKind, vocabulary
from extract.language import Word, compounds
from extract.phrases import Found, Syllables
from extract.text import lower

# Marks and words that join two nouns under one figure ("cán bộ, chiến sĩ", "cơ quan, doanh nghiệp và trường học").
_NARROWING = 3  # syllables that may narrow a noun inside a list
# Words that end a list instead of narrowing its noun.
_BREAKS = (
    "có", "cho", "tại", "ở", "với", "đã", "sẽ", "được", "bị", "là", "tham", "dự", "cùng", "trong", "của", "từ",
    "để", "về",
)  # fmt: skip
_JOINTS = {",", "và", "/", "-", "hoặc", "&"}
# Bodies that are many wherever they are: their abbreviations name no single one.
_MANY_OF = ("enterprises", "agencies", "schools", "cooperatives", "hospitals")
_NOUN_TAGS = ("N", "Nc", "Nu", "Ny", "Nb")


class Unit(NamedTuple):
    """The counted noun behind a figure: its span, its canonical form, its measure and the measure's kind."""

    start: int
    end: int
    name: str
    measure: str
    kind: str
    known: bool = True
    turns: bool = False

    def measured_by(self, value: float) -> "Unit":
        """Return the unit with the measure that it has for `value`: "97,8 điểm" is a score."""
        for rule in vocabulary().by_value.get(self.name, ()):
            if (value != int(value)) if rule.at_least is None else value >= rule.at_least:
                return self._replace(measure=rule.measure)
        return self


class NoUnit(NamedTuple):
    """A figure that counts nothing: why, and the noun that says so."""

    why: NeverKind
    start: int
    end: int


def unit_after(document: Document, position: int, stop: int) -> Unit | NoUnit | None:
    """Return the unit that begins right behind `position` and before `stop`, from the lexicon alone."""
    words, syllables = vocabulary(), document.syllables
    index, last = syllables.index(position), syllables.index(stop)
    while index < last and (syllables.forms[index] in words.skipped or syllables.forms[index] == '"'):
        index += 1
    if index >= last or _gap(document, position, syllables.spans[index].start):
        return None
    if syllables.forms[index] in words.honorifics:  # "hai cô công nhân", but "hai chị em"
        itself, person = words.entries.at(syllables, index, last), words.entries.at(syllables, index + 1, last)
        whole = itself is not None and itself.end > syllables.spans[index].end
        if person is not None and person.value.kind == "people" and not whole:
            index += 1
    turn = words.turns.at(syllables, index, last)
    found = words.entries.at(syllables, index, last)
    if turn is not None and (found is None or found.end == turn.end):
        counted = unit_after(document, turn.end, stop)
        if isinstance(counted, Unit) and counted.kind not in ("quantities", "cases"):
            return counted._replace(
                start=turn.start, name=f"{turn.value} {counted.name}", measure="participations", turns=True
            )
    if found is None:
        return None
    if found.value.never:
        return NoUnit(found.value.never, found.start, found.end)
    cut = _shorter(syllables, found, last)
    found = cut or found
    unit = Unit(found.start, found.end, found.value.unit, found.value.measure, found.value.kind)
    if cut is None and (longer := _compound(document, unit, last)):
        return longer
    noun = unit_after(document, unit.end, stop) if unit.name in words.classifiers else None
    if noun is None and unit.name in words.bare_classifiers and (named := unit_by_words(document, unit.end)):
        return unit._replace(end=named.end, name=f"{unit.name} {named.name}")
    if isinstance(noun, Unit) and noun.start - unit.end <= 1 and noun.name not in words.classifiers:
        named = noun if noun.kind in ("objects", "documents", "people") else unit
        unit = named._replace(start=unit.start, end=noun.end, name=f"{unit.name} {noun.name}")
        return _refined(unit, syllables, last)
    return _refined(_coordinated(document, unit, last), syllables, last)


def _shorter(syllables: Syllables, found: Found[Entry], last: int) -> Found[Entry] | None:
    """Return the noun that a unit only begins with, where what follows cuts the words in another place."""
    shorter = vocabulary().shorter.get(found.value.unit)
    if shorter is None or not shorter[0].at(syllables, syllables.index(found.end), last):
        return None
    final = syllables.index(found.start) + len(shorter[1].unit.split()) - 1
    return Found(found.start, syllables.spans[final].end, shorter[1])


def _compound(document: Document, unit: Unit, last: int) -> Unit | None:
    """Return the longer word that a short unit only begins: "4 cầu thủ" are no bridges."""
    words, syllables = vocabulary(), document.syllables
    if unit.name not in words.compounding:
        return None
    index = syllables.index(unit.end)
    if index >= last or f"{unit.name} {syllables.forms[index]}" not in compounds():
        return None
    if (
        document.text[unit.end : syllables.spans[index].start] != " "
        or document.text[syllables.spans[index].start].isupper()
    ):
        return None
    if index + 1 < last and f"{syllables.forms[index]} {syllables.forms[index + 1]}" in compounds():
        return None  # "tổ phụ nữ" is a group of women
    longer = unit._replace(end=syllables.spans[index].end, name=f"{unit.name} {syllables.forms[index]}")
    return longer if words.compounding[unit.name] else longer._replace(measure="other", kind="other", known=False)


def _gap(document: Document, start: int, end: int) -> bool:
    """Whether more than a space stands between a figure and its noun."""
    between = document.low[start:end].strip(' "')
    return between != "" and not between.isalpha()


def _coordinated(document: Document, unit: Unit, last: int) -> Unit:
    """Take in the nouns that share the figure: "cán bộ, chiến sĩ", "huyện, thành phố, thị xã"."""
    words, syllables = vocabulary(), document.syllables
    name, end = unit.name, unit.end
    index = syllables.index(end)
    while index + 1 < last and syllables.forms[index] in _JOINTS:
        joint = syllables.forms[index]
        if joint == "/" and unit.kind not in ("people", "bodies", "places"):  # "đồng/lít", "lần/tháng"
            break
        found = words.entries.at(syllables, index + 1, last)
        shouted = found is not None and document.text[found.start : found.end].isupper()
        if found and shouted and unit.kind == "bodies" and found.value.measure not in _MANY_OF:
            break  # "hai đơn vị và LĐLĐ": a body of its own; but "62 CQ, DN, trường học"
        if found and joint == "," and found.value.unit in words.never_second:
            break  # "24 học viên, người lớn tuổi nhất …": another sentence begins
        if found is None or found.value.never or found.value.kind != unit.kind or found.value.unit in name.split(", "):
            break
        name = f"{name}{', ' if joint == ',' else f' {joint} ' if joint.isalpha() else joint}{found.value.unit}"
        end = found.end
        index = syllables.index(end)
        # "chủ nhà trọ, cán bộ công đoàn, cảnh sát": what narrows a noun inside the list belongs to it.
        if unit.kind == "people" and (narrowed := _narrowed(syllables, index, last)) is not None:
            written = (document.text[slice(*span)] for span in syllables.spans[index:narrowed])
            name += " " + " ".join(expansion(document, word) or lower(word) for word in written)
            end, index = syllables.spans[narrowed - 1].end, narrowed
    return unit._replace(name=name, end=end)


def _narrowed(syllables: Syllables, index: int, last: int) -> int | None:
    """Return where the words that narrow a noun end, if the next noun of people stands behind a comma or "và" there."""
    for joint in range(index + 1, min(index + _NARROWING, last - 1) + 1):
        if syllables.forms[joint] in _JOINTS:
            found = vocabulary().entries.at(syllables, joint + 1, last)
            words = syllables.forms[index:joint]
            known = found is not None and found.value.kind == "people" and not found.value.never
            return joint if known and all(word.isalpha() and word not in _BREAKS for word in words) else None
    return None


def _refined(unit: Unit, syllables: Syllables, last: int) -> Unit:
    index = syllables.index(unit.end)
    for modifiers, measure in vocabulary().refined.get(unit.name, ()):
        if modifiers.at(syllables, index, last) or (index + 1 < last and modifiers.at(syllables, index + 1, last)):
            return unit._replace(measure=measure)
    return unit


def unit_by_words(document: Document, position: int) -> Unit | None:
    """Return the noun right behind `position` by parts of speech: the fall-back for nouns that the lexicon lacks."""
    # Asking for words is slow, so first: is there a word at all, and neither a name nor the beginning of one?
    if document.text[position : position + 1] != " " or not document.text[position + 1 : position + 2].isalpha():
        return None
    begins, ends = document.syllables.spans[document.syllables.index(position + 1)]
    if document.text[begins].isupper() and not document.text[begins:ends].isupper():
        return None
    words = document.words_from(position)
    if not words or document.text[position : words[0].start].strip(" ") or not _is_noun(document, words[0]):
        return None
    start, end = words[0].start, words[0].end
    if len(words) > 1 and words[1].start - end == 1:
        counted = words[0].tag == "Nc" and words[1].tag == "N"  # a classifier with its noun
        cut = lower(document.plain[start : words[1].end]) in compounds()  # a word that the model cut in two
        end = words[1].end if counted or cut else end
    written = document.text[start:end]
    return Unit(start, end, expansion(document, written) or lower(written), "other", "other", known=False)


def _is_noun(document: Document, word: Word) -> bool:
    written = document.text[word.start : word.end]
    if not any(char.isalpha() for char in written):
        return False
    if written.isupper() and len(written) > 1:
        return expansion(document, written) is not None
    return word.tag in _NOUN_TAGS and written[0].islower()


def expansion(document: Document, abbreviation: str) -> str | None:
    """Return what the text itself says an abbreviation stands for: "Đội công nhân xung kích (ĐCNXK)"."""
    at = document.text.find(f"({abbreviation})")
    if at < 0:
        return None
    syllables = document.syllables
    letters = [char for char in lower(abbreviation) if char.isalpha()]
    index = syllables.index(at)
    forms = syllables.forms[max(0, index - len(letters)) : index]
    if len(forms) == len(letters) and all(form.startswith(letter) for form, letter in zip(forms, letters, strict=True)):
        return " ".join(lower(document.text[s:e]) for s, e in syllables.spans[index - len(letters) : index])
    return None
