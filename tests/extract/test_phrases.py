"""Vocabulary is found on whole syllables, the longest phrase first, whatever its typing."""

import pytest

from extract.phrases import Phrases, Syllables

PLACES = Phrases({"công an": "a", "công an xã": "b", "công an nhân dân": "c", "LĐLĐ/CĐ": "d", "xã": "e"})


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.value) for hit in PLACES.find(Syllables(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Công an xã và công an", [("Công an xã", "b"), ("công an", "a")]),
        ("CÔNG AN NHÂN dân", [("CÔNG AN NHÂN dân", "c")]),
        ("công an nhân", [("công an", "a")]),
        ("LĐLĐ / CĐ", [("LĐLĐ / CĐ", "d")]),
        ("xãm, làng xã", [("xã", "e")]),
        ("", []),
    ],
)
def test_the_longest_phrase_wins(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_phrase_ends_before_the_stop() -> None:
    text = Syllables("công an xã")
    hit = PLACES.at(text, 0, stop=2)
    assert hit is not None
    assert hit.value == "a"
    assert PLACES.at(text, 0, stop=1) is None
    assert PLACES.at(text, 3) is None


def test_of_two_values_for_one_phrase_the_first_is_kept() -> None:
    hit = Phrases([("Hoà Bình", 1), ("hòa bình", 2)]).at(Syllables("Hòa Bình"), 0)
    assert hit is not None
    assert hit.value == 1


def test_a_phrase_without_syllables_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty phrase"):
        Phrases({" ": 1})
