"""Every text that a page hands to Streamlit is written out in the code or came through `ui.safe`."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

# Elements that read Markdown, by the names or positions of the arguments that do.
MARKDOWN_ELEMENTS = {
    "markdown", "caption", "title", "header", "subheader", "write", "badge", "button", "form_submit_button", "checkbox",
    "download_button", "expander", "popover", "error", "info", "warning", "success", "toast", "status", "spinner",
    "metric", "table", "text_input", "selectbox", "multiselect", "toggle", "pills", "segmented_control", "radio",
    "slider", "select_slider", "link_button", "tabs", "progress", "number_input", "date_input", "file_uploader",
    "text_area", "dialog", "image", "page_link",
}  # fmt: skip
MARKDOWN_ARGUMENTS = {"label", "body", "help", "title", "caption", "caption_text", "text"}
BANNED_ATTRIBUTES = {
    "html",
    "iframe",
    "pdf",
    "components",
    "latex",
    "echo",
    "mermaid_chart",
    "graphviz_chart",
    "logo",
    "video",
    "audio",
}
BANNED_NAMES = {"eval", "exec", "pickle", "Html"}


def modules(project: Path) -> list[Path]:
    return [project / "app.py", *sorted((project / "ui").rglob("*.py"))]


def faults(source: str, safe_functions: set[str], *, door: bool = False) -> list[str]:
    tree = ast.parse(source)
    found = [
        f"{node.lineno}: unsafe_allow_html"
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg and node.arg.startswith("unsafe")
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in BANNED_ATTRIBUTES and _is_streamlit(node.value):
            found.append(f"{node.lineno}: st.{node.attr}")
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            found.append(f"{node.lineno}: {node.id}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markdown" and not door:
            found.append(f"{node.lineno}: Markdown made outside the door")
        if not door and _puts_together(node) and not (node.args and _literal(node.args[0])):
            found.append(f"{node.lineno}: parts put into words that are not written out")
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        found += [f"{line}: {text}" for line, text in _unsafe_arguments(function, safe_functions)]
    return found


def _puts_together(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"compose", "joined"}


def _is_streamlit(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "st"


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _literal(node.body) and _literal(node.orelse)
    return isinstance(node, ast.Constant)


def _unsafe_arguments(function: ast.FunctionDef, safe_functions: set[str]) -> Iterator[tuple[int, str]]:
    safe_names = {
        argument.arg
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if _says_markdown(argument.annotation)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is_safe(node.value, safe_names, safe_functions):
            safe_names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MARKDOWN_ELEMENTS:
            arguments = [
                *call.args[:1],
                *(keyword.value for keyword in call.keywords if keyword.arg in MARKDOWN_ARGUMENTS),
            ]
            for argument in arguments:
                if not _is_safe(argument, safe_names, safe_functions):
                    yield argument.lineno, ast.unparse(call)[:80]


def _says_markdown(annotation: ast.expr | None) -> bool:
    return annotation is not None and "Markdown" in ast.unparse(annotation)


def _is_safe(node: ast.expr, names: set[str], functions: set[str]) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in names
        case ast.Call(func=ast.Name(id=name)):
            return name in functions
        case ast.IfExp(body=body, orelse=orelse):
            return _is_safe(body, names, functions) and _is_safe(orelse, names, functions)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _is_safe(key, names, functions) for key in keys) and all(
                _is_safe(value, names, functions) for value in values
            )
        case ast.List(elts=items):
            return all(_is_safe(item, names, functions) for item in items)
        case ast.ListComp(elt=item):
            return _is_safe(item, names, functions)
        case _:
            return False


def functions_that_give_markdown(paths: list[Path]) -> set[str]:
    return {
        node.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and _says_markdown(node.returns)
    }


def test_every_text_on_a_page_is_ours_or_made_safe(project):
    paths = modules(project)
    functions = functions_that_give_markdown(paths)
    assert {"safe", "compose", "joined"} <= functions
    found = {
        str(path.relative_to(project)): trouble
        for path in paths
        if (trouble := faults(path.read_text(encoding="utf-8"), functions, door=path.name == "safe.py"))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(title)",
        "st.markdown(f'**{title}**')",
        "box.header(card.title)",
        "st.button('Go', help=title)",
        "st.table({'File': [card.path for card in cards]})",
        "st.markdown('x', unsafe_allow_html=True)",
        "st.html('<b>x</b>')",
        "st.markdown(Markdown(title))",
        "st.markdown(compose(title))",
        "st.write('a' + title)",
        "x = eval(title)",
    ],
)
def test_the_rule_sees_what_it_forbids(line):
    assert faults(f"def page(title, card, cards):\n    {line}\n", {"safe", "compose", "joined"})


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown('Our own words')",
        "st.markdown(safe(title))",
        "st.table({'File': [safe(card.path) for card in cards]})",
        "st.markdown(compose('**{}**', safe(title)))",
        "st.code(title)",
    ],
)
def test_the_rule_lets_safe_text_pass(line):
    assert not faults(f"def page(title, card, cards):\n    {line}\n", {"safe", "compose", "joined"})
