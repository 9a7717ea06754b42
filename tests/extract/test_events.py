"""Reports of one event are linked with their reasons; events of the same day elsewhere are not."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from made_up import BODY, VIETNAM, article, later, reading, story, unit

from extract.events import LINKED, Report, link
from extract.facts.base import CountFact
from extract.reading import Reading
from extract.store import Publication, publish

PUBLISHED = datetime(2019, 5, 8, 8, tzinfo=VIETNAM)


def report(**changes: object) -> Report:
    base = Report(
        article_id="a",
        day=date(2019, 5, 7),
        province="Phú Thọ",
        province_2025="Phú Thọ",
        kinds=["signing"],
        sides=["police/phu-tho", "union/phu-tho"],
        horizon=None,
        signature=None,
        facts={"counts": {"doanh nghiệp": {"14"}}, "people": {"": {"Trần Văn Mẫu"}}},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "linked"),
    [
        ({}, True),
        ({"sides": ["union/phu-tho"], "facts": {}}, True),  # a paper that names one side only
        ({"province": None, "facts": {}}, True),  # a name that both schemes have
        ({"province": "Vĩnh Phúc", "sides": ["police/vinh-phuc", "union/vinh-phuc"], "facts": {}}, False),
        ({"province": "Cần Thơ", "province_2025": "Cần Thơ", "sides": ["police/can-tho"], "kinds": ["signing"]}, False),
        ({"province": None, "province_2025": None, "sides": [], "facts": {}}, False),
        ({"sides": [], "kinds": ["review"], "facts": {}}, False),  # same day and place is not enough
        # two districts that sign on one day, with one guest from the province and a small figure in common
        (
            {
                "sides": ["police/phu-tho/tam-nong", "union/phu-tho/tam-nong"],
                "facts": {"counts": {"doanh nghiệp": {"14"}}, "people": {"": {"Trần Văn Mẫu"}}},
            },
            False,
        ),
    ],
)
def test_link(other: dict[str, object], linked: bool) -> None:
    assert (link(report(), report(**other)).score >= LINKED) == linked


def national(**changes: object) -> Report:
    """A report of an event of the two national bodies, in a paper of the whole country."""
    told = {"province": "Hà Nội", "province_2025": "Hà Nội", "kinds": ["review"], "sides": ["police/vn", "union/vn"]}
    figures = {"counts": {"vụ ngừng việc": {"2374"}}}
    return report(**(told | {"facts": figures} | changes))


@pytest.mark.parametrize(
    ("changes", "linked"),
    [
        # a local paper on the national event: its own bodies are named more often, the national ones too
        ({"facts": {"counts": {"vụ ngừng việc": {"2374"}}}}, True),
        ({"facts": {"counts": {"vụ ngừng việc": {"31"}}}}, False),  # a local event that cites the national bodies
        ({"facts": {"counts": {"vụ ngừng việc": {"2374"}}}, "bodies": set()}, False),
        ({"facts": {}, "sides": ["police/vn", "union/vn"]}, True),  # the hall in its own province
    ],
)
def test_a_national_event_in_a_local_paper(changes: dict[str, object], linked: bool) -> None:
    named = {"police/vn", "union/vn", "police/phu-tho", "union/phu-tho"}
    local = report(kinds=["review"], **({"bodies": named} | changes))
    assert (link(national(), local).score >= LINKED) == linked


def test_the_reason_says_what_the_link_rests_on() -> None:
    found = link(report(), report())
    assert found.reason == (
        "same day; same province; same sides (police/phu-tho, union/phu-tho); same kind (signing); 2 equal facts"
    )


def changed(read: Reading, value: int) -> Reading:
    """The reading of a paper that counts otherwise."""
    counts = [f for f in read.facts.counts if isinstance(f, CountFact) and f.repeat_of is None]
    counts[0].value = value
    return read


def test_events_of_a_snapshot(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    first = article(1, body=(*BODY, story(1)), published=PUBLISHED)
    second = article(2, body=(*BODY, story(2)), published=later(PUBLISHED, hours=3))
    off_topic = article(3, body=(*BODY, story(3)), published=later(PUBLISHED, hours=4))
    read = [
        (second, changed(reading(second), 15)),
        (first, reading(first)),
        (off_topic, reading(off_topic, relevant=False)),
    ]
    snapshot = publish(tmp_path, Publication([unit(tmp_path / ".work", "one", read)], {"a": "b"}))
    (event,) = snapshot.arrow("events").to_pylist()
    assert (event["day"], event["province"], event["articles"]) == (date(2019, 5, 7), "Phú Thọ", 2)
    assert event["sides"] == ["police/phu-tho", "union/phu-tho"]
    rows = {row["article_id"]: row for row in snapshot.arrow("event_articles").to_pylist()}
    assert rows.keys() == {first.article_id, second.article_id}
    assert rows[first.article_id]["reason"] == "earliest report"
    linked = rows[second.article_id]
    assert {"table": "people", "field": "name", "values": ["Trần Văn Mẫu"]} in linked["agreeing"]
    assert linked["differing"] == [
        {"table": "counts", "field": "value", "values": ["14 doanh nghiệp", "15 doanh nghiệp"]}
    ]


@pytest.mark.parametrize(
    ("title", "horizon"),
    [
        ("Hội nghị sơ kết 1 năm thực hiện Quy chế phối hợp", "sơ kết 1 năm"),
        ("TỔNG KẾT NĂM NĂM QUY CHẾ", "TỔNG KẾT NĂM NĂM"),
        ("Tổng kết công tác phối hợp 05 năm", "Tổng kết công tác phối hợp 05 năm"),
        ("Tổng kết năm 2019", None),
    ],
)
def test_horizon(title: str, horizon: str | None, tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    of = article(1, title=title)
    snapshot = publish(tmp_path, Publication([unit(tmp_path / ".work", "one", [(of, reading(of))])], {"a": "b"}))
    assert snapshot.arrow("events")["horizon"].to_pylist() == [horizon]
