"""A commune's own website for tests: another origin than the front desk, with the strictest content policy."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a careful site sets; only the front desk may run scripts and be talked to, and no string may become HTML or script.
POLICY = (
    "default-src 'none'; script-src {desk}; connect-src {desk}; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = """
html { font-size: 62.5%; }
html, body { background: white !important; }
* { font-size: 9px !important; color: red !important; line-height: 3 !important; text-transform: uppercase !important;
    letter-spacing: 4px !important; background: yellow !important; font-family: serif !important; text-align: right !important;
    visibility: visible !important; direction: rtl !important; }
button, textarea, dialog, a, p, li { display: inline !important; padding: 30px !important; border: 9px dotted lime !important; }
guichet-widget { display: inline-block !important; transform: none !important; }
"""
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>Commune de Val-de-Brume</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/{css}.css">
{script}</head>
<body><main><h1>Bienvenue à Val-de-Brume</h1><p>Le site de la commune.</p><p><a href="/autre">Une autre page</a></p></main></body></html>"""
PLAIN = "body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }"


class Host:
    """The site, served on a free port until ``stop``. ``snippet`` is what the webmaster pasted."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.snippet = f'<script src="{desk}/widget.js" data-commune="val-de-brume" defer></script>'
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                status, kind, body = host.answer(path, query)
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY.format(desk=host.desk))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: Any) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, query: str) -> tuple[int, str, str]:
        """Status, type and body; ``?hostile`` for the hostile style sheet, ``?sans`` without the widget, ``?lang=nl``."""
        if path.endswith(".css"):
            return 200, "text/css", HOSTILE if path == "/hostile.css" else PLAIN
        if path == "/favicon.ico":
            return 404, "text/plain", ""
        css = "hostile" if "hostile" in query else "plain"
        lang = query.partition("lang=")[2][:2] or "fr"
        return 200, "text/html", PAGE.format(css=css, lang=lang, script="" if "sans" in query else self.snippet)

    def stop(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
