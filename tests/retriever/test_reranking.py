import numpy as np
import pytest

from indexer.encoder import CrossEncoder
from indexer.errors import ModelFilesError
from retriever.reranking import RERANKED, rerank
from retriever.searcher import Searcher


class Backwards:
    """Likes best what stands last."""

    def scores(self, question, texts):  # noqa: ARG002 -- as asked of every reranker
        return np.arange(len(texts), dtype=np.float64)


@pytest.fixture(scope="module")
def small_cross_encoder(tmp_path_factory):
    """A cross-encoder of two thin layers with weights drawn by chance: what is tried is how it is run."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from indexer.encoder.model_files import default_folder

    folder = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = AutoTokenizer.from_pretrained(default_folder())
    torch.manual_seed(7)
    size = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer), num_labels=1, **size)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_the_first_passages_take_the_order_of_the_cross_encoder(searcher: Searcher) -> None:
    look = searcher.look("supervision of social workers")
    first = look.ranking.order()[:RERANKED].tolist()
    reranked = rerank(Backwards(), searcher.snapshot, look.asked, look.ranking)
    assert reranked.order()[:RERANKED].tolist() == first[::-1]
    assert np.array_equal(reranked.order()[RERANKED:], look.ranking.order()[RERANKED:])


def test_what_a_judgement_table_gives_stays_first(searcher: Searcher) -> None:
    look = searcher.look("How was Ambleford graded for leaders?")
    reranked = rerank(Backwards(), searcher.snapshot, look.asked, look.ranking)
    given = set(look.ranking.candidates.sentence_place[look.ranking.given].tolist())
    assert given
    assert set(reranked.order()[: len(given)].tolist()) == given


@pytest.mark.slow
def test_a_model_from_a_folder_scores_each_text_by_itself(small_cross_encoder) -> None:
    model = CrossEncoder(small_cross_encoder)
    texts = ["Supervision is regular.", "Visits are late.", "Plans are clear and children know them."]
    together = model.scores("Is supervision regular?", texts)
    assert together.tolist() == [model.scores("Is supervision regular?", [text])[0] for text in texts]
    assert len(set(together.tolist())) == len(texts)


def test_pickled_weights_are_refused(tmp_path) -> None:
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ModelFilesError, match="safetensors"):
        CrossEncoder(tmp_path)


def test_a_folder_that_asks_for_code_of_its_own_is_refused(tmp_path) -> None:
    (tmp_path / "config.json").write_text('{"auto_map": {"AutoModel": "theirs.Model"}}')
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelFilesError, match="never run"):
        CrossEncoder(tmp_path)
