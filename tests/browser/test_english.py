"""Every screen of the house in English: the words of the pages are English, only the office's own are Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from scripts.translations import read
from tests.browser.conftest import Readers
from tests.browser.test_style import listen, overflow, violations
from tests.builders.screens import Swing, screens
from tests.builders.web import Person, sign_in

pytestmark = pytest.mark.browser
_CHINESE = re.compile("[\u3400-\u9fff]")
LOOKED_AT = (
    "public-listings",
    "login",
    "portal-home",
    "portal-apply-materials",
    "work-inbox-team",
    "work-task-mine",
    "work-case",
)
OFFICE = Path(__file__).parents[2] / "bpmn"


def reader(swing: Swing, login: str) -> Person:
    """Somebody who reads English."""
    found = sign_in(swing.town.app, login) if login else Person(swing.town.app.test_client())
    found.get("/language/en")
    return found


def test_every_screen_speaks_english(swing: Swing):
    """No sentence of the pages is left in Chinese, on any screen."""
    said = {
        str(one.id[0] if isinstance(one.id, tuple) else one.id) for one in read() if one.id
    } - written_by_the_office()
    people: dict[str, Person] = {}
    left = []
    for screen in screens(swing):
        person = people.setdefault(screen.login, reader(swing, screen.login))
        page = html.document_fromstring(person.text(screen.address))
        assert page.get("lang") == "en-GB", screen.name
        left += [(screen.name, text) for text in chinese(page) if text in said]
    assert left == []


def written_by_the_office() -> set[str]:
    """Names of steps, questions, papers and states as diagrams, forms and rules write them; some are words of pages too."""
    files = [path for path in OFFICE.rglob("*") if path.suffix in {".bpmn", ".dmn", ".json", ".toml", ".html"}]
    found = {word for path in files for word in re.findall("[\u3400-\u9fff]+", path.read_text(encoding="utf-8"))}
    return found | {"周六", "周日"}  # the calendar's reason why a day does not count


def chinese(page: html.HtmlElement) -> list[str]:
    """Every Chinese text of the page; outside titles and attributes all of it says that it is Chinese."""
    found = []
    for element in page.iter("*"):
        found += [str(value).strip() for name, value in element.items() if _CHINESE.search(value) and name != "value"]
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if text and _CHINESE.search(text) and owner is not None:
                found.append(text.strip())
                assert owner.tag == "title" or owner.get("lang") == "zh-CN", text
    return found


@pytest.mark.parametrize("name", LOOKED_AT)
def test_an_english_screen_is_readable_at_phone_and_desk(swing: Swing, readers: Readers, address: str, name: str):
    """English is longer: nothing is cut off or has to be scrolled sideways for, and machines can read it."""
    screen = next(one for one in screens(swing) if one.name == name)
    for width in (360, 1440):
        page = readers.page(screen.login, width)
        said = listen(page)
        page.goto(f"{address}/language/en?next={screen.address}")
        assert violations(page, address) == [], width
        assert overflow(page) <= 0, width
        assert [one for one in said if "Failed to load resource" not in one] == [], width
        page.goto(f"{address}/language/zh")
        page.close()
