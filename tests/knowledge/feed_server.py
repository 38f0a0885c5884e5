"""A web server of good and bad feeds."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class FeedServer:
    """Serves ``pages``: path → (status, headers, body). A body may be a list of (seconds to wait, bytes)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], Any]] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                status, headers, body = outer.pages.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for pause, part in body if isinstance(body, list) else [(0, body)]:
                        time.sleep(pause)
                        self.wfile.write(part)
                        self.wfile.flush()
                except OSError:
                    pass  # The client had enough.

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def serve(self, path: str, body: Any, content_type: str = "text/calendar", status: int = 200) -> str:
        """Serve ``body`` at ``path``; returns its address."""
        self.pages[path] = (status, {"Content-Type": content_type}, body)
        return f"http://127.0.0.1:{self.port}{path}"
