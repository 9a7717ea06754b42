"""The bench's web sites on loopback, in a process of their own: `python -m phoihop.bench.site PAGES HOSTS`."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from phoihop.bench.pages import other_page


def hosts(count: int) -> tuple[str, ...]:
    """Return the names of so many hosts."""
    return tuple(f"bao{number}.example" for number in range(1, count + 1))


HOSTS = hosts(4)
_A_LIST = 25  # articles on a list page


def paths(pages: int) -> tuple[list[str], list[str]]:
    """Return the paths of one host's list pages and of its articles."""
    lists = [f"/tin/trang-{number}/" for number in range(1, -(-pages // _A_LIST) + 1)]
    return lists, [f"/tin/bai-a{number}.html" for number in range(1, pages + 1)]


def _routes(pages: int, count: int) -> dict[str, bytes]:
    """Return the gzipped body by host and path; no two pages are alike."""
    lists, articles = paths(pages)
    made: dict[str, bytes] = {}
    text = "Các tin trong mục. " * 30
    for place, host in enumerate(hosts(count)):
        for number, path in enumerate(lists):
            here = articles[number * _A_LIST :][:_A_LIST]
            links = "".join(f'<li><a href="{link}">Tin số {link[-9:]}</a></li>' for link in here)
            made[host + path] = f"<html><body><h1>Tin</h1><p>{text}</p><ul>{links}</ul></body></html>".encode()
        for number, path in enumerate(articles):
            made[host + path] = other_page(number + place * pages).html
    return {path: gzip.compress(body, 6, mtime=0) for path, body in made.items()}


@contextmanager
def serving(pages: int, count: int = len(HOSTS)) -> Iterator[str]:
    """Serve `pages` articles on each of `count` hosts and yield "127.0.0.1:PORT"."""
    command = [sys.executable, "-m", "phoihop.bench.site", str(pages), str(count)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def main() -> None:
    """Serve until killed."""
    routes = _routes(int(sys.argv[1]), int(sys.argv[2]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = routes.get((self.headers.get("Host") or "").partition(":")[0] + self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
