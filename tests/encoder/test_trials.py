import pytest

from indexer.encoder.encoder import Precision
from indexer.encoder.trials import Trial


def test_what_was_tried_is_known_to_every_later_trial_of_the_same_kind_and_to_no_other(tmp_path):
    trial = Trial(tmp_path, Precision.F32, (16, 64))
    assert trial.outcome() is None
    trial.keep(agree=True)
    Trial(tmp_path, Precision.F32, (16, 32)).keep(agree=False)
    assert Trial(tmp_path, Precision.F32, (16, 64)).outcome() is True
    assert Trial(tmp_path, Precision.F32, (16, 32)).outcome() is False
    assert Trial(tmp_path, Precision.BF16, (16, 64)).outcome() is None


def test_another_processor_tries_again(tmp_path, monkeypatch):
    Trial(tmp_path, Precision.F32, (16,)).keep(agree=True)
    monkeypatch.setattr("indexer.encoder.trials._processor", lambda: "another")
    assert Trial(tmp_path, Precision.F32, (16,)).outcome() is None


@pytest.mark.parametrize("damaged", ["", "[]", "{", '"yes"', "\x00"])
def test_what_cannot_be_read_is_tried_again_and_mended(tmp_path, damaged):
    trial = Trial(tmp_path, Precision.F32, (16,))
    (tmp_path / "batches.json").write_text(damaged, encoding="utf-8")
    assert trial.outcome() is None
    trial.keep(agree=True)
    assert trial.outcome() is True


def test_where_nothing_can_be_written_the_trial_is_not_remembered(tmp_path):
    trial = Trial(tmp_path / "no such folder", Precision.F32, (16,))
    trial.keep(agree=True)
    assert trial.outcome() is None
