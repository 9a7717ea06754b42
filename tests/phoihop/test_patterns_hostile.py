"""No regular expression of ours is slow on any text: each has a wide margin of processor time on texts made against it.

The measuring runs in an interpreter of its own, in which every pattern is seen when it is compiled. A pattern may take
a microsecond a character; here it is given up at ten.
"""

import json
import re
import subprocess
import sys

import pytest

from phoihop.bench import hostile, hostile_texts

SIZE = 80_000
HOW_TO_MEND = "bound what it repeats, stop it at what it begins with, or begin it with \\A and match it on a slice"


def test_every_pattern_reads_hostile_text_in_time() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "phoihop.bench.hostile", str(SIZE)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    names = {one["name"] for one in measured}
    assert {"extract.door._HTML", "extract.text._SPACES", "crawler.verdict._SHELL"} <= names
    assert any(name.startswith("crawler.portals.portal:") for name in names), "the portals' own patterns"
    assert any(name.startswith("extract.facts.wording:") for name in names), "patterns made of the vocabulary"
    slow = [f"{one['name']} on {one['text']!r}" for one in measured if one["given_up"]]
    assert slow == [], HOW_TO_MEND


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",
        r"<[^>]*>",
        r"\A(?:\w+,? ?)+;",
        rb"=\s*[\"']?\s*utf-8",
    ],
)
def test_a_slow_pattern_is_found(pattern: str | bytes) -> None:
    spent, text = hostile.longest(re.compile(pattern), SIZE)
    assert spent >= hostile.LIMIT * SIZE, text


@pytest.mark.parametrize(
    "pattern",
    [r"\s{1,8}$", r"<[^<>]*>", r"(?:(?:đã|cũng)\s){0,4}tặng", r"\A\s*+(?:<!--.*?-->\s*+)*+<html", r"\d+(?!\d)"],
)
def test_a_bounded_one_is_let_pass(pattern: str) -> None:
    spent, text = hostile.longest(re.compile(pattern), SIZE)
    assert spent < hostile.LIMIT * SIZE, text


def test_texts_are_made_from_the_pattern() -> None:
    texts = list(hostile_texts.texts(re.compile(r"(?:ông|bà) [A-Z]+(?:, (?P<post>phó )*giám đốc)?(?!\w)"), 60))
    assert all(len(text) == 60 for text in texts)
    assert texts == list(hostile_texts.texts(re.compile(r"(?:ông|bà) [A-Z]+(?:, (?P<post>phó )*giám đốc)?(?!\w)"), 60))
    assert any("phó phó phó" in text for text in texts)
    assert any(text.startswith("bà A") for text in texts)
    assert "1" * 60 in texts
