"""Hostile texts: every regular expression of ours on what is slow for it, and the pipeline on n and 4n.

`python -m phoihop.bench.hostile [SIZE]` prints what each pattern takes, as JSON; it runs in an interpreter of its own,
since patterns are seen when they are compiled.
"""

import json
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from types import FrameType
from typing import Any

from phoihop.bench import hostile_texts, patterns
from phoihop.bench.timing import seconds

_SMALL = 400  # characters of the texts on which the slow ones of a pattern are found …
_SLOW_ONES = 3
_ENDLESS = 0.05  # seconds that no pattern needs for a short one
_PART = 16  # … and the part of the whole on which the slowest of them is
BOUND = 1e-6
"""Seconds of processor time that a pattern may take a character: a megabyte in a second."""
LIMIT = 10 * BOUND
"""Seconds a character at which a pattern is given up."""


class _GivenUpError(Exception):
    pass


def _give_up(number: int, frame: FrameType | None) -> None:
    raise _GivenUpError


def _search(pattern: re.Pattern[Any], text: str, limit: float) -> float:
    """Return the processor time that `pattern` takes to find all of its matches in `text`, `limit` where it is more."""
    searched: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)  # of processor time; the engine looks for signals as it goes
    began = time.thread_time()  # that of the process stands still between two ticks while a timer runs
    try:
        for _ in pattern.finditer(searched):
            pass
    except _GivenUpError:
        return limit
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return min(limit, time.thread_time() - began)


def longest(pattern: re.Pattern[Any], size: int) -> tuple[float, str]:
    """Return the seconds of processor time that `pattern` takes on its worst text of `size` characters, and the text.

    The worst texts are found on short ones, the worst of them on a part of `size`. One that is too slow already is not
    run on: then the time is the limit at which it is given up.
    """
    chosen: set[int] | None = None
    for part, keep in ((size // _SMALL, _SLOW_ONES), (_PART, 1), (1, 1)):
        limit = LIMIT * size / part if chosen else _ENDLESS
        times = []
        for at, text in enumerate(hostile_texts.texts(pattern, size // part)):
            if chosen is None or at in chosen:
                spent = _search(pattern, text, limit)
                if spent >= limit:
                    return LIMIT * size, text[:60]
                times.append((part * spent, at, text[:60]))
        slow = sorted(times, reverse=True)[:keep]
        if part == _PART and slow[0][0] * _PART < BOUND * size:
            break  # growing with the square of the length it would keep the bound
        chosen = {at for _, at, _ in slow}
    return slow[0][0], slow[0][2]


def slowest(size: int) -> list[dict[str, Any]]:
    """Measure each pattern: its name, its seconds on `size` hostile characters, how the worst text begins."""
    told = []
    for pattern, name in patterns.collect().items():
        spent, text = longest(pattern, size)
        told.append({"name": name, "seconds": spent, "text": text, "given_up": spent >= LIMIT * size})
    return sorted(told, key=lambda one: -one["seconds"])


def measure(size: int = 1_000_000) -> dict[str, Any]:
    """Return the slowest patterns on texts of `size` characters, and how the pipeline's time grows."""
    done = subprocess.run(
        [sys.executable, "-m", "phoihop.bench.hostile", str(size)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    return {
        "characters": size,
        "patterns": len(found),
        "slowest": [{"name": one["name"], "seconds": round(one["seconds"], 3)} for one in found[:20]],
        "over_a_second": sum(one["seconds"] > BOUND * size for one in found),
        "ratios": {
            "slowest pattern on a hostile megabyte, s": round(found[0]["seconds"], 3),
            "pipeline: time(4n) / time(n)": round(_growth(), 3),
        },
    }


# Sentences of which one article is made, each time with other numbers, days and names in them.
_NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hùng", "Khánh", "Lan", "Minh", "Nam", "Phúc", "Yến")
_LINES = (
    "Ngày {day}/{month}/2019, Công an tỉnh Phú Thọ và LĐLĐ tỉnh tặng Giấy khen cho {n} tập thể và 30 cá nhân. ",
    "Đại tá Trần Văn Bảy, Phó Giám đốc Công an tỉnh và ông Lê Văn Tám, Chủ tịch LĐLĐ tỉnh ký Quy chế số {n}/QC-CAT. ",
    "Năm qua có {n} cơ quan, 260 doanh nghiệp và 918 nhà trường đạt chuẩn, trong đó 41 công đoàn cơ sở, giảm {n} vụ. ",
    "Đồng chí Nguyễn {name}, Phó Giám đốc Công ty TNHH May Sông Lam {n}, nhận Bằng khen của Chủ tịch UBND tỉnh. ",
)


def article(sentences: int) -> str:
    """Return an article of one paragraph in which everything is new in each sentence."""
    told = []
    for n in range(sentences):
        name = f"{_NAMES[n // len(_NAMES) % len(_NAMES)]} {_NAMES[n % len(_NAMES)]}"
        told.append(_LINES[n % len(_LINES)].format(n=n + 1, day=n % 28 + 1, month=n // 28 % 12 + 1, name=name))
    return "".join(told)


def _growth(sentences: int = 200) -> float:
    """Return how many times as long an article of one paragraph takes when it is four times as long."""
    from extract.pipeline import read_text

    times = {}
    for count in (sentences, 4 * sentences):
        text = article(count)
        read_text(text, datetime(2020, 1, 31))
        times[count] = min(seconds(lambda text=text: read_text(text, datetime(2020, 1, 31))) for _ in range(3))  # type: ignore[misc]
    return times[4 * sentences] / times[sentences]


if __name__ == "__main__":
    print(json.dumps(slowest(int(sys.argv[1]) if sys.argv[1:] else 1_000_000), ensure_ascii=False))
