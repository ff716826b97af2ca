"""Words that a web page holds and nobody sees on it: told of, and never read as the page's."""

import time

import pytest

from indexer.errors import UnreadableDocumentError
from indexer.readers.html import read_html

SEEN = "<p>Social workers visit children each week.</p>"
SECRET = "Secret orders stand here."


def page(body: str, style: str = "", head: str = "") -> bytes:
    return f"<!doctype html><html><head><style>{style}</style>{head}</head><body>{body}</body></html>".encode()


INLINE = {
    "not displayed": "display:none",
    "not displayed, written otherwise": "DISPLAY : none ! important",
    "not displayed, in escaped letters": "d\\69 splay:none",
    "not displayed, behind a comment": "display:/* a */none",
    "made invisible": "visibility:hidden",
    "see-through": "opacity:0",
    "hardly to be seen through": "opacity:0.0",
    "of no size": "font-size:0",
    "a pixel high": "font:italic 1px/1 serif",
    "a hundredth of its surroundings": "font-size:1%",
    "white on white": "color:#fff",
    "white by name": "color: White",
    "nearly white": "color:rgb(250, 250, 252)",
    "clear": "color:transparent",
    "white but clear": "color:rgba(0,0,0,0)",
    "in its own ground's colour": "color:navy;background:#000080",
    "moved off the page": "position:absolute;left:-9999px",
    "indented off the page": "text-indent:-9999px",
    "clipped away": "position:absolute;clip:rect(0 0 0 0)",
    "cut to no height": "height:0;overflow:hidden",
    "shrunk to nothing": "transform:scale(0)",
}


@pytest.mark.parametrize("how", INLINE)
def test_words_hidden_by_their_own_style_are_left_out_and_told_of(how: str, texts_of) -> None:
    reading = read_html(page(f'{SEEN}<p style="{INLINE[how]}">{SECRET}</p>{SEEN}'))
    assert texts_of(reading) == ["Social workers visit children each week."] * 2
    (problem,) = reading.problems
    assert problem.startswith("Holds words that cannot be seen (")


SHEETS = {
    "a class": (".x{display:none}", f"<p class='y x'>{SECRET}</p>"),
    "an identifier": ("#x{visibility:hidden}", f"<p id=x>{SECRET}</p>"),
    "a tag in a class": ("div.x p{color:white}", f"<div class=x><div><p>{SECRET}</p></div></div>"),
    "a child": (".x > p{font-size:0}", f"<div class=x><p>{SECRET}</p></div>"),
    "one of several": ("h1, .x ,h2{display:none}", f"<p class=x>{SECRET}</p>"),
    "on every screen": ("@media screen{.x{display:none}}", f"<p class=x>{SECRET}</p>"),
    "after print": ("@media print{.y{color:red}} .x{display:none}", f"<p class=x>{SECRET}</p>"),
    "after a character set": ("@charset 'utf-8'; .x{display:none}", f"<p class=x>{SECRET}</p>"),
    "inherited": (".x{color:#fefefe}", f"<div class=x><span>{SECRET}</span></div>"),
    "the later rule": (".x{display:block}.x{display:none}", f"<p class=x>{SECRET}</p>"),
    "the stronger rule": ("p.x{display:none}.x{display:block}", f"<p class=x>{SECRET}</p>"),
    "the important rule": (".x{display:none!important}p#y{display:block}", f"<p class=x id=y>{SECRET}</p>"),
    "the ground of its surroundings": (
        ".x{background:#222}.x p{color:#222}",
        f"<div class=x><p>{SECRET}</p></div>",
    ),
    "an attribute of old": ("", f"<font color='#FFFFFF'>{SECRET}</font>"),
    "the ground of old": ("", f"<table bgcolor=black><tr><td>{SECRET}<td>{SECRET}</table>"),
    "the attribute": ("", f"<p hidden>{SECRET}</p>"),
    "a row": (".x{display:none}", f"<table><tr><td>a<td>b<tr class=x><td>{SECRET}<td>c</table>"),
    "a cell": ("", f"<table><tr><td>a<td style='color:white'>{SECRET}</table>"),
    "between seen words": ("", f"<p>Seen <i style='color:#fff'>{SECRET}</i> words.</p>"),
    "around seen words": ("", f"<div style='color:#fff'>{SECRET}<b style='color:#000'>Seen.</b>{SECRET}</div>"),
}


@pytest.mark.parametrize("how", SHEETS)
def test_words_hidden_by_a_rule_of_the_page_are_left_out_and_told_of(how: str, texts_of) -> None:
    style, body = SHEETS[how]
    reading = read_html(page(SEEN + body, style))
    assert "Secret" not in " ".join(texts_of(reading))
    assert texts_of(reading)[0] == "Social workers visit children each week."
    assert reading.problems[0].startswith("Holds words that cannot be seen (")


