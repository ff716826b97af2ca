import pytest

from indexer.errors import UnreadableDocumentError
from indexer.readers.html import read_html
from indexer.reading import FileKind, Line, LineStyle

HEADING, ITEM, ROW = LineStyle.HEADING, LineStyle.ITEM, LineStyle.ROW
LONG = "Inspectors found that visits are made when they are due and are written up. " * 4


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "<h2>Main\n findings</h2><p>One <b>bold</b>&nbsp;word.</p>",
            [Line("Main findings", HEADING, 2), Line("One bold word.")],
        ),
        ("<p>one<br>line</p><p>two<br><br>paragraphs</p>", [Line("one line"), Line("two"), Line("paragraphs")]),
        ("<div>before<p>inside</p>after</div>", [Line("before"), Line("inside"), Line("after")]),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", [Line("One", ITEM, 1), Line("Two", ITEM, 2)]),
        ("<ol start=14><li>Visits.</li><li>Plans.</li></ol>", [Line("14. Visits."), Line("15. Plans.")]),
        ("<ol type=a><li>Visits.</li></ol>", [Line("Visits.", ITEM, 1)]),
        (
            "<table><caption>Judgements</caption><tr><th>What<th>Grade<tr><td>Help <i>and</i> care<td>good</table>",
            [Line("Judgements"), Line("What | Grade", ROW), Line("Help and care | good", ROW)],
        ),
        ("<table><tr><td><p>Only</p><p>places</p></td></tr></table>", [Line("Only"), Line("places")]),
        ("<p>multi-<wbr>agency caf&eacute;</p>", [Line("multi-agency caf\u00e9")]),
    ],
)
def test_a_page_is_read_as_it_is_shown(body: str, lines: list[Line], lines_of) -> None:
    assert lines_of(read_html(page(body))) == lines


def test_what_is_not_shown_is_not_read(texts_of) -> None:
    hidden = (
        "<script>s1</script><style>s2</style><template>s3</template><noscript>s4</noscript><!-- s5 --><p hidden>s6</p>"
        "<p style='display : none'>s7</p><p aria-hidden=true>s8</p><select><option>s9</select>"
        "<svg><text>s10</text></svg>"
        "<nav>s11</nav><span class='govuk-visually-hidden'>s12</span><div role=navigation>s13</div><header>s14</header>"
        "<footer>s15</footer><aside>s16</aside><button>s17</button><iframe src=x>s18</iframe>"
    )
    assert texts_of(read_html(page(f"{hidden}<p>Shown.</p>"))) == ["Shown."]


def test_the_main_part_is_read_where_the_page_marks_it(texts_of) -> None:
    body = f"<div>Menu</div><article><header><h1>Title</h1></header><p>{LONG}</p></article><div>More news</div>"
    assert texts_of(read_html(page(body))) == ["Title", LONG.strip()]


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("<meta property='article:published_time' content='2019-06-12T08:30:00+01:00'>", "2019-06-12"),
        ("<meta itemprop=datePublished content='12 June 2019'>", "2019-06-12"),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2019-06-12"}]}</script>', "2019-06-12"),
        ("<meta name=date content='03/04/2019'>", None),
        ("<meta property='article:modified_time' content='2021-01-01'>", None),
        ("<script type='application/ld+json'>{broken</script>", None),
        ("<meta property='article:published_time' content='2019-13-45'>", None),
        ("", None),
    ],
)
def test_the_publication_date_comes_from_metadata(head: str, published: str | None) -> None:
    assert read_html(page("<p>On 1 May 2018 it rained.</p>", head)).published == published


def test_the_publication_date_may_stand_in_a_time_element() -> None:
    assert read_html(page("<p><time datetime='2019-06-12'>last week</time></p>")).published == "2019-06-12"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<meta property='og:title' content='The headline'><title>Other</title>", "<h1>Third</h1>", "The headline"),
        (
            "<title>Page | Site</title><meta name='dc.title' content='Site'>",
            "<h1>The <i>headline</i></h1>",
            "The headline",
        ),
        ("<title>The headline - Example News</title>", "<p>x</p>", "The headline"),
        ("", "<p>x</p>", None),
    ],
)
def test_the_title_is_the_pages_own(head: str, body: str, title: str | None) -> None:
    assert read_html(page(body, head)).title == title


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("nonsense", "utf-8"),
        ("utf-8", "cp1252"),
    ],
)
def test_the_charset_is_the_declared_one_unless_it_cannot_be(charset: str, encoding: str, texts_of) -> None:
    source = page("<p>Children\u2019s caf\u00e9</p>", f"<meta charset={charset}>").decode().encode(encoding)
    assert texts_of(read_html(source)) == ["Children\u2019s caf\u00e9"]


def test_a_page_nested_beyond_reason_says_so() -> None:
    with pytest.raises(UnreadableDocumentError, match="nested too deeply"):
        read_html(b"<html><body>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000)


def test_a_page_nested_deeper_than_recursion_goes_keeps_its_text(texts_of) -> None:
    assert texts_of(read_html(page("<div>" * 1500 + "deep" + "</div>" * 1500))) == ["deep"]


def test_nothing_is_fetched_and_no_entity_is_expanded(tmp_path, texts_of) -> None:
    (tmp_path / "canary").write_text("a secret")
    source = (
        f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file://{tmp_path}/canary'>]><html><head><base href='http://192.0.2.1/'>"
        "<link rel=stylesheet href=a.css><meta http-equiv=refresh content='0;url=http://192.0.2.1/'></head>"
        "<body><p>Before &x; after</p><img src='http://192.0.2.1/a.png'></body></html>"
    )
    text = " ".join(texts_of(read_html(source.encode())))
    assert "a secret" not in text
    assert "Before" in text


@pytest.mark.parametrize("source", [b"", b"   ", b"<!-- only a comment -->"])
def test_a_page_without_anything_says_so(source: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="no text"):
        read_html(source)


def test_the_kind_is_html() -> None:
    assert read_html(page("<p>x</p>")).kind is FileKind.HTML
