"""Files of one JSON object a line, read whole or refused with the line at fault."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One object of a file and where it stands; reading a key of the wrong form raises `error`."""

    file: Path
    line: int
    value: dict[str, object]
    error: type[EvaluationError]

    def problem(self, what: str) -> EvaluationError:
        """The error to raise about this line."""
        return self.error(self.file, what, line=self.line)

    def text(self, key: str) -> str:
        """The words under a key that must be there."""
        value = self.value.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.problem(f'"{key}" must be a text that is not empty')
        return value

    def objects(self, key: str) -> tuple["JsonLine", ...]:
        """The list of objects under a key that must be there; the list may be empty."""
        items = self.value.get(key)
        if not isinstance(items, list):
            raise self.problem(f'"{key}" must be a list')
        for item in items:
            if not isinstance(item, dict):
                raise self.problem(f'every item of "{key}" must be an object')
        return tuple(JsonLine(self.file, self.line, item, self.error) for item in items)


def read_json_lines(file: Path, error: type[EvaluationError]) -> Iterator[JsonLine]:
    """The objects of a UTF-8 file (a byte order mark is allowed), blank lines left out. Raises `error`."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise error(file, f"cannot be read ({problem.strerror or problem})") from problem
    except UnicodeDecodeError as problem:
        raise error(file, f"is not UTF-8 text (byte {problem.start})") from problem
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as problem:
            raise error(file, f"is not JSON ({problem.msg} at character {problem.pos + 1})", line=number) from problem
        if not isinstance(value, dict):
            raise error(file, "must hold one JSON object", line=number)
        yield JsonLine(file, number, value, error)
