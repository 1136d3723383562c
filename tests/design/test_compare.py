"""What a release changes is told in words that an officer reads."""

from tests.builders.design import form, three_tasks, tree_files, visit_files
from workflows.design.compare import compare

OLD = visit_files()


def _told(new: dict[str, bytes], old: dict[str, bytes] | None = None) -> list[str]:
    return [line for change in compare(OLD if old is None else old, new) for line in (str(change), *change.details)]


def test_nothing_differs():
    """The same files are no change."""
    assert compare(OLD, dict(OLD)) == ()


def test_files_that_come_and_go_are_named_by_what_they_are():
    """Diagram, form, paper, message, scenario, settings."""
    new = {
        "visit/process.toml": b"",
        "visit/papers/a.html": b"",
        "visit/messages/a.toml": b"",
        "visit/scenarios/a.yaml": b"",
        "visit/a.dmn": b"",
        "policies/a.toml": b"",
        "calendars/2027.toml": b"",
    }
    assert _told(new, {}) == [
        "新增工作日历 calendars/2027.toml",
        "新增规则包 policies/a.toml",
        "新增决策表 visit/a.dmn",
        "新增消息 visit/messages/a.toml",
        "新增文书 visit/papers/a.html",
        "新增流程设置 visit/process.toml",
        "新增场景 visit/scenarios/a.yaml",
    ]
    assert "删除表单 visit/forms/look.json" in _told({}, OLD)
    assert _told({}, {"policies/a.toml": b""})[1] == "已发布的规则和日历继续有效，不因文件删除而失效"


def test_a_step_that_is_added_is_told_with_its_ways():
    """Who does it, and between which steps it stands."""
    new = OLD | {"visit/visit.bpmn": three_tasks(names=("看一看", "想一想")).encode()}
    assert _told(OLD, new) == [
        "修改流程图 visit/visit.bpmn",
        "新增任务“写一写”，由经办人办理",
        "新增走向：想一想 → 写一写",
        "新增走向：写一写 → 办完",
        "删除走向：想一想 → 办完",
    ]


def test_settings_and_names_of_a_step_are_told():
    """Name, deadline, form and anything else."""
    new = three_tasks(names=("看一看", "想清楚", "写一写")).replace(
        'value="look.json"/>', 'value="first.json"/><spiffworkflow:property name="deadline" value="repair.accept"/>'
    )
    assert _told(OLD | {"visit/visit.bpmn": new.encode()}) == [
        "修改流程图 visit/visit.bpmn",
        "修改任务“看一看”：期限由“无”改为“repair.accept”；表单由“look.json”改为“first.json”",
        "修改任务“想清楚”：名称由“想一想”改为“想清楚”",
    ]


def test_another_drawing_of_the_same_is_told_as_that():
    """Moved boxes change nothing for a case."""
    new = three_tasks().replace('x="200"', 'x="210"')
    assert _told(OLD | {"visit/visit.bpmn": new.encode()})[1:] == ["只改了图的画法，办理方式不变"]


def test_questions_of_a_form_are_told_by_their_titles():
    """Added, dropped, changed, required."""
    old = OLD | {"visit/forms/look.json": form("情况")}
    new = form("情况说明", "note").replace(
        b'"note": {', b'"day": {"type": "string", "title": "\xe6\x97\xa5\xe6\x9c\x9f"}, "note": {'
    )
    assert _told(old | {"visit/forms/look.json": new}, old) == [
        "修改表单 visit/forms/look.json",
        "新增问题“日期”",
        "修改问题“情况说明”",
        "“情况说明”改为必填",
    ]


def test_a_rule_that_changes_from_a_day_is_told_with_both_lengths():
    """The change of law that everybody asks about."""
    row = '\n[[rule]]\nkey = "repair.decide"\namount = 7\nunit = "工作日"\nvalid_from = 2026-12-01\narticle = "x"\ngrade = "–"\n'
    old = tree_files()
    changed = (
        old["policies/xinbei.toml"]
        .decode()
        .replace('key = "repair.accept"', 'key = "repair.accept"\namount = 2\nunit = "工作日"', 1)
    )
    new = old | {"policies/xinbei.toml": (changed + row).encode()}
    assert _told(new, old) == [
        "修改规则包 policies/xinbei.toml",
        "规则 repair.accept：期间 （期间不在本行） 改为 2 工作日",
        "规则 repair.decide（自 2026-12-01 起）：10 工作日 改为 7 工作日，以前起算的不变",
    ]


def test_days_that_become_free_are_told():
    """A calendar is compared day by day."""
    old = tree_files()
    text = old["calendars/2026.toml"].decode()
    assert "2026-10-10" in text
    told = _told(
        old | {"calendars/2026.toml": text.replace("248", "247").replace("2026-10-10", "2026-10-11").encode()}, old
    )
    assert told[0] == "修改工作日历 calendars/2026.toml"
