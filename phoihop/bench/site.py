"""The bench's web site on loopback, in a process of its own: `python -m phoihop.bench.site PAGES`; prints its address."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from phoihop.bench.pages import other_page

HOSTS = ("bao1.example", "bao2.example", "bao3.example", "bao4.example")
_A_LIST = 25  # articles on a list page


def paths(pages: int) -> tuple[list[str], list[str]]:
    """Return the paths of one host's list pages and of its articles."""
    lists = [f"/tin/trang-{number}/" for number in range(1, -(-pages // _A_LIST) + 1)]
    return lists, [f"/tin/bai-a{number}.html" for number in range(1, pages + 1)]


def _routes(pages: int) -> dict[str, bytes]:
    lists, articles = paths(pages)
    made: dict[str, bytes] = {}
    for number, path in enumerate(lists):
        links = "".join(f'<li><a href="{a}">Tin số {a[-9:]}</a></li>' for a in articles[number * _A_LIST :][:_A_LIST])
        made[path] = (
            f"<html><body><h1>Tin</h1><p>{'Các tin trong mục. ' * 30}</p><ul>{links}</ul></body></html>".encode()
        )
    for number, path in enumerate(articles):
        made[path] = other_page(number % 200).html
    return {path: gzip.compress(body, 6, mtime=0) for path, body in made.items()}


@contextmanager
def serving(pages: int) -> Iterator[str]:
    """Serve `pages` articles on each host and yield "127.0.0.1:PORT"."""
    server = subprocess.Popen(
        [sys.executable, "-m", "phoihop.bench.site", str(pages)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def main() -> None:
    """Serve until killed."""
    routes = _routes(int(sys.argv[1]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = routes.get(self.path)
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
