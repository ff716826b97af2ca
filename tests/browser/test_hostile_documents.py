"""A collection in which every place that a document can fill tries to come alive, on every page of the app."""

import re
from pathlib import Path
from urllib.parse import urlencode

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from indexer.build import rebuild
from indexer.settings import Settings
from tests.browser.conftest import served, visited
from ui.safe import WORD_JOINER

ATTACKS = [
    "![x](http://evil.example/image.png)",
    '<img src="http://evil.example/img.png" onerror="window.bad=1">',
    "<script>window.bad=1</script>",
    '<svg onload="window.bad=1"><use href="http://evil.example/s.svg"/></svg>',
    '<iframe src="http://evil.example/frame"></iframe>',
    '<style>body{background:url("http://evil.example/c.css")}</style>',
    '<link rel="stylesheet" href="http://evil.example/l.css">',
    "[press](javascript:window.bad=1) [x]: http://evil.example/ref",
    "$\\href{http://evil.example/katex}{x}$ $$\\frac{1}{2}$$",
    ":red[boo] :material/delete: :smile: :streamlit: `code`",
    "&lt;b&gt;bold&lt;/b&gt; &#60;i&#62; \u202egnp.exe\u202c http://evil.example/bare www.evil.example",
]
THEME = "zebra crossings"
TITLE = f"Inspection of Ambleford local authority children's services {ATTACKS[0]} {ATTACKS[9]}"


def pages_of(project: Path) -> list[str]:
    """The path of every page in app.py's list."""
    listed = (project / "app.py").read_text(encoding="utf-8").partition("PAGES")[2].partition("\n)\n")[0]
    return [name.replace("_", "-") for name in re.findall(r'\("[^"]+", "(\w+)"\)', listed)]


def report(year: int) -> str:
    """A report with an attack in its title, its headings, its numbered paragraphs and its areas for improvement."""
    findings = "\n\n".join(
        f"{number}. Inspectors saw that {THEME} {attack} are painted every summer and read by social workers."
        for number, attack in enumerate(ATTACKS, 1)
    )
    areas = "\n".join(f"- the painting of {THEME} {attack} by social workers" for attack in ATTACKS)
    return (
        f"# {TITLE}\n\nInspection dates: 4 to 8 March {year}\n\n"
        f"## What needs to improve in this area {ATTACKS[1]}\n\n{areas}\n\n"
        f"## The experiences of children {ATTACKS[2]} {ATTACKS[8]}\n\n{findings}\n"
    )


def make_hostile_corpus(folder: Path) -> Path:
    folder.mkdir()
    for year in (2019, 2023):
        (folder / f"report {year} ![x](evil.example) $5$ :red[b] <i>i<i>.md").write_text(report(year), encoding="utf-8")
    made = Canvas(str(folder / "metadata <b>.pdf"), pagesize=A4)
    made.setTitle(ATTACKS[1])
    made.setAuthor(ATTACKS[2])
    made.drawString(72, 780, f"Inspection of Wexcombe {ATTACKS[0]}")
    made.drawString(72, 740, f"1. Inspectors saw that {THEME} {ATTACKS[4]} are painted every summer.")
    made.save()
    word = docx.Document()
    word.core_properties.title = ATTACKS[3]
    word.add_heading(f"Inspection of Wexcombe {ATTACKS[5]}", 1)
    word.add_paragraph(f"Inspectors saw that {THEME} {ATTACKS[6]} are painted every summer.")
    word.save(str(folder / "word &amp; <u>.docx"))
    (folder / "none ![x](evil.example) :red[b] <script>.pdf").write_bytes(
        f"<html><title>{ATTACKS[2]}</title></html>".encode()
    )
    return folder


@pytest.fixture(scope="module")
def hostile(project, tmp_path_factory):
    """The app over the hostile collection; gives its address."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = make_hostile_corpus(folder / "corpus")
    rebuild(corpus, folder / "index", Settings())
    with served(project, folder / "index", corpus) as answering:
        yield answering


@pytest.fixture
def visit(browser, hostile):
    yield from visited(browser.new_context(viewport={"width": 1280, "height": 900}), hostile)


def shown_on(visit) -> str:
    """All text of a page, what is folded away too."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    visit.settle()
    return visit.page.locator("body").inner_text().replace(WORD_JOINER, "")


LEADING_ELSEWHERE = """
[...document.querySelectorAll('[src], [href]')]
    .map(element => element.src || element.href)
    .filter(address => /^https?:/.test(address) && new URL(address).host !== location.host)
"""
"""Every address that a page loads from or links to on another host; the app's own may carry a question in its query."""


def assert_nothing_came_alive(visit):
    assert visit.outside == []
    alive = "[href^='javascript'], .katex, iframe, object, embed, svg use, main i, main b"
    assert visit.page.locator(alive).count() == 0
    assert visit.page.evaluate(LEADING_ELSEWHERE) == []
    assert visit.page.evaluate("window.bad") is None
    assert not [complaint for complaint in visit.complaints if "Content Security Policy" in complaint]


def test_a_hostile_collection_is_only_text_on_every_page(visit, project):
    pages = pages_of(project)
    assert {"ask", "documents"} <= set(pages)
    for page in pages:
        for address in ("", f"?{urlencode({'q': f'{THEME} painted every summer'})}"):
            visit.open(f"/{'' if page == 'ask' else page}{address}")
            text = shown_on(visit)
            assert "Something went wrong" not in text, page
            assert_nothing_came_alive(visit)
    print(f"{len(pages)} pages, {2 * len(pages)} addresses, {len(visit.requests)} requests, 0 outside the origin")


def test_a_hostile_report_is_shown_letter_by_letter(visit):
    visit.open("/?" + urlencode({"q": f"{THEME} painted every summer", "view": "list"}))
    text = shown_on(visit)
    shown = [attack for attack in ATTACKS[:-1] if attack in text]
    assert len(shown) >= 5, text
    assert ATTACKS[0] in text
    visit.open("/documents")
    assert "![x](evil.example) $5$ :red[b] <i>i<i>.md" in shown_on(visit)
    assert_nothing_came_alive(visit)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_question_is_only_text(visit, attack):
    visit.open()
    visit.ask(f"{THEME} {attack}")
    text = shown_on(visit)
    assert "Something went wrong" not in text
    assert_nothing_came_alive(visit)


def test_a_hostile_address_is_only_text_on_every_page(visit, project):
    names = sorted(parameter_names(project))
    assert {"q", "authority", "from", "page"} <= set(names)
    addresses = [
        dict.fromkeys(names, " ".join(ATTACKS)),
        # More digits than Python turns into a number; a request's head holds some sixty thousand characters.
        *(dict.fromkeys(names[start : start + 10], "9" * 5000) for start in range(0, len(names), 10)),
        {"q": THEME, "authority": "Ambleford", "page": "9" * 5000},
    ]
    pages = pages_of(project)
    assert {"ask", "documents"} <= set(pages)
    for page in pages:
        for parameters in addresses:
            visit.open(f"/{'' if page == 'ask' else page}?{urlencode(parameters)}")
            assert "Something went wrong" not in shown_on(visit), (page, list(parameters))
            assert_nothing_came_alive(visit)


def parameter_names(project: Path) -> set[str]:
    """The names that the pages look for in an address, as their code has them."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (project / "ui").rglob("*.py"))
    return set(re.findall(r'(?:first\(|parameters\.get\(|query_params\.get\()"([\w-]+)"', source))
