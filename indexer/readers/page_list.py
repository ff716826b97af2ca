"""Page numbers in words."""

from collections.abc import Iterable


def pages_in_words(numbers: Iterable[int]) -> str:
    """The pages as a sentence begins with them, runs of three and more written as a range.

    >>> pages_in_words([7]), pages_in_words([9, 3, 5, 7, 8]), pages_in_words([1, 2])
    ('Page 7', 'Pages 3, 5 and 7 to 9', 'Pages 1 and 2')
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    if len(runs) == 1 and len(runs[0]) == 1:
        return f"Page {parts[0]}"
    return "Pages " + (", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0])
