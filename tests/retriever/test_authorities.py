import pytest

from indexer.structure.authorities import load_authorities
from retriever.authorities import AuthorityFinder, places
from retriever.searcher import Searcher


@pytest.fixture(scope="module")
def finder() -> AuthorityFinder:
    gazetteer = load_authorities()
    names = {"Ambleford": (), "Wexcombe": ()} | {authority.name: authority.aliases for authority in gazetteer}
    also_words = [authority.name for authority in gazetteer if authority.ambiguous]
    return AuthorityFinder(names, also_words=also_words, known_words=["staff", "strategi", "children", "lead"])


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How is Ambleford doing?", ["Ambleford"]),
        ("Compare Leeds and Telford & Wrekin", ["Leeds", "Telford and Wrekin"]),
        ("BCP and North Northants", ["Bournemouth, Christchurch and Poole", "North Northamptonshire"]),
        ("care leavers in stoke on trent", ["Stoke-on-Trent"]),
        ("Stoke's care leavers", ["Stoke-on-Trent"]),
        ("West Northamptonshire", ["West Northamptonshire"]),
        ("NE Lincs, N. Lincs and Lincs", ["North East Lincolnshire", "North Lincolnshire", "Lincolnshire"]),
        ("N Yorks, the IoW and H&F", ["North Yorkshire", "Isle of Wight", "Hammersmith and Fulham"]),
        ("Windsor and Maidenhead", ["Windsor and Maidenhead"]),
        ("B&NES and Bath", ["Bath and North East Somerset", "Bath and North East Somerset"]),
        ("self-harm in Bath & NE Somerset", ["Bath and North East Somerset"]),
        ("hotels or B&Bs, sections H and K", []),
        ("redbridge council", ["Redbridge"]),
        ("the Isles of Scilly", ["Isles of Scilly"]),
        ("social work in Reading since 2019", ["Reading"]),
        ("What are children reading at school?", []),
        ("Reading and writing at school", []),
        ("how is reading doing", ["Reading"]),
        ("reading's social workers", ["Reading"]),
        ("are children in care making good progress in reading", []),
        ("what are children reading", []),
        ("What did inspectors say about staff?", []),
    ],
)
def test_authorities_are_found_by_the_names_people_use(
    finder: AuthorityFinder, question: str, names: list[str]
) -> None:
    assert [found.name for found in finder.find(question)] == names


@pytest.mark.parametrize(
    ("question", "name"),
    [("Amblefrod care leavers", "Ambleford"), ("in Nottingamshire", "Nottinghamshire"), ("Redbrige", "Redbridge")],
)
def test_a_small_typing_error_is_forgiven_and_told(finder: AuthorityFinder, question: str, name: str) -> None:
    (found,) = finder.find(question)
    assert (found.name, found.mistyped) == (name, True)


def test_the_range_is_that_of_the_name(finder: AuthorityFinder) -> None:
    question = "How does Telford & Wrekin compare?"
    (found,) = finder.find(question)
    assert question[found.start : found.end] == "Telford & Wrekin"


def test_a_town_stands_for_its_authority_only_where_no_authority_is_named(searcher: Searcher) -> None:
    by_town = searcher.ask("How does Scunthorpe support care leavers?").understood
    assert by_town.authorities + by_town.unknown_authorities == ("North Lincolnshire",)
    named = searcher.ask("Do children from Scunthorpe live in Ambleford?").understood
    assert named.authorities + named.unknown_authorities == ("Ambleford",)


def test_every_town_stands_for_one_authority_that_is_known_and_is_none_itself() -> None:
    known = {authority.name: authority for authority in load_authorities()}
    towns = [town for listed in places().values() for town in listed]
    assert places().keys() <= known.keys()
    assert len(towns) == len(set(towns))
    assert not set(towns) & {name for one in known.values() for name in (one.name, *one.aliases)}
