import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.tone import Tone, read_tone


@pytest.mark.parametrize(
    ("sentence", "tone"),
    [
        ("Supervision is regular and effective.", Tone.PRAISE),
        ("Children are seen promptly and without delay.", Tone.PRAISE),
        ("Audits now measure the impact and not just compliance, and they are thorough.", Tone.PRAISE),
        ("Return home interviews are not consistently completed.", Tone.FAULT),
        ("Plans need to be more robust.", Tone.FAULT),
        ("Care leavers need better access to mental health services.", Tone.FAULT),
        ("Some plans are good, but others drift.", Tone.MIXED),
        ("Supervision was good at the time of the last inspection.", Tone.MIXED),
        ("Leaders plan to strengthen supervision, which is effective in one team.", Tone.MIXED),
        ("The board meets each month.", Tone.PLAIN),
        ("Plans for young parents, which were weak in 2022, are now as good as the rest.", Tone.PRAISE),
        ("Plans, which were weak in 2022, are now late.", Tone.FAULT),
        ("No care leaver pays council tax.", Tone.MIXED),
        ("Further work to make plans clear is planned for later in the year.", Tone.MIXED),
        ("A number of events take place regularly.", Tone.PRAISE),
        ("Reviews are good in a number of cases.", Tone.MIXED),
        ("Reviewing officers know when there is a need to challenge.", Tone.PLAIN),
        ("Reviewing officers challenge any delay appropriately.", Tone.PRAISE),
        ("There is considerable variation in supervision.", Tone.FAULT),
        ("Audits are now independent, leading to greater oversight.", Tone.PRAISE),
        ("Supervision of newly qualified social workers is effective.", Tone.PRAISE),
    ],
)
def test_a_sentence_has_this_tone(sentence, tone):
    assert read_tone(sentence).tone is tone


@given(st.text(max_size=200))
def test_every_word_that_a_reading_names_stands_in_the_sentence(sentence):
    reading = read_tone(sentence)
    assert all(word in sentence for word in (*reading.praise, *reading.fault, *reading.holding_back))


@given(st.sampled_from(["good", "timely", "thorough"]), st.sampled_from(["not", "never", "rarely"]))
def test_praise_that_is_denied_is_never_praise(praise, denial):
    assert read_tone(f"The plans are {denial} {praise}.").tone is Tone.FAULT
