import pytest

from scripts.load import SEASONS, lines, run
from tests.browser.conftest import free_port

pytestmark = pytest.mark.slow

SESSIONS = 40


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Forty sessions come at once to an app that nobody has visited, and the corpus is swapped under them."""
    outcome = run(tmp_path_factory.mktemp("load"), port=free_port(), sessions=SESSIONS, questions=2)
    print("\n".join(lines(outcome)))
    return outcome


def test_everybody_gets_the_answer_to_their_own_question_from_one_corpus(outcome):
    assert outcome.errors == []
    assert outcome.answers >= 2 * SESSIONS


def test_the_corpus_was_swapped_while_they_asked(outcome):
    assert outcome.swaps >= 1
    assert outcome.corpora_seen == len(SEASONS)


def test_one_model_serves_them_all(outcome):
    assert outcome.opened == 1
    assert outcome.peak_mb < 1500


def test_what_the_server_holds_is_bounded(outcome):
    threads, descriptors = (max(getattr(use, name) for use in outcome.uses) for name in ("threads", "descriptors"))
    assert threads <= SESSIONS + 60
    assert descriptors <= 3 * SESSIONS + 200
    assert outcome.uses[-1].builds <= 3
