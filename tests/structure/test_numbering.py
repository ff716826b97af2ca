def numbers(document):
    return [paragraph.number for paragraph in document.paragraphs if paragraph.number]


def report(*lines):
    return [
        "Inspection of Ambleford local authority children’s services",
        "Inspection dates: 10 to 14 June 2024",
        "",
        *lines,
    ]


def test_numbers_run_through_pages_and_headings(make):
    document = make(
        report("1. Help comes early.", "2. Plans are short."),
        ["The experiences and progress of care leavers: good", "3. Advisers stay.", "4. Homes are safe."],
    )
    assert numbers(document) == ["1", "2", "3", "4"]


def test_a_number_left_out_by_the_report_breaks_no_chain(make):
    lines = [f"{number}. Paragraph about one thing." for number in (1, 2, 3, 5, 6, 7)]
    assert numbers(make(report(*lines))) == ["1", "2", "3", "5", "6", "7"]


def test_numbers_may_begin_again(make):
    lines = [f"{number}. Ensure that something is done." for number in (1, 2, 3, 1, 2, 3, 4)]
    assert numbers(make(report(*lines))) == ["1", "2", "3", "1", "2", "3", "4"]


def test_two_numbers_alone_are_no_numbering(make):
    assert numbers(make(report("1. First of all.", "2. And then."))) == []


def test_a_number_without_a_chain_stays_in_the_text(make):
    document = make(report("Inspectors met children aged 16 to", "25. They were kind."))
    assert "16 to 25. They were kind." in document.text_of(document.paragraphs[-1].spans)


def test_the_number_is_on_the_page_but_not_in_the_paragraph(make):
    document = make(report("1. Help comes early.", "2. Plans are short.", "3. Homes are safe."))
    assert "\n2. Plans are short.\n" in document.pages[0].text
    assert document.text_of(document.paragraphs[-2].spans) == "Plans are short."
