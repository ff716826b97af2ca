"""Two inspections and a visit of an invented council, five years apart, for what needs a before and an after."""

from pathlib import Path

FIRST = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## What needs to improve

- The timeliness of return home interviews for missing children.
- Supervision of newly qualified social workers.
- Life-story work for adopted children.
- The oversight of private fostering by senior managers.

## The experiences and progress of children at home: requires improvement to be good

1. Social workers know their families and see children alone at home and at school.
2. Return home interviews for missing children are not timely, and some never happen at all.
"""

VISIT = """# Focused visit to Ambleford children’s services

This letter tells Ambleford what inspectors found on the focused visit of 9 and 10 March 2021.

## Main findings

The timeliness of return home interviews for missing children was looked at by the council itself in the spring.
"""

SECOND = """# Inspection of Ambleford local authority children’s services

Inspection dates: 10 to 14 June 2024

## What needs to improve

- The timeliness of return home interviews for missing children, and their use.

## The experiences and progress of children at home: good

1. Supervision of newly qualified social workers is effective.
2. Life-story work for adopted children is good for some, but not for all, adopted children.
3. Early help reaches families in every village, and neighbours speak warmly of the people who bring it.
"""

_THINGS = "lamps ferries orchards bridges kettles ladders gardens marshes lanterns barges meadows hedges".split()
_FINDINGS = "\n".join(
    f"{n}. Inspectors saw {thing} in the town, and they were many." for n, thing in enumerate(_THINGS, 1)
)

LISTS = f"""# Inspection of Bexmoor local authority children’s services

Inspection dates: 10 to 14 May 2021

## Recommendations

Improve what is done for care leavers by ensuring that:

- pathway plans are written with young people
- care leavers know their rights

## Areas for improvement

- =The use of the caretaker’s ladder.

## Main findings

{_FINDINGS}
"""


def write_reports(corpus: Path) -> Path:
    """The corpus folder with the reports in it."""
    ambleford, bexmoor = corpus / "90001_ambleford", corpus / "90003_bexmoor"
    ambleford.mkdir(parents=True)
    bexmoor.mkdir()
    (ambleford / "children's services inspection - 12 july 2019.md").write_text(FIRST, encoding="utf-8")
    (ambleford / "children's services focused visit - 6 april 2021.md").write_text(VISIT, encoding="utf-8")
    (ambleford / "children's services inspection - 23 july 2024.md").write_text(SECOND, encoding="utf-8")
    (bexmoor / "children's services inspection - 22 june 2021.md").write_text(LISTS, encoding="utf-8")
    return corpus
