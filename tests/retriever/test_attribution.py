from retriever.attribution import subjects
from retriever.searcher import Searcher


def test_a_sentence_is_about_the_authority_named_last() -> None:
    sentences = [
        "Two councils were judged.",
        "Ambleford did well.",
        "Its staff stay.",
        "In Wexcombe they leave.",
        "Why?",
    ]
    both, one, other = {"Ambleford", "Wexcombe"}, {"Ambleford"}, {"Wexcombe"}
    assert [set(subject) for subject in subjects(sentences, ["Ambleford", "Wexcombe"])] == [
        both,
        one,
        one,
        other,
        other,
    ]


def test_where_it_must_be_certain_a_sentence_behind_one_on_both_is_about_nobody() -> None:
    sentences = ["They met.", "Ambleford did well.", "Its staff stay.", "Ambleford and Wexcombe agree.", "Why?"]
    one, both, nobody = {"Ambleford"}, {"Ambleford", "Wexcombe"}, set[str]()
    found = subjects(sentences, ["Ambleford", "Wexcombe"], else_all=False)
    assert [set(subject) for subject in found] == [nobody, one, one, both, nobody]


def test_a_name_within_a_longer_word_names_nobody() -> None:
    assert subjects(["Leedstown is elsewhere."], ["Leeds", "Kent"]) == [frozenset({"Leeds", "Kent"})]


def test_what_an_article_says_of_the_neighbour_is_not_quoted_about_the_one_asked_for(searcher: Searcher) -> None:
    cards = searcher.snapshot.documents
    article = next(i for i, card in enumerate(cards) if len(card.authorities) > 1)
    answer = searcher.ask("What grade did Ambleford and what did leaders say?", top_k=50)
    assert answer.understood.authorities == ("Ambleford",)
    cited = {passage.citation: passage for passage in answer.passages}
    for quotation in answer.quotations:
        if cited[quotation.citation].document == cards[article].path:
            assert "Wexcombe" not in quotation.text or "Ambleford" in quotation.text
    for passage in answer.passages:
        if passage.aside:
            assert passage.document == cards[article].path
            assert passage.highlights == ()


def test_passages_about_others_are_numbered_behind_the_rest(searcher: Searcher) -> None:
    answer = searcher.ask("contacts waiting at the front door of Ambleford, cut from 486 to 120", top_k=60)
    by_number = sorted(answer.passages, key=lambda passage: passage.citation)
    flags = [passage.aside for passage in by_number]
    assert True in flags
    assert flags == sorted(flags)
    assert [passage.rank for passage in by_number] != sorted(passage.rank for passage in by_number)
