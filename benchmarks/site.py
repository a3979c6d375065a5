"""The book's site beside the same book in the plain default configuration: `make bench-site`.

Both are built from the committed files in temporary folders, served by one local server that compresses, and
opened by turns in Chromium, each time with an empty cache. The default loads its mathematics from a public
host; here that comes from this machine, from the npm package of the same program: the first run needs npm and
its registry.

First formula: the first frame in which the first formula of the page is typeset, has a size, and all fonts
asked for are loaded, but not before the first paint; the same rule for both.
"""

import argparse
import gzip
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.support.contents import PAGES, ROOT

MATHJAX = "mathjax@3.2.2"
CDN = "https://cdn.jsdelivr.net/npm/mathjax@3/"

# The defaults, and only what the content cannot do without.
PLAIN = """
title: Loss Functions, Derived
only_build_toc_files: true
execute: {execute_notebooks: "off"}
parse: {myst_enable_extensions: [dollarmath]}
bibtex_bibfiles: [book/references.bib]
sphinx: {extra_extensions: [sphinx_proof, sphinx.ext.autodoc, sphinx.ext.napoleon]}
"""

OBSERVE = """
window.seen = { shift: 0, formula: null };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
  const box = document.querySelector("mjx-container, math")?.getBoundingClientRect();
  if (box?.width && box.height && document.fonts.status === "loaded")
    requestAnimationFrame(() => (seen.formula = performance.now()));
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

REPORT = """() => ({
  ...seen,
  paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  files: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((entry) => entry.transferSize > 0)
    .map((entry) => [entry.name, entry.transferSize, entry.decodedBodySize]),
})"""

KINDS = {
    "html": [".html"],
    "css": [".css"],
    "js": [".js"],
    "fonts": [".woff", ".woff2", ".ttf"],
    "images": [".png", ".svg", ".ico", ".webp", ".jpg", ".gif"],
}


def build(source, configuration=None):
    """Copy the committed files to `source`, build them there, and return the seconds that it took."""
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in files.split("\0"):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    if configuration:
        (source / "_config.yml").write_text(configuration)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", source]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    return time.perf_counter() - start


def serve_mathjax(site):
    """Put the default's mathematics into its site, in the place of the public host."""
    packed = ROOT / "_build" / "bench" / f"{MATHJAX.replace('@', '-')}.tgz"
    if not packed.is_file():
        packed.parent.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(
                ["npm", "pack", "--silent", MATHJAX], cwd=packed.parent, check=True, stdout=subprocess.DEVNULL
            )
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"This benchmark needs npm and its registry, for {MATHJAX}: {error}")
    (site / "mathjax").mkdir()
    subprocess.run(["tar", "xzf", packed, "-C", site / "mathjax", "--strip-components=1"], check=True)
    for page in site.rglob("*.html"):
        page.write_text(page.read_text().replace(CDN, "/mathjax/"))


class Handler(SimpleHTTPRequestHandler):
    """Serves files as public hosts do: compressed where that pays, over a connection that stays open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        body, compressed = content(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@cache
def content(path):
    """Return what is sent for a file, and whether it is compressed."""
    raw = path.read_bytes()
    compress = path.suffix in (".html", ".css", ".js", ".svg", ".json", ".txt")
    return (gzip.compress(raw, 6), True) if compress else (raw, False)


def load(browser, address):
    """Open a page with an empty cache and return what it took, by row of the table."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(OBSERVE)
    page = context.new_page()
    strangers = []
    page.on("request", lambda r: urlsplit(r.url).hostname in ("127.0.0.1", None) or strangers.append(r.url))
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("seen.formula !== null")
    seen = page.evaluate(REPORT)
    context.close()
    if strangers:
        sys.exit(f"{address} asks another host: {strangers}")
    row = {"requests": len(seen["files"])}
    for kind in [*KINDS, "other"]:
        row[f"kB sent, {kind}"] = row[f"kB unpacked, {kind}"] = 0.0
    for name, sent, unpacked in seen["files"]:
        suffix = Path(urlsplit(name).path).suffix
        kind = next((kind for kind, suffixes in KINDS.items() if suffix in suffixes), "other")
        row[f"kB sent, {kind}"] += sent / 1000
        row[f"kB unpacked, {kind}"] += unpacked / 1000
    for measure in ("sent", "unpacked"):
        row[f"kB {measure}, all"] = sum(v for k, v in row.items() if k.startswith(f"kB {measure}"))
    row["ms to first paint"] = seen["paint"]
    row["ms to first formula"] = max(seen["paint"], seen["formula"])
    row["layout shift"] = seen["shift"]
    return row


def table(results):
    """Print minimum, median and maximum of each row for both sides, and the ratio of the medians."""
    heads = f"{'default: min':>14}{'median':>10}{'max':>10}{'ours: min':>14}{'median':>10}{'max':>10}"
    print(f"{'':<24}{heads}{'ours/default':>14}")
    for name in results["default"][0]:
        cells, medians = "", []
        for side in ("default", "ours"):
            values = [row[name] for row in results[side]]
            medians.append(statistics.median(values))
            digits = 3 if name == "layout shift" else 1
            numbers = (min(values), medians[-1], max(values))
            cells += "".join(f"{v:>{w}.{digits}f}" for v, w in zip(numbers, (14, 10, 10), strict=True))
        ratio = f"{medians[1] / medians[0]:.2f}" if medians[0] else "—"
        print(f"{name:<24}{cells}{ratio:>14}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--builds", type=int, default=2, help="cold builds of each side")
    parser.add_argument("--rounds", type=int, default=5, help="visits of each page on each side")
    parser.add_argument("--every", type=int, default=4, help="take every n-th page of the table of contents")
    options = parser.parse_args()

    names = [page.relative_to(ROOT).with_suffix(".html").as_posix() for page in PAGES]
    pages = names[1 :: options.every]
    executable = shutil.which(os.environ.get("CHROMIUM") or "chromium")

    with tempfile.TemporaryDirectory() as folder:
        sites, builds = {}, {"default": [], "ours": []}
        for number, side in itertools.product(range(options.builds), ("default", "ours")):
            source = Path(folder, f"{side}{number}")
            builds[side].append({"s to build": build(source, PLAIN if side == "default" else None)})
            sites[side] = source / "_build" / "html"
        serve_mathjax(sites["default"])

        results, addresses = {"default": [], "ours": []}, {}
        for side, site in sites.items():
            httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site))
            threading.Thread(target=httpd.serve_forever, daemon=True).start()
            addresses[side] = f"http://127.0.0.1:{httpd.server_port}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable)
            for _, page, side in itertools.product(range(options.rounds), pages, addresses):
                results[side].append(load(browser, addresses[side] + page))
            print(f"Chromium {browser.version}, {len(pages)} pages × {options.rounds}: {' '.join(pages)}")
    table(results)
    table(builds)


if __name__ == "__main__":
    main()
