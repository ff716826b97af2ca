import pytest

from indexer.document import DocumentType
from retriever.answer_types import AnswerType, answer_type, holds
from retriever.breadth import Whole
from retriever.question import Wanted, question_form


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many family hubs are there?", AnswerType.COUNT),
        ("What percentage of visits were on time?", AnswerType.SHARE),
        ("How often are care leavers seen?", AnswerType.FREQUENCY),
        ("How long did care leavers wait?", AnswerType.DURATION),
        ("How many weeks apart are visits?", AnswerType.DURATION),
        ("When did the inspection take place?", AnswerType.DATE),
        ("What is the permanent exclusion rate?", AnswerType.SHARE),
        ("Who acts as the LADO?", AnswerType.NAME),
        ("Which charity runs the service?", AnswerType.NAME),
        ("Up to what age is support given?", AnswerType.AGE),
        ("How was leadership graded?", AnswerType.GRADE),
        ("What needs to improve?", AnswerType.IMPROVEMENT),
        ("return home interviews", None),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: AnswerType | None) -> None:
    assert answer_type(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "held"),
    [
        (AnswerType.COUNT, "There were 342 children on a plan.", True),
        (AnswerType.COUNT, "In 2016, 16- and 17-year-olds were seen under section 47.", False),
        (AnswerType.COUNT, "It looked at care leavers aged 18 to 25.", False),
        (AnswerType.COUNT, "Each worker has between 15 and 20 cases.", True),
        (AnswerType.COUNT, "This letter is on the visit of 30 and 31 October 2024.", False),
        (AnswerType.COUNT, "2.2 Experiences and progress of care leavers", False),
        (AnswerType.COUNT, "2.5 workers share a case.", True),
        (AnswerType.COUNT, "Callers are answered from 8 am to 6.30pm.", False),
        (AnswerType.SHARE, "Four out of five visits were on time.", True),
        (AnswerType.SHARE, "Visits were on time.", False),
        (AnswerType.SHARE, "Half of the visits were late.", True),
        (AnswerType.COUNT, "No child had waited.", True),
        (AnswerType.COUNT, "Just one plan was late.", True),
        (AnswerType.COUNT, "One plan was late.", False),
        (AnswerType.DURATION, "Carers were given an 18-week course.", True),
        (AnswerType.DURATION, "Children are seen regularly.", False),
        (AnswerType.FREQUENCY, "Children are seen regularly.", True),
        (AnswerType.FREQUENCY, "Supervision is every four weeks.", True),
        (AnswerType.FREQUENCY, "Supervision is thorough.", False),
        (AnswerType.GRADE, "Overall effectiveness Outstanding", True),
        (AnswerType.GRADE, "There is good practice in the team.", False),
        (AnswerType.NAME, "The service is run by the charity Harbour Trust.", True),
        (AnswerType.NAME, "The service is run by a national charity.", False),
        (AnswerType.NAME, "A charity runs it in Ambleford.", False),
    ],
)
def test_a_sentence_holds_a_kind_of_thing(kind: AnswerType, sentence: str, *, held: bool) -> None:
    assert holds(kind, sentence, apart_from=("Ambleford",)) is held


def test_the_topic_is_free_of_names_times_and_set_phrases() -> None:
    question = "What did inspectors say about strategy meeting attendance in Ambleford in 2022?"
    named = [
        (question.index("Ambleford"), question.index("Ambleford") + 9),
        (question.index("2022"), len(question) - 1),
    ]
    topic = question_form(question, named).topic
    assert "strategy meeting attendance" in topic
    assert not {"Ambleford", "2022", "inspectors"} & set(topic.split())


@pytest.mark.parametrize(
    "request_words",
    [
        "Everything on",
        "Find everything about",
        "Please find all the comments on",
        "all mentions of",
        "References to",
        "Show me all that is said on",
        "List what the reports say on",
        "I need information regarding",
        "What has been written about",
        "Could you give me every quotation on",
        "Where can I read about",
        "Summarise what inspectors said about",
        "Give me a summary of",
        "How can I quote what inspectors said on",
    ],
)
def test_a_request_asks_for_the_same_as_its_theme(request_words: str) -> None:
    assert question_form(f"{request_words} strategy meetings").topic == "strategy meetings"


@pytest.mark.parametrize("theme", ["Information sharing", "All through schools", "Evidence of neglect", "Find a home"])
def test_a_theme_that_begins_like_a_request_is_none(theme: str) -> None:
    assert question_form(theme).topic == theme


def test_change_and_report_types_are_told() -> None:
    assert question_form("Have pathway plans got any better since 2016?").change
    assert question_form("Has the council sorted out its visits?").change
    assert question_form("Are visits on time since the new team began?").change
    assert not question_form("What have inspectors said about visits since 2019?").change
    assert question_form("at the 2021 focused visit").types == (DocumentType.FOCUSED_VISIT,)
    assert question_form("the 2023 area SEND inspection").types == (DocumentType.SEND,)


