"""What no site can make the crawl do: fill the memory, connect to a private address, pass for another."""

import sqlite3
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crawler.crawl_log import iter_crawl_log
from crawler.options import CrawlOptions
from crawler.seen import FILE
from tests.crawler import bench as b
from tests.crawler.bench import Bench, article_page, articles, list_page, options, page, portal_toml

MEASURED = """
import re, sys
from pathlib import Path
from crawler.options import CrawlOptions
from crawler.seen import FILE
from crawler.run import run_here
summary = run_here(CrawlOptions.model_validate_json(sys.argv[1]))
print(summary.archived_articles, re.search("VmHWM:[^0-9]*([0-9]+)", Path("/proc/self/status").read_text())[1])
"""


def measured(given: CrawlOptions) -> tuple[int, float]:
    """Crawl in a process of its own; return the articles archived and the process's peak memory in MB."""
    command = [sys.executable, "-c", MEASURED, given.model_dump_json()]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    count, kilobytes = map(int, told.split()[-2:])
    return count, kilobytes / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc")
def test_memory_does_not_grow_with_pages_nor_with_floods_and_bombs(tmp_path: Path) -> None:
    filler = f"<!-- {'x' * 100_000} -->"
    with Bench() as bench:
        peaks = {}
        for name, count in (("few", 10), ("many", 100)):
            portal_toml(tmp_path / name / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
            paths = [f"/tin-a{number}.html" for number in range(count)]
            site = bench.routes["bao.example"] = {
                path: page(article_page(number) + filler) for number, path in enumerate(paths)
            }
            if name == "many":
                bombs = [b.gzipped(b"<html>" + bytes(60_000_000)), b.brotlied(b"<html>" + bytes(60_000_000))]
                bombs += [b.Answer(fault=b.flood(declared=declared)) for declared in (True, False)]
                for number in range(12):
                    site[f"/bom-a9999{number}.html"] = bombs[number % 4]
            site["/tin/"] = page(list_page([path for path in site if path != "/tin/"]))
            archived, peaks[name] = measured(options(tmp_path / name, bench, retries=0))
            assert archived == count
    assert peaks["many"] - peaks["few"] < 80, "a few times the limit of a body: packed, unpacked, as text"


RESOLVING = """
import socket, sys
socket.gethostbyname = lambda name: sys.argv[2]
from crawler.options import CrawlOptions
from crawler.seen import FILE
from crawler.run import run_here
run_here(CrawlOptions.model_validate_json(sys.argv[1]))
"""


def test_a_public_name_that_resolves_to_a_private_address_is_never_connected_to(tmp_path: Path) -> None:
    with Bench() as bench:
        port = bench.address.partition(":")[2]
        portal_toml(tmp_path / "portals", "bao", f"bao.vn:{port}", 'sections = ["/tin/"]')
        file = tmp_path / "portals" / "bao.toml"
        text = file.read_text().replace(f'hosts = ["bao.vn:{port}"]', 'hosts = ["bao.vn"]')
        file.write_text(text.replace("enabled = true\nsample = true", ""))
        bench.routes["bao.vn"] = {"/tin/": page(list_page(["/tin-a1.html"])), "/tin-a1.html": page(article_page(1))}
        given = options(tmp_path, bench, contact="a@b.vn", unchecked=True, portals=["bao"], retries=0, delay=0)
        given = given.model_copy(update={"sample_address": None})
        command = [sys.executable, "-c", RESOLVING, given.model_dump_json(), "127.0.0.1"]
        subprocess.run(command, check=True, capture_output=True)
        assert bench.asked == []
    log = [(row["outcome"], row["detail"]) for row in iter_crawl_log(tmp_path / "state")]
    assert ("blocked_address", "bao.vn resolves to 127.0.0.1, which is not a public address") in log
    assert articles(tmp_path / "archive") == []


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for bao.vn that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bao.vn")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("bao.vn")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    file = folder / "server.pem"
    file.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("excepted", [False, True])
def test_certificates_are_verified_but_for_a_portals_recorded_exception(tmp_path: Path, excepted: bool) -> None:
    with Bench() as bench:
        bench.wrap(self_signed(tmp_path))
        port = bench.address.partition(":")[2]
        more = 'sections = ["/tin/"]' + ("\nverify_tls = false" if excepted else "")
        portal_toml(tmp_path / "portals", "bao", f"bao.vn:{port}", more)
        file = tmp_path / "portals" / "bao.toml"
        text = (
            file.read_text().replace(f'hosts = ["bao.vn:{port}"]', 'hosts = ["bao.vn"]').replace("http://", "https://")
        )
        file.write_text(text.replace("enabled = true\nsample = true", ""))
        bench.routes["bao.vn"] = {"/tin/": page(list_page(["/tin-a1.html"])), "/tin-a1.html": page(article_page(1))}
        given = options(tmp_path, bench, contact="a@b.vn", unchecked=True, portals=["bao"], retries=0, delay=0)
        given = given.model_copy(update={"sample_address": None})
        patched = "import crawler.net; crawler.net.public_address = lambda name, address: address\n" + RESOLVING
        command = [sys.executable, "-c", patched, given.model_dump_json(), "127.0.0.1"]
        subprocess.run(command, check=True, capture_output=True)
    details = [row["detail"] or "" for row in iter_crawl_log(tmp_path / "state")]
    assert bool(articles(tmp_path / "archive")) is excepted
    assert any("certificate" in detail.lower() for detail in details) is not excepted
    if excepted:
        with sqlite3.connect(tmp_path / "state" / FILE) as state:
            assert "its certificate is not verified" in state.execute("SELECT summary FROM runs").fetchone()[0]
