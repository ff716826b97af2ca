import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from indexer.binary_vectors import binary_codes
from indexer.check_index import main
from indexer.checking import check_index
from indexer.errors import IndexMissingError, ModelFilesError
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, binary_name
from indexer.storage_files import sha256_of
from indexer.storage_manifest import CURRENT
from indexer.vectors import VectorIndex


@pytest.fixture
def check(index, encoder):
    def run(**options):
        return check_index(index, lambda: encoder, **options)

    return run


@pytest.fixture
def folder(build, index):
    """The folder of the one build."""
    return index / "builds" / build().build


def seal(index, folder):
    """Make the hashes fit what stands there now, as a program with a fault would have written them."""
    manifest = folder / "manifest.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    for entry in fields["files"]:
        entry["sha256"] = sha256_of(folder / entry["path"])
        entry["size"] = (folder / entry["path"]).stat().st_size
    manifest.write_text(json.dumps(fields), encoding="utf-8")
    pointer = json.loads((index / CURRENT).read_text(encoding="utf-8"))
    pointer["manifest_sha256"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (index / CURRENT).write_text(json.dumps(pointer), encoding="utf-8")


def the_only(folder, name):
    (path,) = folder.rglob(name)
    return path


def damage_of(found):
    return " ".join([*found.damage, *(trouble for build in found.builds for trouble in build.damage)])


def test_a_whole_index_is_said_to_be_whole_with_what_was_looked_at(check, folder):
    found = check()
    (build,) = found.builds
    assert (found.is_damaged, found.is_unchecked, found.damage, found.notes) == (False, False, (), ())
    assert build.role == CURRENT
    assert build.files == len(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert (build.documents, build.damage, build.unchecked) == (3, (), ())
    assert build.encoded == 2 * build.passages > 0


def test_both_builds_are_checked(check, build, corpus):
    build()
    (corpus / "more.txt").write_text("More\n\nOne more sentence stands here.\n", encoding="utf-8")
    build()
    assert [(found.role, found.documents) for found in check().builds] == [("CURRENT", 4), ("PREVIOUS", 3)]


def test_every_file_that_is_not_as_written_is_named(check, folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    assert len(files) >= 15
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        found = check()
        assert found.is_damaged
        assert str(path) in damage_of(found)
        path.write_bytes(whole)
    assert not check().is_damaged


def test_a_file_that_no_build_names_is_found(check, folder):
    (folder / "lexical" / "notes.txt").write_text("somebody's copy", encoding="utf-8")
    assert "nothing of it names" in damage_of(check())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE passages SET text = text || ' and more' WHERE id = 1", "Passage 1 of .* is not what stands on its"),
        ("UPDATE pages SET text = replace(text, 'too', 'far too')", "is not what stands on its pages"),
        ("UPDATE passages SET spans = '[[9,0,5]]' WHERE id = 0", "points to a page that the document does not have"),
        (
            "UPDATE passages SET sentences = '[[0,9000]]' WHERE id = 0",
            "has a sentence where there is none|sentences but",
        ),
        ("UPDATE passages SET document = 2 WHERE id = 0", "filed under another|belong to no|not complete"),
        ("UPDATE passages SET id = 77 WHERE id = 0", "do, numbered|do not fit"),
    ],
)
def test_what_no_hash_can_tell_is_found_as_well(check, index, folder, change, said):
    database = sqlite3.connect(the_only(folder, "texts.sqlite"))
    with database:
        database.execute(change)
    database.close()
    seal(index, folder)
    found = check()
    assert found.is_damaged
    assert re.search(said, damage_of(found)), damage_of(found)


@pytest.mark.parametrize(("name", "said"), [(PASSAGE_VECTORS, "vector of passage"), (SENTENCE_VECTORS, "of sentence")])
def test_vectors_that_are_not_of_their_texts_are_found(check, index, folder, name, said):
    path = the_only(folder, name)
    vectors = VectorIndex.from_bytes(path.read_bytes())
    turned = np.roll(vectors.rows(0, len(vectors)), 1, axis=0)
    path.write_bytes(VectorIndex.build(turned).to_bytes())
    the_only(folder, binary_name(name)).write_bytes(binary_codes(turned).tobytes())
    seal(index, folder)
    assert not check(sample=0).is_damaged
    assert said in damage_of(check())


@pytest.mark.parametrize("name", [PASSAGE_VECTORS, SENTENCE_VECTORS])
@pytest.mark.parametrize("harm", [lambda codes: codes[::-1], lambda codes: codes[:-56]], ids=["turned", "cut off"])
def test_short_forms_that_are_not_of_their_vectors_are_found_without_an_encoder(check, index, folder, name, harm):
    path = the_only(folder, binary_name(name))
    path.write_bytes(harm(path.read_bytes()))
    seal(index, folder)
    assert re.search("short forms|do not fit|disagree", damage_of(check(sample=0)))


def test_vectors_of_no_length_are_found_without_an_encoder(check, index, folder):
    path = the_only(folder, PASSAGE_VECTORS)
    vectors = VectorIndex.from_bytes(path.read_bytes())
    path.write_bytes(VectorIndex.build(vectors.rows(0, len(vectors)) * 0).to_bytes())
    seal(index, folder)
    assert "not of unit length" in damage_of(check(sample=0))


def test_an_encoder_that_is_not_there_leaves_the_check_unfinished_not_failed(index, folder):
    def missing():
        raise ModelFilesError("The weights are not installed.")

    found = check_index(index, missing)
    assert (found.is_damaged, found.is_unchecked) == (False, True)
    assert found.builds[0].unchecked == ("No vector was made again: The weights are not installed.",)
    assert folder.exists()


def test_another_encoder_leaves_the_check_unfinished(check, folder, encoder):
    encoder.identity = "hashing@2"
    found = check()
    assert found.is_unchecked
    assert "hashing@1, this program has hashing@2" in found.builds[0].unchecked[0]
    assert folder.exists()


def test_files_that_others_may_open_are_worth_a_word(check, folder):
    (folder / "corpus.sqlite").chmod(0o644)
    (note,) = check().notes
    assert "may be opened by others" in note


def test_what_a_stopped_rebuild_left_is_worth_a_word(check, folder):
    (folder.parent / ".under-way").mkdir(mode=0o700)
    (note,) = check().notes
    assert ".under-way" in note


def test_no_index_is_no_damage(check, index):
    with pytest.raises(IndexMissingError, match=r"no index in .* yet"):
        check()
    assert main(["--index", str(index)]) == 2


@pytest.mark.parametrize(("harm", "code", "state"), [(False, 0, "whole"), (True, 1, "damaged")])
def test_the_command_says_it_in_words_json_and_exit_code(capsys, index, folder, harm, code, state):
    if harm:
        (folder / "corpus.sqlite").write_bytes(b"")
    assert main(["--index", str(index), "--sample", "0"]) == code
    words = capsys.readouterr().out
    assert words.startswith(f"The index is {state}.\nBuild {folder.name}, the current one: ")
    assert ("Nothing is served from it." in words) is harm
    assert main(["--index", str(index), "--sample", "0", "--json"]) == code
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["state", "builds", "damage", "notes"]
    assert said["state"] == state


def test_the_command_names_the_build_that_answers_meanwhile(capsys, build, corpus, index):
    first = build().build
    (corpus / "more.txt").write_text("More\n\nOne more sentence stands here.\n", encoding="utf-8")
    (index / "builds" / build().build / "corpus.sqlite").unlink()
    assert main(["--index", str(index), "--sample", "0"]) == 1
    assert f"Until then the build before it ({first}) answers" in capsys.readouterr().out


@pytest.mark.slow
def test_the_command_makes_vectors_of_real_builds_again(corpus, index, project):
    environment = {**os.environ, "PYTHONPATH": str(project)}
    for module, options in (("indexer", ["--corpus", corpus]), ("indexer.check_index", ["--json"])):
        line = [sys.executable, "-m", module, "--index", str(index), *map(str, options)]
        done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["state"], said["builds"][0]["encoded"] > 0) == ("whole", True)
