"""Pages as pictures, outlined where the passage stands."""

import shutil
from dataclasses import replace

import pytest

from indexer.document import Span
from retriever.page_images import NoImage, PageImage, has_pictures, page_image

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def corpus(project, tmp_path_factory):
    """The sample in a folder of its own, to be tampered with."""
    return shutil.copytree(project / "corpus", tmp_path_factory.mktemp("pictures") / "corpus")


def documents(snapshot):
    return [snapshot.document(index) for index in range(len(snapshot.documents))]


@pytest.mark.slow
def test_every_passage_of_the_sample_is_outlined_on_its_pages(searcher, corpus):
    """One page picture for each PDF page that passages stand on, all of them outlined at once."""
    snapshot = searcher.snapshot
    spans: dict[tuple[int, int], set] = {}
    for passage in snapshot.passages(range(snapshot.passage_count)):
        for span in passage.spans:
            spans.setdefault((passage.document, span.page), set()).add(span)
    drawn = 0
    for (index, page), on_page in sorted(spans.items()):
        document = snapshot.document(index)
        if has_pictures(document):
            image = page_image(corpus, document, page, outlined=sorted(on_page))
            assert isinstance(image, PageImage), (document.path, page, image)
            assert image.placed, (document.path, page)
            drawn += 1
    assert drawn > 10


def test_an_outline_changes_the_picture_and_a_quotation_tints_it(searcher, corpus):
    document = next(one for one in documents(searcher.snapshot) if has_pictures(one))
    span = next(paragraph.spans[0] for paragraph in document.paragraphs if paragraph.spans)
    plain = page_image(corpus, document, span.page)
    outlined = page_image(corpus, document, span.page, outlined=[span])
    tinted = page_image(corpus, document, span.page, outlined=[span], marked=[span])
    assert plain.png.startswith(PNG)
    assert len({plain.png, outlined.png, tinted.png}) == 3
    assert plain == page_image(corpus, document, span.page)


def test_a_file_that_is_not_the_indexed_one_is_not_drawn(searcher, corpus):
    document = next(one for one in documents(searcher.snapshot) if has_pictures(one))
    file = corpus / document.path
    indexed = file.read_bytes()
    for state in (indexed + b"\n", None):
        if state is None:
            file.unlink()
        else:
            file.write_bytes(state)
        refused = page_image(corpus, document, 1)
        assert isinstance(refused, NoImage)
        assert "as it was indexed" in refused.reason
    file.write_bytes(indexed)
    assert isinstance(page_image(corpus, document, 1), PageImage)


def test_a_page_that_is_not_there_is_said_to_be_missing(searcher, corpus):
    document = next(one for one in documents(searcher.snapshot) if has_pictures(one))
    assert page_image(corpus, document, 9999) == NoImage("This document has no page 9999.")


def test_a_passage_that_does_not_stand_on_the_page_is_not_outlined(searcher, corpus):
    document = next(one for one in documents(searcher.snapshot) if has_pictures(one) and len(one.pages) > 1)
    pages = (replace(document.pages[0], text="Words that stand on no page of this report."), *document.pages[1:])
    other = replace(document, pages=pages)
    image = page_image(corpus, other, pages[0].number, outlined=[Span(pages[0].number, 0, 20)])
    assert isinstance(image, PageImage)
    assert not image.placed
    assert image.png == page_image(corpus, document, pages[0].number).png