def test_quotation_marks_make_an_exact_phrase() -> None:
    assert question_form("where is \u201cscaffolding for staff\u201d praised?").phrases == ("scaffolding for staff",)


def test_a_grade_is_a_judgement_question_and_a_theme_wants_evidence() -> None:
    assert question_form("How was leadership graded?").wanted is Wanted.JUDGEMENT
    assert question_form("private fostering").wanted is Wanted.EVIDENCE
    assert question_form("What are the yearly awards they do for children in care called?").wanted is Wanted.FACT


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("When was Leeds last inspected?", Wanted.INSPECTION),
        ("What date did they come for the focused visit?", Wanted.INSPECTION),
        ("Who were the inspectors on the latest visit?", Wanted.INSPECTION),
        ("Who led the 2019 inspection?", Wanted.INSPECTION),
        ("Who led the Ofsted and CQC teams for the autumn SEND inspection?", Wanted.INSPECTION),
        ("Who led the edge of care team?", Wanted.FACT),
        ("Homeless teenagers: who did better at their last inspection?", Wanted.EVIDENCE),
        ("When did inspectors say the new director started?", Wanted.FACT),
        ("When is the next inspection due?", Wanted.FACT),
        ("Who led the inspection and on what dates was it?", Wanted.INSPECTION),
        ("support for young people who came alone", Wanted.EVIDENCE),
        ("When did Derby open its new hub, according to the 2022 inspection?", Wanted.FACT),
        ("What did inspectors say about visits to children?", Wanted.EVIDENCE),
    ],
)
def test_who_inspected_and_when_is_told_from_what_inspectors_said(question: str, wanted: Wanted) -> None:
    assert question_form(question).wanted is wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was the social worker vacancy rate?", AnswerType.SHARE),
        ("what needs to get better at the front door", AnswerType.IMPROVEMENT),
        ("Has it ever been rated inadequate, and when did it stop being?", AnswerType.GRADE),
        ("what was the overall verdict?", AnswerType.GRADE),
        ("How many times has it been judged inadequate?", AnswerType.GRADE),
        ("How many times has it been judged on its timeliness?", AnswerType.COUNT),
        ("what percent of reviews were on time?", AnswerType.SHARE),
        ("Who are the grand mentors?", None),
        ("How much per week are foster carers paid?", AnswerType.MONEY),
    ],
)
def test_the_kind_of_answer_is_read_from_everyday_wordings(question: str, kind: AnswerType | None) -> None:
    assert question_form(question).answer_type is kind


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Health plans: what's wrong with them?", "Health plans: them?"),
        ("Is it true that supervision is weak?", "supervision is weak?"),
        ("Do the reports mention county lines?", "Do the county lines?"),
        ("What went wrong for neglected children?", "neglected children?"),
        ("How many children were home schooled back in 2015?", "children were home schooled ?"),
        ("Is Leeds back in touch with care leavers?", "Is Leeds back in touch with care leavers?"),
    ],
)
def test_how_it_is_asked_is_no_topic(question: str, topic: str) -> None:
    year = question.find("2015")
    assert question_form(question, [(year, year + 4)] if year >= 0 else []).topic == topic


@pytest.mark.parametrize(
    ("question", "topic", "wanted"),
    [
        ("Which councils use a shared fostering agency?", "use a shared fostering agency?", Wanted.EVIDENCE),
        ("Which local authorities were told to improve interviews?", "interviews?", Wanted.IMPROVEMENTS),
        ("What other London boroughs have been praised for early help?", "early help?", Wanted.EVIDENCE),
        ("Which councils are rated outstanding overall?", "outstanding overall?", Wanted.JUDGEMENT),
        ("Which councils require improvement for leadership?", "require improvement for leadership?", Wanted.JUDGEMENT),
    ],
)
def test_who_asks_for_councils_is_told_by_what_is_said_of_them(question: str, topic: str, wanted: Wanted) -> None:
    form = question_form(question)
    assert (form.across, form.topic, form.wanted) == (True, topic, wanted)


@pytest.mark.parametrize(
    "question", ["Which council houses are used?", "Which charity helps?", "How do councils help?", "council tax"]
)
def test_other_questions_about_councils_do_not_ask_for_them(question: str) -> None:
    assert not question_form(question).across


def test_who_names_a_council_does_not_ask_for_others_by_what_is_said_of_them() -> None:
    assert not question_form("Which boroughs share the service with?", of_authorities=True).across


