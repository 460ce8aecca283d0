"""Somebody else's page: a small server of another origin that carries the embed."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Host:
    """Serves one page at `origin`. `embed` is the address of the assistant's server, set once that is known."""

    def __init__(self) -> None:
        host = self
        self.embed = ""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = host.page() if self.path == "/" else b""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header(
                    "Content-Security-Policy",
                    f"default-src 'none'; script-src {host.embed}; connect-src {host.embed}",
                )
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Host:
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self) -> bytes:
        """Nothing but the script, as an intranet would carry it."""
        script = f'<script src="{self.embed}/embed.js" data-api="{self.embed}" data-lang="en" data-position="left" defer></script>'
        return (
            f'<!DOCTYPE html><html lang="zh"><title>x</title><body><h1>x</h1>{script}</body></html>'.encode()
        )
