"""Which flows a case took is told by what it came to; a process that several places call tells nothing by itself."""

from tests.builders.design import tree_files
from tests.builders.offices import ROOT
from workflows.design import coverage
from workflows.engine.folder import read_folder
from workflows.queries.walks import Pace, Walk


def _went(*places: str) -> Walk:
    """Elements in the order in which they were left, as process/element."""
    return tuple(Pace(process, element, True) for process, _, element in (place.partition("/") for place in places))


def test_a_notice_beside_does_not_tell_that_another_was_sent():
    """While units lift their measures the decision is served by the same process as the last notice."""
    files = {path: content for path, content in read_folder(ROOT / "bpmn").items() if path.endswith((".bpmn", ".toml"))}
    way = _went("repair-lift/is_any", "notice/issue", "repair-lift/all_answered", "repair-lift/ask_standing")
    missing = coverage.measure(files, [way], ["repair"]).missing
    assert "repair-lift：有措施要解除？ → 各单位均已答复" not in missing
    assert "repair-lift：有措施要解除？ → 印发并送达终止公示和解除措施通知" in missing


def test_the_inside_of_what_only_one_place_calls_tells_the_way():
    """An application withdrawn in the middle of the review had gone from the gateway into the review."""
    files = {path: content for path, content in read_folder(ROOT / "bpmn").items() if path.endswith((".bpmn", ".toml"))}
    way = _went("repair/is_accepted", "repair-review/check_conditions", "repair/withdrawn", "repair/note_withdrawn")
    missing = coverage.measure(files, [way], ["repair"]).missing
    assert "repair：受理结果？ → 审核和审批" not in missing
    assert "repair：受理结果？ → 登记撤回之日" in missing


def test_nothing_played_is_nothing_covered():
    """Every flow of the folder is missing then."""
    found = coverage.measure(tree_files(), [], ["receipt"])
    assert (found.covered, found.percent, len(found.missing)) == (0, 0, found.total)
