"""Lines of paragraphs reach the right edge, as an official paper asks."""

import re
import subprocess

import pytest

from tests.documents.samples import paper
from workflows.documents import pdf

RIGHT = (210 - 26) / 25.4 * 72
EM = 15.78
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')

ODD_DIGITS = "你单位于2026年1月9日提出申请，本局于2026年1月12日受理，罚款12,345.00元已于2026年7月1日缴清。" * 4


def right_edges(body: str, tmp_path) -> list[float]:
    """Where each line of the first page's body ends, from above; the signature and the page number are left out."""
    place = tmp_path / "paper.pdf"
    place.write_bytes(pdf.render(paper(body=body)))
    command = ["pdftotext", "-bbox", "-f", "1", "-l", "1", str(place), "-"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    lines: dict[int, float] = {}
    for _, top, right, _, _ in WORD.findall(said):
        lines[round(float(top) / 5)] = max(float(right), lines.get(round(float(top) / 5), 0.0))
    return [right for _, right in sorted(lines.items())][4:-1]


def test_a_line_with_odd_digits_reaches_the_edge(tmp_path):
    """Half characters are spread over the line instead of leaving it ragged."""
    edges = right_edges(f"<p>{ODD_DIGITS}</p>", tmp_path)
    assert len(edges) >= 5
    assert edges == pytest.approx([RIGHT] * len(edges), abs=EM / 3)


def test_the_last_line_and_what_is_set_otherwise_stay_as_they_are(tmp_path):
    """A short line is not torn apart; a centred or right-aligned one is not touched."""
    last, right = right_edges("<p>经审查，现决定如下：</p><p class='right'>2026年1月9日。</p>", tmp_path)[:2]
    assert last < RIGHT - 10 * EM
    assert right == pytest.approx(RIGHT, abs=EM)


def test_a_line_that_lacks_much_stays_ragged(tmp_path):
    """A long code that went to the next line leaves a gap; spreading half a line over the other half would look torn."""
    edges = right_edges(f"<p>本单位的统一社会信用代码为{'91320411MAXY00112K' * 2}。{ODD_DIGITS}</p>", tmp_path)
    assert edges[0] < RIGHT - 8 * EM


def test_words_stay_whole_for_who_reads_the_file(tmp_path):
    """The space between characters is no blank: a number that is searched for is found."""
    place = tmp_path / "paper.pdf"
    place.write_bytes(pdf.render(paper()))
    command = ["pdftotext", str(place), "-"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    for whole in ("XF2026-R-000038", "91320411MAXY00112K", "2026年11月12日受理", "12,345.00元"):
        assert whole in said
