"""The report with decisions: nobody but the reader's own page may write, and what it writes is what was decided."""

import csv
import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from extract.archived import ArchivedPages
from extract.snapshots import Snapshot, open_snapshot
from extract.storage.corrections import read_corrections
from phoihop.review_server import MOST_BYTES, ReviewServer
from tests.extract.made_up import article
from tests.phoihop.test_review import published

ARTICLE = article(1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "decided" / "corrections.csv"


def running(server: ReviewServer) -> Iterator[ReviewServer]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return published(tmp_path_factory.mktemp("tables"))


@pytest.fixture
def server(snapshot: Snapshot, tmp_path: Path, file: Path) -> Iterator[ReviewServer]:
    yield from running(ReviewServer(snapshot, file, ArchivedPages(tmp_path), "Hà"))


Given = dict[str, str]


def ask(server: ReviewServer, method: str, path: str, headers: Given, body: str = "") -> tuple[int, str, Given]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, body.encode() or None, headers)
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told, {name.lower(): value for name, value in answer.getheaders()}


def reader(server: ReviewServer, **changes: str) -> Given:
    return {"Cookie": f"{server.cookie}={server.secret}", **changes}


def writer(server: ReviewServer, **changes: str) -> Given:
    own = {"Origin": server.origin, "Content-Type": "application/json", "X-Phoihop-Token": server.token}
    return reader(server) | own | {name.replace("_", "-"): value for name, value in changes.items()}


def facts(server: ReviewServer) -> dict[str, Any]:
    told = ask(server, "GET", f"/review/article/{ARTICLE.article_id}", reader(server))[1]
    found: dict[str, Any] = json.loads(told)["facts"]
    return found


def first(server: ReviewServer, table: str) -> str:
    return next(name for name in facts(server) if name.startswith(f"{table}:"))


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_it_listens_on_loopback_only(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/", "/index.html", "/tables/awards.html", "/style.css", "/review/queue", "/?key=x"])
def test_without_the_secret_nothing_is_shown(server: ReviewServer, path: str) -> None:
    status, told, _ = ask(server, "GET", path, {})
    assert (status, "open the address" in told) == (403, True)
    assert ask(server, "GET", path, {"Cookie": f"{server.cookie}=x"})[0] == 403


def test_the_printed_address_lets_in(server: ReviewServer) -> None:
    status, _, headers = ask(server, "GET", server.address.removeprefix(server.origin), {})
    assert status == 200
    assert "HttpOnly; SameSite=Strict" in headers["set-cookie"]
    cookie = headers["set-cookie"].partition(";")[0]
    status, told, headers = ask(server, "GET", "/", {"Cookie": cookie})
    assert (status, "<h1>" in told) == (200, True)
    assert "default-src 'none'; script-src 'self'" in headers["content-security-policy"]
    assert server.secret not in told


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", ""])
def test_a_name_that_is_pointed_here_gets_nothing(server: ReviewServer, host: str) -> None:
    status, told, _ = ask(server, "GET", "/", reader(server, Host=host.format(port=server.port)))
    assert (status, "snapshot" in told) == (421, False)


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/static/../../write.py", "/articles/../index.html", "/archived/x.html", "/tables/x"]
)
def test_what_is_no_page_is_not_there(server: ReviewServer, path: str) -> None:
    assert ask(server, "GET", path, reader(server))[0] == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"X_Phoihop_Token": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Cookie": ""}, 403),
        ({"Host": "evil.example"}, 421),
    ],
)
def test_another_site_cannot_write(server: ReviewServer, file: Path, changes: Given, status: int) -> None:
    body = json.dumps({"fact_id": first(server, "counts"), "decision": "reject", "reviewer": "Hà"})
    assert ask(server, "POST", "/review/decide", writer(server, **changes), body)[0] == status
    assert not file.exists()


@pytest.mark.parametrize(
    ("path", "body", "status", "fault"),
    [
        ("/review/decide", "{", 400, "cannot be read"),
        ("/review/decide", "[1]", 400, "cannot be read"),
        ("/review/decide", "{}", 400, "lacks"),
        ("/review/decide", '{"fact_id": "counts:0", "decision": "accept", "reviewer": "Hà"}', 422, "no fact"),
        ("/review/decide", '{"fact_id": "FACT", "decision": "burn", "reviewer": "Hà"}', 422, "no decision"),
        ("/review/decide", '{"fact_id": "FACT", "decision": "accept"}', 422, "say who decides"),
        (
            "/review/decide",
            '{"fact_id": "FACT", "decision": "correct", "values": {"value": "x"}, "reviewer": "Hà"}',
            422,
            "does not fit",
        ),
        ("/review/add", '{"table": "counts", "article_id": "ffff", "quote": "x", "reviewer": "Hà"}', 422, "no article"),
        ("/review/burn", "{}", 400, "lacks"),
        ("/review/decide", f'"{"x" * MOST_BYTES}"', 413, "too large"),
    ],
)
def test_what_cannot_be_done_is_told(
    server: ReviewServer, file: Path, path: str, body: str, status: int, fault: str
) -> None:
    body = body.replace("FACT", first(server, "counts"))
    found, told, _ = ask(server, "POST", path, writer(server), body)
    assert (found, fault in json.loads(told)["fault"]) == (status, True), told
    assert not file.exists()


