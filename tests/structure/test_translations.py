"""Every sentence of the pages and of the command line is said in English too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from scripts.translations import COMMAND, WEBAPP, extract, missing, read
from webapp import refusals
from workflows import errors

_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_PLACE = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
_SAYING = {"_", "gettext", "ngettext", "pgettext", "lazy_gettext", "lazy_pgettext", "later"}
_COMPARING = {"partition", "rpartition", "rstrip", "compile"}
WORKFLOWS = WEBAPP.parent / "workflows"
OFFICE = {
    "words.py": "states that diagrams set",
    "outgoing": "letters to enterprises are Chinese",
    "formats.py": "spelled_day stands on papers",
    "language.py": "each language names itself",
    "cli.py": "--help is Chinese",
    "commands/importing.py": "says both languages itself",
    "demo.py": "names of demo accounts",
    "demo_files.py": "what demo people handed in",
    "demo_past.py": "what demo people wrote",
    "api/problems.py": "says both languages itself",
    "work/inbox.py": "marks, which parts/badges.html names",
    "settings.py": "refused at start, with its English",
}
"""What may write Chinese without a translation, and why."""


def test_no_sentence_lacks_its_english():
    """A new sentence is taken into the catalogue by `make translations` and gets its English there."""
    catalogue = read()
    unknown = [str(said.id) for said in extract() if said.id and catalogue.get(said.id, said.context) is None]
    assert (unknown, f"take them in: {COMMAND}") == ([], f"take them in: {COMMAND}")
    assert (missing(catalogue), "translate them in webapp/translations/en") == (
        [],
        "translate them in webapp/translations/en",
    )


def test_the_catalogue_keeps_nothing_that_nobody_says():
    """Sentences that left the code leave the catalogue, and none waits for a second look."""
    said = extract()
    assert [str(one.id) for one in read() if one.id and said.get(one.id, one.context) is None] == [], COMMAND
    assert [str(one.id) for one in read() if one.id and one.fuzzy] == []


def test_a_translation_names_the_same_places():
    """What is filled into the Chinese sentence is filled into the English one."""
    assert [str(one.id) for one in read() if one.id and not _fits(one)] == []


def _fits(message: Message) -> bool:
    said = message.string if isinstance(message.string, tuple) else (str(message.string),)
    chinese = str(message.id[0] if isinstance(message.id, tuple) else message.id)
    return all(sorted(_PLACE.findall(one)) == sorted(_PLACE.findall(chinese)) for one in said)


def test_english_is_english():
    """No Chinese is left in a translation, except a name that is printed in Chinese."""
    left = [str(one.string) for one in read() if one.id and _CHINESE.search(str(one.string))]
    assert left == [". The reasons are in the notice of reply (期限延长答复通知书)."]


@pytest.mark.parametrize("path", sorted(WEBAPP.glob("templates/**/*.html")), ids=lambda path: path.stem)
def test_a_page_says_nothing_beside_the_catalogue(path: Path):
    """Chinese in a template goes through gettext; words that are compared with data may stand alone."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))
    allowed = {id(word) for word in _said_or_compared(tree)}
    words = [
        word.value for word in tree.find_all(nodes.Const) if isinstance(word.value, str) and id(word) not in allowed
    ]
    texts = [text.data for text in tree.find_all(nodes.TemplateData)]
    assert [one for one in (*words, *texts) if _CHINESE.search(one)] == []


def _said_or_compared(tree: nodes.Template) -> Iterator[nodes.Const]:
    for call in tree.find_all(nodes.Call):
        name = getattr(call.node, "name", "") or getattr(call.node, "attr", "")
        if name in _SAYING | _COMPARING:
            yield from call.find_all(nodes.Const)
    for comparison in tree.find_all(nodes.Compare):
        yield from comparison.find_all(nodes.Const)
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const):
            yield pair.key


@pytest.mark.parametrize("path", sorted(WEBAPP.glob("**/*.py")), ids=lambda path: path.relative_to(WEBAPP).as_posix())
def test_no_module_speaks_beside_the_catalogue(path: Path):
    """Chinese in code goes through gettext, or is a refusal that brings its English."""
    if any(path.is_relative_to(WEBAPP / name) for name in OFFICE):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = {id(part) for place in _places(tree) for part in ast.walk(place)}
    assert [said for word, said in _chinese(tree) if id(word) not in allowed] == []


def _chinese(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CHINESE.search(node.value):
            yield node, node.value


def _places(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, what is translated, what is compared with data, what click prints as help."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) or isinstance(node, ast.Compare):
            yield node
        elif isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key is not None)
        elif isinstance(node, ast.ClassDef):
            yield from _default_sentences(node)
        elif isinstance(node, ast.Call):
            yield from _told(node)


def _default_sentences(kind: ast.ClassDef) -> Iterator[ast.AST]:
    """A kind of refusal brings both sentences."""
    said = {
        target.id: part
        for part in kind.body
        if isinstance(part, ast.Assign)
        for target in part.targets
        if isinstance(target, ast.Name)
    }
    if "default_english" in said and "default_sentence" in said:
        yield said["default_sentence"]


def _told(call: ast.Call) -> Iterator[ast.AST]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in _SAYING | _COMPARING or any(key.arg == "english" for key in call.keywords):
        yield call
    yield from (key.value for key in call.keywords if key.arg in {"help", "metavar"})


@pytest.mark.parametrize("folder", [WEBAPP, WORKFLOWS], ids=lambda path: path.name)
def test_a_refusal_with_a_sentence_of_its_own_says_it_in_english(folder: Path):
    """Whoever reads English is told the same reason, not a general one."""
    bare = []
    for path in sorted(folder.glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node.exc if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) else None
            if call is None or not _is_refusal(call) or any(key.arg == "english" for key in call.keywords):
                continue
            if any(True for part in call.args for _said in _chinese(part)):
                bare.append(f"{path.relative_to(folder.parent)}:{call.lineno}")
    assert bare == []


def _is_refusal(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    kind = getattr(errors, name, None) or getattr(refusals, name, None)
    return isinstance(kind, type) and issubclass(kind, errors.Refusal)
