"""What happens where a quotation is not what stands on its page: a fault of the program, which must never be shown."""

from retriever.cutting import Cutting
from retriever.searcher import Searcher

THEME = "What did inspectors say about return home interviews in Ambleford?"


def test_a_quotation_that_is_not_cut_where_it_says_is_dropped_and_counted_and_nothing_is_answered(
    searcher: Searcher, monkeypatch
) -> None:
    whole = searcher.ask(THEME)
    assert whole.answerable
    spans = Cutting.spans
    monkeypatch.setattr(Cutting, "spans", lambda cutting, start, end: spans(cutting, start, end - 1))
    harmed = searcher.ask(THEME)
    assert harmed.quotations == ()
    assert harmed.dropped > 0
    assert not harmed.answerable
