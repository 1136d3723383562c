"""The self-check tells what this machine lacks for official papers, and how to mend it."""

from workflows.documents import checks
from workflows.documents.checks import Level


def test_after_set_up_everything_is_there():
    """Faces, fallback and Pango: what `make test` has installed."""
    found = {finding.part: finding.level for finding in checks.self_check()}
    assert found["公文字体"] is Level.GOOD
    assert found["生僻字字体"] is Level.GOOD
    assert found["Pango"] is Level.GOOD


def test_what_is_missing_comes_first_with_its_remedy(tmp_path):
    """An empty machine: the faces are missing, the fallback should be there."""
    worst, second, *_ = checks.self_check(tmp_path, (tmp_path,))
    assert worst.level is Level.BAD
    assert "仿宋（FandolFang-Regular.otf）" in worst.sentence
    assert worst.hint == "执行 make setup"
    assert (second.level, second.part) == (Level.WARNING, "生僻字字体")
    assert "fonts-noto-cjk" in second.hint


def test_slow_papers_are_a_warning():
    """Without the library papers are still made, but each takes seconds."""
    assert checks.harfbuzz_finding(lambda: True).level is Level.GOOD
    slow = checks.harfbuzz_finding(lambda: False)
    assert slow.level is Level.WARNING
    assert "libharfbuzz-subset0" in slow.hint