@pytest.mark.parametrize(
    "question",
    ["Has it gone downhill?", "How far has it come?", "Is it getting any better?", "Have services improved since?"],
)
def test_how_a_council_has_come_on_as_a_whole_is_told_by_its_grades(question: str) -> None:
    form = question_form(question, of_authorities=True)
    assert (form.wanted, form.change, form.general) == (Wanted.JUDGEMENT, True, True)
    assert question_form(question).wanted is Wanted.EVIDENCE


@pytest.mark.parametrize("question", ["Has supervision improved?", "What has changed?", "Are visits more frequent?"])
def test_how_a_theme_has_come_on_is_told_by_evidence(question: str) -> None:
    assert question_form(question, of_authorities=True).wanted is Wanted.EVIDENCE


@pytest.mark.parametrize(
    "question",
    [
        "What must Ambleford put right after the visit?",
        "What must Ambleford improve?",
        "What did inspectors say Ambleford had to do as a matter of priority?",
    ],
)
def test_all_improvements_are_wanted_where_no_theme_is_named(question: str) -> None:
    start = question.index("Ambleford")
    form = question_form(question, [(start, start + len("Ambleford"))])
    assert (form.wanted, form.topic.strip(" ?")) == (Wanted.IMPROVEMENTS, "")


@pytest.mark.parametrize(
    "question", ["What did the council do about delays?", "What has the trust changed?", "What is the agency good at?"]
)
def test_what_a_body_does_is_no_name(question: str) -> None:
    assert answer_type(question) is None


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Tell me about Ambleford", Whole.OVERVIEW),
        ("Summarise the key findings for Ambleford", Whole.OVERVIEW),
        ("How is Ambleford doing?", Whole.OVERVIEW),
        ("What do inspectors praise most about Ambleford?", Whole.STRENGTHS),
        ("What is working well in Ambleford?", Whole.STRENGTHS),
        ("What went wrong in Ambleford?", Whole.WEAKNESSES),
        ("What is not going well in Ambleford?", Whole.WEAKNESSES),
        ("What does Ambleford need to improve?", Whole.WEAKNESSES),
        ("Ambleford's key strengths and weaknesses", Whole.BOTH),
        ("What recommendations did inspectors make to Ambleford?", Whole.WEAKNESSES),
        ("What areas for improvement were identified in Ambleford?", Whole.WEAKNESSES),
        ("List the recommendations for Ambleford", Whole.WEAKNESSES),
        ("Which aspects of Ambleford's services need to improve?", Whole.WEAKNESSES),
        ("What did Ofsted tell Ambleford to improve?", Whole.WEAKNESSES),
        ("What did inspectors tell Ambleford to sort out?", Whole.WEAKNESSES),
        ("What improvements are required in Ambleford?", Whole.WEAKNESSES),
        ("What concerns did inspectors raise about Ambleford?", Whole.WEAKNESSES),
        ("What should Ambleford do next?", Whole.WEAKNESSES),
        ("Ambleford visit - the one area for improvement?", Whole.WEAKNESSES),
        ("What does Ambleford need to do to get to good?", Whole.WEAKNESSES),
        ("What actions must Ambleford take?", Whole.WEAKNESSES),
        ("What strengths were identified in Ambleford?", Whole.STRENGTHS),
        ("What improvements did inspectors see in Ambleford?", Whole.OVERVIEW),
        ("What good practice was noted in Ambleford?", Whole.STRENGTHS),
    ],
)
def test_a_council_is_asked_about_as_a_whole(question: str, whole: Whole) -> None:
    start = question.index("Ambleford")
    form = question_form(question, [(start, start + len("Ambleford"))], of_authorities=True)
    assert (form.whole, form.wanted) == (whole, Wanted.WHOLE)
    assert question_form(question).whole is None


@pytest.mark.parametrize(
    "question",
    [
        "weaknesses in supervision",
        "What do inspectors praise about foster carers?",
        "What does it need to improve for care leavers?",
        "What recommendations were made about care leavers?",
        "How is risk identified?",
        "Are children told what to do?",
        "What do children need?",
        "What should a child in care take to school?",
        "Would carers recommend fostering?",
        "How good is practice?",
        "How are actions recorded?",
        "Is there a children in care council?",
        "Does it have any children in care?",
        "How are children in care doing?",
        "Have its weaknesses been put right?",
        "Is it good?",
        "Who are the inspectors?",
    ],
)
def test_a_theme_a_grade_and_a_change_are_not_the_whole(question: str) -> None:
    assert question_form(question, of_authorities=True).whole is None


@pytest.mark.parametrize(
    ("question", "topic", "wanted"),
    [
        ("How many reports mention county lines?", "county lines?", Wanted.EVIDENCE),
        ("Which letters since then talk about supervision?", "supervision?", Wanted.EVIDENCE),
        ("How many councils were judged inadequate overall?", "inadequate overall?", Wanted.JUDGEMENT),
    ],
)
def test_how_many_reports_or_councils_is_asked_like_which(question: str, topic: str, wanted: Wanted) -> None:
    form = question_form(question)
    assert (form.across, form.topic, form.wanted) == (True, topic, wanted)


