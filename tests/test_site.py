"""The documents build into a site without a warning, and its pages ask nothing of other hosts."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What a browser loads by itself. A link that a reader follows is none of it.
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
    "image": "href",
    "use": "href",
}
#: Relations of <link> by which nothing is loaded.
UNLOADED = {"index", "search", "next", "prev", "canonical", "author", "license"}
ELSEWHERE = re.compile(r"(?:https?:)?//", re.I)
OF_CSS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:https?:)?//[^\"')]+)", re.I)
#: Addresses that are names of something and are not asked: namespaces, and comments.
OF_JS = re.compile(r"[\"'`](https?://[^\"'`]+)[\"'`]")
NAMES = ("http://www.w3.org/",)


class Loads(HTMLParser):
    """Collects what a page makes a browser load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        targets = [given.get(LOADED.get(tag, ""), ""), given.get("srcset", "")]
        if tag == "link" and not set(given.get("rel", "").split()) <= UNLOADED:
            targets.append(given.get("href", ""))
        self.found += [one for one in targets if ELSEWHERE.match(one)]
        self.found += OF_CSS.findall(given.get("style", ""))

    def handle_data(self, data: str) -> None:
        self.found += OF_CSS.findall(data)


def loads(name: str, text: str) -> list[str]:
    """Return what a file of the site makes a browser load from elsewhere."""
    if name.endswith(".html"):
        page = Loads()
        page.feed(text)
        return page.found
    if name.endswith((".css", ".svg")):
        return OF_CSS.findall(text)
    if name.endswith(".js"):
        text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.S | re.M)
        return [one for one in OF_JS.findall(text) if not one.startswith(NAMES)]
    return []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``make site`` does, which fails on a link that leads nowhere."""
    out = tmp_path_factory.mktemp("site")
    line = [sys.executable, "-m", "sphinx", "--quiet", "--nitpicky", "--fail-on-warning"]
    line += ["--keep-going", "-b", "html", "-d", str(out / "trees"), "docs", str(out / "html")]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / "html"


def test_every_document_is_a_page(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) > 25
    assert [page for page in pages if not (site / page.with_suffix(".html")).is_file()] == []


def test_no_page_makes_a_browser_ask_another_host(site: Path) -> None:
    seen = 0
    for path in site.rglob("*"):
        if path.suffix in {".html", ".css", ".js", ".svg"}:
            seen += 1
            assert loads(path.name, path.read_text(encoding="utf-8")) == [], path
    assert seen > 40


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//fonts.example/css">'),
        ("a.html", '<link rel="preload icon" href="https://cdn.example/x.woff2">'),
        ("a.html", "<style>@import 'https://fonts.example/css';</style>"),
        ("a.html", '<p style="background: url(http://cdn.example/a.png)">'),
        ("a.css", "a { background: url(https://cdn.example/a.png) }"),
        ("a.js", 'fetch("https://cdn.example/data.json")'),
    ],
)
def test_a_request_to_another_host_would_be_noticed(name: str, text: str) -> None:
    assert loads(name, text)


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    source = tmp_path / "docs"
    source.mkdir()
    (tmp_path / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    (source / "static").symlink_to(ROOT / "docs" / "static")
    (source / "conf.py").write_text((ROOT / "docs" / "conf.py").read_text(encoding="utf-8"))
    (source / "index.md").write_text("# Start\n\n[a page](gone.md) [a heading](#gone)\n")
    line = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "-b", "html"]
    line += [str(source), str(tmp_path / "html")]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "gone.md" in done.stderr
    assert "'gone'" in done.stderr