VISIBLE = {
    "white on a dark ground": ("", "<div style='background:#123;color:#fff'>Seen words.</div>"),
    "white on a dark ground further out": (
        ".x{background-color:navy}",
        "<div class=x><p style='color:white'>Seen words.",
    ),
    "white on a picture": ("", "<div style='background:url(a.png);color:#fff'>Seen words.</div>"),
    "white on a ground half clear": ("", "<div style='background:rgba(0,0,0,.5);color:#fff'>Seen words.</div>"),
    "white on a ground that is not known": ("", "<div style='background:var(--a);color:#fff'>Seen words.</div>"),
    "a colour that is not known": ("", "<p style='color:hsl(0 0% 100%)'>Seen words.</p>"),
    "small print": ("", "<p style='font-size:7px'>Seen words.</p>"),
    "large again": ("", "<div style='font-size:0'><p style='font-size:12pt'>Seen words.</p></div>"),
    "visible again": (".x{visibility:hidden}", "<div class=x><p style='visibility:visible'>Seen words.</p></div>"),
    "shown again by its own style": (".x{display:none}", "<p class=x style='display:block'>Seen words.</p>"),
    "shown though marked": ("", "<p hidden style='display:block'>Seen words.</p>"),
    "hidden in print alone": ("@media print{p{display:none}}", "<p>Seen words.</p>"),
    "hidden in a narrow window": ("@media (max-width:400px){p{display:none}}", "<p>Seen words.</p>"),
    "hidden in a state": ("p:target{display:none} p[x]{display:none}", "<p>Seen words.</p>"),
    "hidden where scripts run": (".js p{display:none}", "<p>Seen words.</p>"),
    "hidden in another place": (".x > p{display:none}", "<div class=x><div><p>Seen words.</p></div></div>"),
    "a broken declaration": ("", "<p style='display;color:;:none;font-size:x'>Seen words.</p>"),
    "folded": ("", "<details><summary>More</summary><p>Seen words.</p></details>"),
    "cut but high": ("", "<p style='overflow:hidden;height:10em'>Seen words.</p>"),
}


@pytest.mark.parametrize("how", VISIBLE)
def test_words_that_can_be_seen_raise_no_alarm(how: str, texts_of) -> None:
    style, body = VISIBLE[how]
    reading = read_html(page(SEEN + body, style))
    assert "Seen words." in " ".join(texts_of(reading))
    assert reading.problems == ()


def test_white_words_are_kept_where_a_style_sheet_elsewhere_decides_their_ground(texts_of) -> None:
    link = "<link rel=stylesheet href=site.css>"
    reading = read_html(page("<p style='color:#fff'>Seen words.</p>", head=link))
    assert texts_of(reading) == ["Seen words."]
    hidden = read_html(page(f"{SEEN}<p style='color:#fff;background:#fff'>{SECRET}</p>", head=link))
    assert "Secret" not in " ".join(texts_of(hidden))


def test_menus_and_words_for_screen_readers_are_left_out_without_a_word() -> None:
    chrome = (
        "<nav style='display:none'>All our many pages</nav><span class=sr-only hidden>Skip to the content</span>"
        "<header><p hidden>Accept all cookies</p></header><aside hidden>More of our news</aside><p hidden>a b</p>"
    )
    assert read_html(page(chrome + SEEN)).problems == ()


def test_what_is_hidden_outside_the_part_that_is_read_is_not_told_of() -> None:
    article = f"<main>{SEEN * 10}</main>"
    assert read_html(page(f"<div hidden>{SECRET}</div>{article}")).problems == ()
    assert read_html(page(article.replace("</main>", f"<div hidden>{SECRET}</div></main>"))).problems != ()


def test_a_page_of_nothing_but_hidden_words_is_not_indexed() -> None:
    with pytest.raises(UnreadableDocumentError, match="no words that can be seen"):
        read_html(page(f"<p style='color:white'>{SECRET}</p>"))


@pytest.mark.parametrize(
    "style",
    ["." + "a" * 200_000, ".a{" * 50_000, "}" * 200_000, "/*" * 100_000, "@media print{" * 20_000, "\\" * 200_000,
     ".x{color:red}" * 20_000, ".a " * 60_000 + "{color:red}", "a," * 60_000 + "a{color:red}",
     "p{" + "a:b;" * 60_000 + "}"],
    ids=range(10),
)  # fmt: skip
def test_a_style_sheet_made_to_be_slow_is_not(style: str, texts_of) -> None:
    started = time.process_time()
    reading = read_html(page("<p class='a x'>Seen words.</p>" * 200, style))
    assert "Seen words." in texts_of(reading)
    assert time.process_time() - started < 5


def test_styles_too_long_to_be_looked_through_are_told_of_and_lose_no_word(texts_of) -> None:
    reading = read_html(page("<p class=x>Seen words.</p>" * 200, ".x{color:red}" * 4_000))
    assert texts_of(reading) == ["Seen words."] * 200
    assert reading.problems[0].startswith("Its styles are too long to be looked through")