@pytest.mark.parametrize(
    ("question", "kind", "thing"),
    [
        ("exact number of children kept overnight in custody", AnswerType.COUNT, "children kept overnight"),
        ("Number of care leavers in work", AnswerType.COUNT, "care leavers"),
        ("How much extra cash is the council putting in?", AnswerType.MONEY, None),
        ("What is the new app for care leavers called?", AnswerType.NAME, None),
        ("What's the youth council called?", AnswerType.NAME, None),
        ("concerns about the number of social workers", None, None),
    ],
)
def test_the_kind_of_answer_is_told_by_the_wording(question: str, kind: AnswerType | None, thing: str | None) -> None:
    form = question_form(question)
    assert (form.answer_type, form.counted) == (kind, thing)


def test_to_look_after_somebody_is_no_theme() -> None:
    assert question_form("how the council looks after UASC").topic.strip() == "UASC"
    assert "look after" in question_form("how well do they look after children").topic


@pytest.mark.parametrize(
    ("question", "topic", "whatever"),
    [
        ("Which councils were given areas for priority action?", "priority action", True),
        ("What priority actions were issued?", "priority action", True),
        ("priority actions on supervision", "on supervision", False),
    ],
)
def test_priority_actions_are_told_from_other_improvements(question: str, topic: str, *, whatever: bool) -> None:
    form = question_form(question)
    assert (form.wanted, form.priority, form.is_for_all_priority_actions) == (Wanted.IMPROVEMENTS, True, whatever)
    assert form.topic == topic
    assert not question_form("Which areas for improvement came back?").priority


def test_a_grade_then_and_now_asks_how_the_council_came_on() -> None:
    form = question_form("Ofsted grade then and now", of_authorities=True)
    assert (form.wanted, form.topic, form.change) == (Wanted.JUDGEMENT, "overall effectiveness", True)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Are there any inadequate councils?", "inadequate?"),
        ("Were there outstanding local authorities then?", "outstanding then?"),
    ],
)
def test_whether_there_are_councils_with_a_grade_asks_which(question: str, topic: str) -> None:
    form = question_form(question)
    assert (form.across, form.wanted, form.topic) == (True, Wanted.JUDGEMENT, topic)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What recommendations were made about children in care?", "about children in care"),
        ("What should be improved in early help?", "in early help"),
        ("Which recommendations concern neglect?", "neglect"),
    ],
)
def test_what_must_improve_in_a_theme_keeps_the_theme_as_it_is_said(question: str, topic: str) -> None:
    form = question_form(question)
    assert form.wanted is Wanted.IMPROVEMENTS
    assert form.topic.strip(" ?") == topic


def test_improvements_that_came_back_are_asked_of_every_report_in_order() -> None:
    form = question_form("Which areas for improvement came back?", of_authorities=True)
    assert (form.wanted, form.change, form.whole, form.topic) == (Wanted.IMPROVEMENTS, True, None, "")


def test_the_strengths_of_a_local_area_for_special_needs_are_those_of_its_send_reports() -> None:
    form = question_form("What are the strengths of the SEND partnership?", of_authorities=True)
    assert (form.whole, form.types) == (Whole.STRENGTHS, (DocumentType.SEND,))
    assert question_form("What are its strengths?", of_authorities=True).types == ()
    assert question_form("Do they send a letter with their strengths?", of_authorities=True).whole is None


def test_why_a_council_has_its_grade_is_answered_by_its_summary_and_why_a_theme_is_poor_is_not() -> None:
    assert question_form("Why was it rated inadequate?", of_authorities=True).whole is Whole.OVERVIEW
    assert question_form("How come it is outstanding?", of_authorities=True).whole is Whole.OVERVIEW
    assert question_form("Why is supervision inadequate?", of_authorities=True).whole is None
    assert question_form("Why was it rated inadequate?").whole is None


@pytest.mark.parametrize(
    ("question", "topic", "wanted"),
    [
        ("Which council has the worst children's services?", "inadequate overall", Wanted.JUDGEMENT),
        ("Which is the best performing council?", "outstanding overall", Wanted.JUDGEMENT),
        ("Which councils have the best children's services?", "outstanding overall", Wanted.JUDGEMENT),
        ("Which councils have the worst caseloads?", "the worst caseloads?", Wanted.EVIDENCE),
    ],
)
def test_the_best_and_worst_councils_are_told_by_their_grades(question: str, topic: str, wanted: Wanted) -> None:
    form = question_form(question)
    assert (form.topic, form.wanted) == (topic, wanted)
