import pytest

from indexer.structure.authorities import canonical_name, count_mentions, is_known, load_authorities


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("London Borough of Redbridge Council", "Redbridge"),
        ("Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("windsor & maidenhead", "Windsor and Maidenhead"),
        ("the Council of the Isles of Scilly", "Isles of Scilly"),
        ("City of York", "York"),
        ("City of London Corporation", "City of London"),
        ("Metropolitan Borough of Rotherham", "Rotherham"),
        ("Wakefield District Metropolitan Council", "Wakefield"),
        ("Leeds City Council", "Leeds"),
        ("Milton Keynes City Council", "Milton Keynes"),
        ("East Riding", "East Riding of Yorkshire"),
        ("stoke-on-trent", "Stoke-on-Trent"),
        ("bath and north east somerset", "Bath and North East Somerset"),
        ("Barking & Dagenham", "Barking and Dagenham"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("Surrey Safeguarding Children Board", "Surrey"),
        ("Sandwell Children’s Trust", "Sandwell"),
        ("Ambleford Metropolitan Borough Council", "Ambleford"),
        ("ambleford", "Ambleford"),
    ],
)
def test_an_authority_has_one_display_name_however_it_is_written(written, name):
    assert canonical_name(written) == name


def test_display_names_stand_for_themselves():
    assert [a.name for a in load_authorities() if canonical_name(a.name) != a.name] == []


def test_no_alias_stands_for_two_authorities():
    written = [alias for authority in load_authorities() for alias in (authority.name, *authority.aliases)]
    assert len(written) == len(set(written))


def test_what_took_the_place_of_an_authority_is_an_authority_itself():
    successors = {authority.name: authority.successors for authority in load_authorities() if authority.successors}
    assert set(successors) >= {"Northamptonshire", "Cumbria", "Bournemouth", "Poole"}
    names = {authority.name for authority in load_authorities()}
    assert {name for those in successors.values() for name in those} <= names - set(successors)


def test_everyday_words_are_no_mention():
    assert count_mentions("Reading to children helps. So does Bury the dog.") == {}
    assert count_mentions("Reading Borough Council") == {"Reading": 1}


def test_an_invented_council_is_found_by_the_word_council():
    assert set(count_mentions("Wexcombe County Council met. The Council agreed.")) == {"Wexcombe"}
    assert not is_known("Wexcombe")
