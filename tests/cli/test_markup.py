import pytest
from hypothesis import given
from hypothesis import strategies as st

from miro_async.cli.tables.markup import to_html, to_text

TEXTS = st.text(
    st.one_of(st.sampled_from(" \n\r\t\xa0&<>\"'p/b;#x0=+-@,"), st.characters(exclude_categories=["Cs"])), max_size=40
)


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    assert to_text(to_html(text)) == text


@given(TEXTS.filter(lambda text: text.strip("\n") != ""))
def test_any_text_comes_back_from_the_paragraphs_that_the_web_app_makes_of_it(text: str) -> None:
    html = to_html(text)
    assert to_text(f"<p>{html}</p>") == text
    assert to_text("\n".join(f"<p>{line}</p>" for line in html.split("<br>"))) == text
    assert to_text(html.replace("<br>", "<br />")) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A & B <x>", "A &amp; B &lt;x&gt;"),
        ("one\ntwo", "one<br>two"),
        ("  two  blanks ", "&nbsp;&nbsp;two &nbsp;blanks&nbsp;"),
        ("=1+1 😀", "=1+1 😀"),
        ("", ""),
    ],
)
def test_what_is_sent_shows_the_text(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p>\n<p><br></p><p>b</p>", "a\n\nb"),
        ('<p><strong>A</strong>&nbsp;&amp; <a href="https://x.org/?a=1&amp;b">b</a></p>', "A & b"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "a\nb\nc"),
        ("x<p>b</p>", "x\nb"),
        ("a<!-- no > text -->b", "ab"),
        ("1 < 2 &copy &copy; &bogus; &#x1F600; &#55555555;", "1 < 2 &copy © &bogus; 😀 &#55555555;"),
    ],
)
def test_what_was_edited_in_the_web_app_is_read(html: str, text: str) -> None:
    assert to_text(html) == text
