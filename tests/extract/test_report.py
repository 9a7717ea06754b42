"""The report: nothing from elsewhere, everything escaped, and it works in a real browser from the disk."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from extract.places import provinces, provinces_2025
from extract.report import ReportError, write_report
from extract.report.charts import bars, tiles
from extract.report.marks import Mark, pieces
from extract.snapshots import open_snapshot
from extract.tables import FACT_TABLES


@pytest.fixture(scope="module")
def report(demo_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(open_snapshot(demo_tables), tmp_path_factory.mktemp("report") / "report").parent


class Loads(HTMLParser):
    """What a page loads by itself, and the ids and links in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if values.get("id"):
            self.ids.add(values["id"] or "")
        if tag in ("script", "img", "iframe") and values.get("src"):
            self.loaded.append(values["src"] or "")
        if tag == "link":
            self.loaded.append(values.get("href") or "")
        if tag == "a":
            self.links.append(values.get("href") or "")


def parsed(page: Path) -> Loads:
    loads = Loads()
    loads.feed(page.read_text(encoding="utf-8"))
    return loads


def test_nothing_comes_from_elsewhere_and_links_within_it_lead_somewhere(report: Path) -> None:
    pages = sorted(report.glob("**/*.html"))
    assert len(pages) > 50
    for page in pages:
        loads = parsed(page)
        assert all((page.parent / path).is_file() for path in loads.loaded), page
        for link in loads.links:
            if link.startswith("#") and len(link) > 1:
                assert link[1:] in loads.ids, (page, link)
            elif not link.startswith(("#", "http")):
                assert (page.parent / link.partition("#")[0]).is_file(), (page, link)


def test_an_article_shows_every_fact(report: Path, demo_tables: Path) -> None:
    snapshot = open_snapshot(demo_tables)
    article = snapshot.arrow("awards").to_pylist()[0]["article_id"]
    ids = parsed(report / "articles" / f"{article}.html").ids
    for table in FACT_TABLES:
        for fact in snapshot.arrow(table).to_pylist():
            if fact["article_id"] == article:
                assert fact["fact_id"].partition(":")[2] in ids


def test_markup_in_a_page_s_text_stays_text() -> None:
    from jinja2 import Environment, PackageLoader, select_autoescape

    templates = Environment(
        loader=PackageLoader("extract.report"), autoescape=select_autoescape(default=True, default_for_string=True)
    )
    hostile = '<script>alert("x")</script>'
    article = {
        "title": hostile, "url": "javascript:alert(1)", "published_at": None, "province": hostile,
        "province_2025": None, "relevant": True, "relevance": 1.0, "event_kinds": [hostile],
        "archive": hostile, "archive_offset": 0, "article_id": "a",
        "record_id": hostile,
    }  # fmt: skip
    page = templates.get_template("article.html.j2").render(
        article=article, lines=[(0, [(hostile, (), [])])], told=[], kinds={}, archived=True, reviewing=True, facts=(),
        labels={"awards": "a", "articles": "a",
        "agreements": "a", "signatories": "a", "counts": "a", "people": "a", "dates": "a"}, root="",
        snapshot={"snapshot_id": hostile, "created_at": "2026-01-01"},
    )  # fmt: skip
    assert page.count("<script") == 1  # our own, which `reviewing` asks for
    assert 'href="javascript:' not in page