def test_decisions_are_written_shown_and_taken_back(server: ReviewServer, file: Path) -> None:
    fact = first(server, "awards")

    def say(decision: str, **values: str) -> str | None:
        body = json.dumps({"fact_id": fact, "decision": decision, "values": values, "reviewer": "Mai"})
        assert ask(server, "POST", "/review/decide", writer(server), body)[0] == 200
        decided: str | None = facts(server)[fact]["decision"]
        return decided

    assert facts(server)[fact]["decision"] is None
    assert say("accept") == "accept"
    assert say("correct", individuals="4") == "correct"
    assert facts(server)[fact]["values"]["individuals"] == "4"
    assert [(line["decision"], line["reviewer"]) for line in lines(file)] == [("correct", "Mai")]
    assert say("none") is None
    assert lines(file) == []


def test_an_article_is_marked_fully_reviewed(server: ReviewServer, file: Path) -> None:
    def mark(complete: bool) -> bool:
        body = json.dumps({"article_id": ARTICLE.article_id, "complete": complete, "reviewer": "Mai"})
        assert ask(server, "POST", "/review/complete", writer(server), body)[0] == 200
        told = ask(server, "GET", f"/review/article/{ARTICLE.article_id}", reader(server))[1]
        return bool(json.loads(told)["complete"])

    assert mark(True)
    assert [(c.decision, c.table, c.value) for c in read_corrections(file)] == [
        ("complete", "articles", ARTICLE.content_sha256)
    ]
    assert not mark(False)


def test_decisions_made_at_once_are_all_kept(server: ReviewServer, file: Path) -> None:
    found = list(facts(server))

    def accept(fact: str) -> int:
        body = json.dumps({"fact_id": fact, "decision": "accept", "reviewer": "Hà"})
        return ask(server, "POST", "/review/decide", writer(server), body)[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(accept, found)) == {200}
    assert {line["fact_id"] for line in lines(file)} == set(found)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_queue_lists_the_least_certain_first(server: ReviewServer) -> None:
    told = json.loads(ask(server, "GET", "/review/queue?table=counts", reader(server))[1])["facts"]
    confidence = [each["confidence"] for each in told]
    assert confidence == sorted(confidence) and told
    assert ask(server, "GET", "/review/queue?table=figures", reader(server))[0] == 422


@pytest.mark.browser
def test_a_reader_reviews_by_the_keyboard_in_a_browser(browser: Any, server: ReviewServer, file: Path) -> None:
    page = browser.new_page(locale="vi-VN")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(server.address)
    page.wait_for_selector("h1")
    assert "key=" not in page.url
    page.goto(f"{server.origin}/queue.html")
    page.locator("#queue a").first.click()
    item = page.locator("li:target")
    item.get_by_role("button", name="Right").press("Enter")
    page.wait_for_selector("li:target button[data-decision=accept][aria-pressed=true]")

    award = page.locator("li[data-fact^=awards]").first
    award.get_by_role("button", name="Correct").press("Enter")
    award.locator("[data-column=individuals]").fill("4")
    award.locator("[data-column=named]").fill("Trần Văn Mẫu\nLê Thị Thử")
    award.locator("[data-column=named]").press("Tab")
    award.get_by_role("button", name="Save").press("Enter")
    page.wait_for_selector("li form", state="detached")
    assert "individuals = 4" in award.inner_text()

    # Words selected in the text: the second of two equal ones, told apart by where it stands.
    page.evaluate("""() => {
        const line = [...document.querySelectorAll(".text p")].find((p) => p.textContent.includes("14 doanh nghiệp"));
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const nodes = [];
        while (walker.nextNode()) if (walker.currentNode.data.includes("doanh nghiệp")) nodes.push(walker.currentNode);
        const node = nodes[nodes.length - 1];
        const at = node.data.lastIndexOf("doanh nghiệp");
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + "doanh nghiệp".length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    page.locator("#add").press("Enter")
    form = page.locator("#review form")
    form.locator("#add-table").select_option("people")
    assert form.locator("#add-quote").input_value() == "doanh nghiệp"
    form.locator("#add-name").fill("<b>Lê</b>")
    form.get_by_role("button", name="Save").press("Enter")
    page.wait_for_selector("#review form", state="detached")
    page.locator("#complete").press("Enter")
    page.wait_for_selector("#complete[aria-pressed=true]")
    page.reload()
    page.wait_for_selector("#complete[aria-pressed=true]")
    assert not faults
    page.close()

    decided = {line["decision"]: line for line in lines(file)}
    assert set(decided) == {"accept", "correct", "add", "complete"}
    added = decided["add"]
    assert (added["quote"], json.loads(added["value"])["name"]) == ("doanh nghiệp", "<b>Lê</b>")
    assert added["before"].endswith("14 doanh nghiệp; 14 ")
    named = [line["value"] for line in lines(file) if line["field"] == "named"]
    assert [json.loads(value) for value in named] == [["Trần Văn Mẫu", "Lê Thị Thử"]]


@pytest.mark.browser
def test_an_archived_page_runs_and_loads_nothing(browser: Any, tmp_path: Path, demo_tables: Path) -> None:
    snapshot = open_snapshot(demo_tables)
    archive = ArchivedPages(demo_tables.parent / "archive")
    for server in running(ReviewServer(snapshot, tmp_path / "c.csv", archive)):
        page = browser.new_page()
        asked: list[str] = []
        page.goto(server.address)
        page.wait_for_selector("h1")
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        row = snapshot.arrow("articles").to_pylist()[0]
        page.goto(f"{server.origin}/archived/{row['article_id']}.html")
        text = page.frame_locator("iframe").locator("body").inner_text()
        assert row["title"].casefold() in text.casefold()
        assert [url for url in asked if not url.startswith(("about:", server.origin))] == []
        page.close()
