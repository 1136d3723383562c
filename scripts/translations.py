"""Keeps the English catalogue beside the Chinese sentences of the code: python -m scripts.translations takes in new ones."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
WEBAPP = ROOT / "webapp"
ENGLISH = WEBAPP / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COMMAND = "make translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "later": None, "lazy_pgettext": ((1, "c"), 2)}


def extract() -> Catalog:
    """Every sentence that the code says, without where: the catalogue changes only when a sentence does."""
    found = Catalog()
    asked = {"templates/**.html": {"trimmed": "true"}}
    for _file, _line, said, _comments, context in extract_from_dir(WEBAPP, METHODS, asked, KEYWORDS):
        found.add(said, context=context)
    return found


def read() -> Catalog:
    """The English catalogue as it is."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> list[str]:
    """Takes in new sentences, drops those that nobody says any more; answers which have no English yet."""
    catalogue, found = read(), extract()
    found.creation_date = catalogue.creation_date
    catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
    with ENGLISH.open("wb") as file:
        write_po(file, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    return missing(catalogue)


def missing(catalogue: Catalog) -> list[str]:
    """The sentences without English."""
    return [str(message.id) for message in catalogue if message.id and not _is_told(message.string)]


def _is_told(said: object) -> bool:
    return all(said) if isinstance(said, tuple | list) else bool(said)


def main() -> int:
    """Says what is left to translate."""
    left = update()
    for sentence in left:
        print(f"  {sentence}")
    print(f"{ENGLISH.relative_to(ROOT)}: {len(left)} to translate")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
