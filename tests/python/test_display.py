from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
import warraq
from warraq import display


class Text(HTMLParser):
    """The text of a page, without labels; its marks; and whether its tags match."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marks, self.labels = "", [""], [""]
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        if tag == "mark":
            self.marks.append("")
        elif tag == "span":
            self.labels.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "span" in self.open:
            self.labels[-1] += data
            return
        self.text += data
        if "mark" in self.open:
            self.marks[-1] += data


def document(text: str, *entities: tuple[str, str]) -> Any:
    """A stand-in, so that what is shown does not depend on a model."""
    found, at = [], 0
    for name, label in entities:
        at = text.index(name, at)
        found.append(
            SimpleNamespace(
                start=at, end=at + len(name), text=name, label=label, name=name, score=0.5
            )
        )
        at += len(name)
    return SimpleNamespace(text=text, entities=found, numbers=[], dates=[])


@pytest.mark.parametrize(
    "text",
    [
        "وصل إلى لروسيا <b>اليوم</b> & غدا",
        "<script>alert('لروسيا')</script>",
        '"onmouseover="x" لروسيا',
        "لروسيا\n\n  سطر",
    ],
)
def test_shows_the_text_and_nothing_else(text: str) -> None:
    html = display.document_html(document(text, ("روسيا", "LOC"), *[]))
    page = Text(html)
    assert page.text == text
    assert page.marks[1:] == ["روسيا"]
    assert page.labels[1:] == ["LOC"]
    assert html.startswith('<div dir="rtl"')


def test_names_and_labels_are_escaped() -> None:
    html = display.document_html(document('قال "<i>"', ('"<i>"', '<&"')))
    assert "<i>" not in html
    assert '<&"' not in html
    assert Text(html).labels[1:] == ['<&"']


def test_no_space_between_a_particle_and_its_name() -> None:
    attached = display.document_html(document("لروسيا", ("روسيا", "LOC")))
    alone = display.document_html(document("في روسيا", ("روسيا", "LOC")))
    assert "padding-inline:0 " in attached
    assert "padding-inline:.3em" in alone


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("pair", [*display.COLOURS.values(), *display.OTHERS])
def test_contrast(pair: tuple[str, str]) -> None:
    background, text = map(luminance, pair)
    assert (background + 0.05) / (text + 0.05) >= 7


def test_nothing_else_has_a_colour() -> None:
    html = display.document_html(document("في روسيا اليوم", ("روسيا", "LOC")))
    outside = re.sub("<mark.*</mark>", "", html)
    assert "color" not in outside and "background" not in outside


def test_documents_and_tables_in_notebooks(nlp: warraq.Pipeline, news: str) -> None:
    shown = nlp(news)
    page = Text(shown._repr_html_())
    assert page.text == news
    assert page.marks[1:] == [entity.text for entity in shown.entities]
    table = nlp.entities([news] * 10 + ["<b>"])
    html = table._repr_html_()
    Text(html)
    assert "<b>" not in html
    assert html.count("<tr>") == 1 + min(len(table), display.ROWS)


def test_page(nlp: warraq.Pipeline, news: str) -> None:
    html = "".join(display.page([nlp(news), nlp("<")], title="<عنوان>"))
    assert html.startswith("<!doctype html>")
    assert "<title>&lt;عنوان&gt;</title>" in html
    assert html.count("<article>") == 2