def test_another_s_folder_is_not_replaced(demo_tables: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(ReportError, match=re.escape(str(tmp_path))):
        write_report(open_snapshot(demo_tables), tmp_path)
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "mine"


def test_a_report_is_replaced_whole(report: Path, demo_tables: Path) -> None:
    (report / "articles" / "old.html").touch()
    write_report(open_snapshot(demo_tables), report)
    assert not (report / "articles" / "old.html").exists()
    assert not [path for path in report.parent.iterdir() if path.name.startswith(".")]


def test_pieces_of_nested_and_crossing_marks() -> None:
    def mark(start: int, end: int, kind: str) -> Mark:
        return Mark(start, end, kind, "", "")

    found = list(pieces(10, [mark(0, 6, "a"), mark(2, 4, "b"), mark(5, 20, "c")]))
    assert [(p.start, p.end, "".join(m.kind for m in p.marks)) for p in found] == [
        (0, 2, "a"), (2, 4, "ab"), (4, 5, "a"), (5, 6, "ac"), (6, 10, "c"),
    ]  # fmt: skip


def test_charts() -> None:
    assert [bar.height for bar in bars([("2020", 2), ("2021", 4)], height=100)] == [50, 100]
    shades = {tile.name: tile.shade for tile in tiles({"Huế": 1, "Cà Mau": 8})}
    assert len(shades) == 63
    assert (shades["Huế"], shades["Cà Mau"], shades["Hà Nội"]) == (1, 4, 0)


def test_every_province_of_both_schemes_has_a_tile_of_its_own() -> None:
    old, new = tiles({}), tiles({}, "province_2025")
    assert {tile.name for tile in old} == {province.name for province in provinces()}
    assert {tile.name for tile in new} == {province.name for province in provinces_2025()}
    for grid in (old, new):
        assert len({(tile.column, tile.row) for tile in grid}) == len({tile.short for tile in grid}) == len(grid)


@pytest.mark.browser
def test_search_and_sorting_in_a_browser(browser: Any, report: Path) -> None:
    page = browser.new_page(locale="vi-VN")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((report / "tables" / "awards.html").as_uri())
    everything = page.locator("tbody tr").count()
    page.fill("#find", "bo cong an")  # without diacritics, as on a phone's keyboard
    found = page.locator("tbody tr").all_inner_texts()
    assert 0 < len(found) < everything
    assert all("Bộ Công an" in row for row in found)
    page.fill("#find", "")
    header = page.get_by_role("button", name="collectives")
    header.press("Enter")  # by the keyboard alone
    header.press("Enter")
    column = page.eval_on_selector_all(
        "tbody tr", "rows => rows.map(r => r.cells[5].textContent).filter(Boolean).map(t => Number(t.replace('.', '')))"
    )
    assert column == sorted(column, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("collectives")
    page.locator("tbody tr a").first.click()
    assert page.locator("li:target").count() == 1
    assert not faults
    page.close()


@pytest.mark.browser
def test_it_fits_a_phone(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    for name in ("index.html", "tables/counts.html"):
        page.goto((report / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.close()


@pytest.mark.browser
def test_a_figure_of_the_overview_leads_to_its_sentence_in_two_clicks(browser: Any, report: Path) -> None:
    page = browser.new_page(locale="vi-VN")
    page.goto((report / "index.html").as_uri())
    page.locator(".figures a", has_text="khen thưởng").click()
    page.locator("tbody tr a").first.click()
    sentence = page.locator("li:target .evidence").inner_text()
    assert sentence
    page.locator("li:target small a").first.click()  # and on to its place in the text
    assert page.locator(".text i:target").count() == 1
    assert page.locator(".text i:target + .mark").inner_text() in sentence

    page.goto((report / "index.html").as_uri())
    tile = page.locator("a.tile").first
    name = tile.get_attribute("title").partition(":")[0]
    tile.click()
    assert page.input_value("#find") == name
    rows = page.locator("tbody tr").all_inner_texts()
    assert rows and all(name in row for row in rows)
    page.close()


def test_what_an_archived_page_would_run_or_load_is_taken_out() -> None:
    from extract.report.pages import _harmless

    page = _harmless(
        '<?xml version="1.0"?><html><head><base href="http://x.example/"><meta charset="utf-8">'
        '<meta http-equiv="refresh" content="0;url=http://x.example"><link rel="preconnect" href="//x.example">'
        '<script>alert(1)</script></head><body onload="alert(1)"><p onclick="x()">Lời</p><iframe src="//x.example">'
        '</iframe><img src="//x.example/a.png" srcset="b 2x" alt="ảnh"><svg><script>x()</script></svg>'
        '<form action="//x.example"><button formaction="//x.example">Gửi</button></form></body></html>'
    )
    assert "Lời" in page and 'alt="ảnh"' in page
    for gone in ("script", "x.example", "onload", "onclick", "iframe", "refresh", "srcset"):
        assert gone not in page, gone
