"""Acronyms found by the question's own words."""

from indexer.cards import Acronym
from retriever.concepts import Definition, definitions_of
from retriever.definitions import Definitions

ACRONYMS = (
    Acronym("MASH", "multi-agency safeguarding hub", (0, 1, 2)),
    Acronym("MASH", "monthly audit of safeguarding homes", (3,)),
    Acronym("PEP", "personal education plan", (1,)),
)


def test_an_acronym_is_found_by_either_form():
    found = Definitions(ACRONYMS)
    assert [d.short for d in found.of_question("How good are PEPs?", [1])] == ["PEP"]
    assert [d.short for d in found.of_question("the personal education plan", [1])] == ["PEP"]
    assert found.of_question("How are children seen?", [0, 1, 2, 3]) == []


def test_a_reading_of_the_documents_in_scope_stands_for_all_others():
    found = Definitions(ACRONYMS)
    assert [d.long for d in found.of_question("the MASH", [3])] == ["monthly audit of safeguarding homes"]
    assert len(found.of_question("the MASH", [7])) == 2
    assert found.of_question("the MASH", [0], ["MASH"]) == []


def test_what_a_question_asks_for_reads_as_if_every_acronym_had_been_looked_at():
    everything = definitions_of(Definition(a.short, a.long, len(a.documents)) for a in ACRONYMS)
    for question in ("MASH", "multi-agency safeguarding hubs", "monthly audit of safeguarding homes", "PEP and MASH"):
        found = definitions_of(Definitions(ACRONYMS).of_question(question, [0, 1, 2, 3]))
        assert all(found[form] == everything[form] for form in found)
        assert found
