"""The built site: its pages, a server's answers, and a record of what a page asks for and complains about."""

from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
PROBE = Path(__file__).with_name("probe.js")
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")

# Report-only: the browser reports what a host with this policy would refuse, and the page runs on.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def pages():
    """Return every page of the built site, as addresses relative to its root."""
    found = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    if not found:
        raise FileNotFoundError(f"no pages in {SITE}: run `make book` first")
    return [page for page in found if not page.startswith("_")]


def content_pages():
    """Return the pages that show something: all but those that lead elsewhere at once."""
    return [page for page in pages() if 'http-equiv="refresh"' not in (SITE / page).read_text().lower()]


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy-Report-Only", POLICY)
        super().end_headers()

    def log_message(self, *args):
        pass


class Log:
    """What a page asks for and complains about while it is used."""

    def __init__(self, page):
        self.foreign, self.complaints, self._page = [], [], page
        page.on("request", self._request)
        page.on("response", lambda r: r.status >= 400 and self.complaints.append(f"{r.status} {r.url}"))
        page.on("requestfailed", self._failed)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._console)

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the page was left before it was complete
            self.complaints.append(f"{request.failure} {request.url}")

    def _request(self, request):
        url = urlsplit(request.url)
        local = url.scheme in ("file", "data", "blob", "about") or url.hostname == "127.0.0.1"
        if not local or request.method != "GET":
            self.foreign.append(f"{request.method} {request.url}")

    def _console(self, message):
        if message.type in ("error", "warning") and "[Report Only]" not in message.text:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")
