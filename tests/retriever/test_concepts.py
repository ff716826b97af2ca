import numpy as np
import pytest

from indexer.terms import term_table
from indexer.tokens import tokenize
from retriever.concepts import DEFINED_WEIGHT, SYNONYM_WEIGHT, Definition, Thesaurus, concepts, definitions_of
from retriever.coverage import cover


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return Thesaurus([["temps", "agency staff"], ["LADO", "designated officer"]])


def test_an_acronym_and_its_long_form_are_one_concept_in_both_directions(thesaurus: Thesaurus) -> None:
    definitions = definitions_of([Definition("MARF", "multi-agency referral form", 3)])
    (by_short,) = concepts("MARFs", thesaurus, definitions)
    (by_long,) = concepts("multi-agency referral form", thesaurus, definitions)
    assert by_short.alternatives[0].terms == ("marf",)
    assert tuple(tokenize("multi agency referral form")) in [form.terms for form in by_short.alternatives]
    assert ("marf",) in [form.terms for form in by_long.alternatives]
    assert by_short.alternatives[1].weight == DEFINED_WEIGHT


def test_a_hyphenated_word_is_one_concept_and_may_be_written_in_one_piece(thesaurus: Thesaurus) -> None:
    (concept,) = concepts("night-time", thesaurus, {})
    assert concept.terms == ("night", "time")
    assert ("nighttim",) in [form.terms for form in concept.alternatives]


def test_a_hyphen_does_not_keep_an_expression_of_the_list_from_being_found(thesaurus: Thesaurus) -> None:
    (concept,) = concepts("agency-staff", thesaurus, {})
    assert ("temp",) in [form.terms for form in concept.alternatives]


def test_the_way_to_school_is_no_schooling_at_home() -> None:
    thesaurus = Thesaurus([["electively home educated", "home schooled"], ["school transport", "taxi to school"]])
    (concept,) = concepts("home-to-school transport", thesaurus, {})
    assert concept.terms == ("school", "transport")


@pytest.mark.parametrize("said", ["out of borough", "out-of-area", "Out of area"])
def test_out_of_area_is_more_than_an_area(said: str) -> None:
    (concept,) = concepts(said, Thesaurus([["miles away", "outofarea"]]), {})
    assert ("mile", "away") in [form.terms for form in concept.alternatives]


def test_a_verb_is_found_in_its_other_forms() -> None:
    (concept,) = concepts("goes missing", Thesaurus([["run away", "go missing"]]), {})
    assert {("run", "away"), ("go", "miss")} < {form.terms for form in concept.alternatives}


def test_a_synonym_weighs_less_than_the_word_itself(thesaurus: Thesaurus) -> None:
    (concept,) = concepts("temps", thesaurus, {})
    assert [form.weight for form in concept.alternatives] == [1.0, SYNONYM_WEIGHT]


def test_an_irregular_verb_is_found_in_any_of_its_forms(thesaurus: Thesaurus) -> None:
    (taught,) = concepts("taught", thesaurus, {})
    assert {("taught",), ("teach",)} == {form.terms for form in taught.alternatives}
    (left,) = concepts("ran away", Thesaurus([["run away", "go missing"]]), {})
    assert [form.terms for form in left.alternatives] == [("ran", "away"), ("run", "away"), ("go", "miss")]
    assert [concept.terms for concept in concepts("ran late", thesaurus, {})] == [("ran",), ("late",)]


def test_a_rare_reading_of_an_acronym_is_dropped() -> None:
    both = definitions_of([Definition("PA", "personal adviser", 20), Definition("PA", "parents' assembly", 1)])
    assert both[("pa",)] == [tuple(tokenize("personal adviser"))]


def test_the_shipped_list_is_read_and_extended_by_a_file_of_ones_own(tmp_path) -> None:
    own = tmp_path / "synonyms.toml"
    own.write_text('groups = [["harbour team", "exploitation hub"]]')
    thesaurus = Thesaurus.load(own)
    assert tuple(tokenize("exploitation hub")) in thesaurus.others(tuple(tokenize("harbour team")))
    assert tuple(tokenize("designated officer")) in thesaurus.others(tuple(tokenize("LADO")))


def test_coverage_counts_what_stands_in_sentence_passage_and_heading(thesaurus: Thesaurus) -> None:
    passages = [["Agency staff fell to 23.", "Morale is high."], ["Morale is high."], ["Workloads fell."]]
    table = term_table([[tokenize(sentence) for sentence in passage] for passage in passages])
    found = cover(
        concepts("temps morale", thesaurus, {}),
        table,
        passage_count=3,
        sentences=np.arange(4),
        passage_of=np.array([0, 0, 1, 2]),
        heading_terms=[frozenset(), frozenset(), frozenset({"moral"})],
    )
    assert found.concept_values.tolist() == [[SYNONYM_WEIGHT, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    assert found.passages[0] > found.passages[1] > found.passages[2] > 0
    assert found.best_sentences[0] == max(found.sentences[:2])
    assert found.headings[2] > 0


def test_a_question_without_concepts_is_covered_by_anything() -> None:
    table = term_table([[["one"]]])
    found = cover(
        [], table, passage_count=1, sentences=np.arange(1), passage_of=np.array([0]), heading_terms=[frozenset()]
    )
    assert found.passages.tolist() == [1.0]
    assert found.sentences.tolist() == [1.0]


def test_an_everyday_expression_means_what_reports_say_and_is_not_looked_for_itself():
    thesaurus = Thesaurus([["county lines", "criminal exploitation"]], [["county lines", "drug running"]])
    (asked,) = concepts("drug running", thesaurus, {})
    (said,) = concepts("county lines", thesaurus, {})
    assert asked == said
    assert [form.terms for form in said.alternatives] == [("counti", "line"), ("crimin", "exploit")]
