"""Every form in which portals print or mark a time of publication."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page.published import VIETNAM, Stamp, choose, read_address, read_iso, read_marked, stamps

FETCHED = datetime(2024, 3, 10, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("08/05/2019 17:42 CH", "2019-05-08T17:42"),  # a 24-hour clock, followed by CH all the same
        ("08/05/2019 05:42 CH", "2019-05-08T17:42"),
        ("08/05/2019 09:42 SA", "2019-05-08T09:42"),
        ("08/05/2019 12:05 SA", "2019-05-08T00:05"),
        ("08/05/2019 12:05 CH", "2019-05-08T12:05"),
        ("3/4/2024 8:05:09 PM", "2024-04-03T20:05:09"),
        ("04/03/2024 - 18:48", "2024-03-04T18:48"),
        ("18:48, 04/03/2024", "2024-03-04T18:48"),
        ("18:48 04/03/2024", "2024-03-04T18:48"),
        ("18:48 | 04/03/2024", "2024-03-04T18:48"),
        ("Thứ Tư, 18/10/2023 - 21:35", "2023-10-18T21:35"),
        ("Thứ 4, ngày 18/10/2023 | 21:35", "2023-10-18T21:35"),
        ("Thứ Bảy, 08/05/2021, 07:30 (GMT+7)", "2021-05-08T07:30"),
        ("Chủ nhật, ngày 1.2.2015 lúc 7h05'", "2015-02-01T07:05"),
        ("27/02/2012 10:21 GMT+7", "2012-02-27T10:21"),
        ("10:21 (GMT+7) 27/02/2012", "2012-02-27T10:21"),
        ("Cập nhật ngày: 02/12/2016 - 08:15", "2016-12-02T08:15"),
        ("Cập nhật lúc 08:15, Thứ sáu, 02/12/2016", "2016-12-02T08:15"),
        ("24-05-2019 14:22:10", "2019-05-24T14:22:10"),
        ("15 giờ 30 phút, ngày 5 tháng 3 năm 2020", "2020-03-05T15:30"),
        ("ngày 20 tháng 11 năm 2023", "2023-11-20T00:00"),
        ("20.11.2023", "2023-11-20T00:00"),
        ("Thứ ba, 14 Tháng 5 2013 10:33", "2013-05-14T10:33"),
    ],
)
def test_printed_forms(printed, expected):
    (found,) = stamps(printed)
    assert found.at == at(expected)
    assert found.has_clock == ("T00:00" not in expected or "SA" in printed)
    assert "/" not in printed or printed[found.start : found.end].strip(" ,-|()GMTgmt+7") in printed


@pytest.mark.parametrize(
    "text",
    [
        "Quy chế số 03/2019/QC-CA",
        "31/02/2019",
        "13/13/2020",
        "tỷ lệ 3-1",
        "12/5/1954",
        "192.168.10.2019.1",
        "15:30",
        "1/2/19",
        "số 10/05/2019/QĐ",
        "2019-05-08-11",
    ],
)
def test_near_misses(text):
    assert stamps(text) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-10-18T21:35:00+07:00", "2023-10-18T21:35"),
        ("2023-10-18T14:35:00Z", "2023-10-18T21:35"),
        ("2023-10-18T14:35:00.123+0000", "2023-10-18T21:35"),
        ("2023-10-18T21:35:00+0700", "2023-10-18T21:35"),
        ("2023-10-18T21:35:00", "2023-10-18T21:35"),
        ("2023-10-18 21:35", "2023-10-18T21:35"),
        ("2023-10-18T22:35:00+08:00", "2023-10-18T21:35"),
        ("2023-1-8", "2023-01-08T00:00"),
    ],
)
def test_times_for_machines(written, expected):
    found = read_iso(written)
    assert found == (at(expected), len(written) > 10)
    assert read_marked(written) == found


def test_a_mark_may_hold_a_printed_form_or_nonsense():
    assert read_marked("18/10/2023 21:35") == (at("2023-10-18T21:35"), True)
    assert read_marked("2023-02-30") is None
    assert read_marked("hôm qua") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://thanhnien.vn/cong-an-va-cong-doan-185230425203020077.htm", "2023-04-25T20:30:20"),
        ("https://nld.com.vn/cong-doan/ky-ket-20190506210506521.htm", "2019-05-06T21:05:06"),
        ("https://baoninhbinh.org.vn/tin-202307121530123.html", "2023-07-12T15:30:12"),
        ("https://tin.example/a-209913321530123.htm", None),
        ("https://tin.example/tin-2023071.htm", None),
        ("https://tin.example/tin.htm?t=20190506210506521", None),
    ],
)
def test_times_in_addresses(url, expected):
    assert read_address(url) == (at(expected) if expected else None)


def stamp(text: str, has_clock: bool = True) -> Stamp:
    return Stamp(0, 1, at(text), has_clock)


@pytest.mark.parametrize(
    ("marked", "printed", "address", "expected"),
    [
        ([("2024-03-04T18:48", True)], [stamp("2024-03-01T08:00")], None, "2024-03-04T18:48"),
        ([("2024-03-04T00:00", False)], [stamp("2024-03-04T18:48")], None, "2024-03-04T18:48"),
        ([("2024-03-04T00:00", False)], [], None, "2024-03-04T00:00"),
        ([], [stamp("2024-03-04T00:00", False), stamp("2024-03-04T18:48")], None, "2024-03-04T18:48"),
        (
            [],
            [stamp("2024-04-01T08:00"), stamp("2024-03-04T18:48")],
            None,
            "2024-03-04T18:48",
        ),  # the first: after the fetch
        ([("2025-01-01T00:00", True)], [], "2024-03-04T18:48", "2024-03-04T18:48"),
        ([], [], "2025-03-04T18:48", None),
        # Local time marked as UTC: the print gives it away.
        ([("2024-03-05T01:48", True)], [stamp("2024-03-04T18:48")], None, "2024-03-04T18:48"),
    ],
)
def test_which_time_is_believed(marked, printed, address, expected):
    found = choose([(at(text), clock) for text, clock in marked], printed, at(address) if address else None, FETCHED)
    assert found == (at(expected) if expected else None)


@given(
    st.datetimes(datetime(1997, 1, 1), datetime(2049, 12, 31)),
    st.sampled_from(["%d/%m/%Y %H:%M", "%H:%M, %d/%m/%Y", "%d-%m-%Y - %H:%M", "%H:%M | %d.%m.%Y", "%Y-%m-%dT%H:%M"]),
)
def test_the_day_always_comes_before_the_month(moment, form):
    moment = moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
    assert read_marked(moment.strftime(form)) == (moment, True)


@pytest.mark.parametrize(
    "hostile",
    ["1" * 10**5, "12:12 " * 20000, "thứ " * 30000, "1 tháng 1 " * 10000, "1/1/" * 25000, "1:11" + " " * 10**5],
)
def test_hostile_text_ends(hostile):
    assert stamps(hostile) == []
