"""The licences: every library that set-up installs is named with its licence."""

from scripts import licenses


def test_every_pinned_library_is_listed_with_its_version():
    """Whoever passes the product on finds the licence of everything in it on one page."""
    text = licenses.PAGE.read_text(encoding="utf-8")
    libraries = [*licenses.pinned("run.txt"), *licenses.pinned("test.txt")]
    libraries += [(library.name, library.version) for library in licenses.script_libraries()]
    assert [name for name, version in libraries if f"| {name} | {version} |" not in text] == []


def test_no_licence_is_unknown():
    """A library without a known licence is not used."""
    assert "| ? |" not in licenses.page(licenses.PAGE.read_text(encoding="utf-8"))
