"""Reading a policy file: what is wrong with it is said precisely, row by row, and all at once."""

import pytest

from tests.law.builders import law
from workflows.errors import BadInput
from workflows.law.policy import Policies
from workflows.law.profile import ProfileKind, Source, Stage
from workflows.law.profile_text import parse_profile


def findings(text: str, *laws: str) -> tuple[str, ...]:
    """What is found in a file that must be refused."""
    with pytest.raises(BadInput) as refused:
        parse_profile(text, [parse_profile(one) for one in laws])
    assert refused.value.code == "bad_input"
    return refused.value.details["findings"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ('amount = 10\nunit = "工作天"', "规则 act：字段 unit 为“工作天”，应为 工作日、自然日、月、年 之一"),
        ("amount = 10", "规则 act：写了 amount 而没有 unit（单位）"),
        ('amount = "10"\nunit = "工作日"', "规则 act：字段 amount 应为整数"),
        ('amount = -1\nunit = "工作日"', "规则 act：字段 amount 不能为负数"),
        ("amonut = 10", "规则 act：不认识的字段 amonut"),
        ('roll = "顺"', "规则 act：字段 roll 为“顺”，应为 顺延 或 不顺延"),
        (
            'on_silence = "accept"',
            "规则 act：字段 on_silence 为“accept”，应为 none、deemed-accepted、deemed-withdrawn、escalate 之一",
        ),
        (
            'offsets = { remind_1 = "3 工作日" }',
            "规则 act：时点 remind_1：时点“3 工作日”没有写明在期满之前（-）还是之后（+）",
        ),
        ('offsets = { remind_1 = "-3 日" }', "规则 act：时点 remind_1：期间“3 日”无法识别"),
        ('offsets = { remind_1 = "" }', "规则 act：时点 remind_1：时点“”无法识别"),
        ('nudges = [{ at = "0 工作日" }]', "规则 act 催办 第 1 行：缺少告知对象 tell"),
        ('ladder = [{ level = 2, at = "+1 工作日", tell = ["head"] }]', "规则 act：督办级别 level 应从 1 起逐级加一"),
        (
            'ladder = [{ level = 1, at = "+1 工作日", tell = ["boss"] }]',
            "规则 act 督办 第 1 行：字段 tell 中的“boss”应为",
        ),
        ('extension = { limit = "10" }', "规则 act 的延长：字段 limit：期间“10”无法识别"),
        ("extension = { }", "规则 act 的延长：缺少批准人 approver"),
        ('extension = "10 工作日"', "规则 act：字段 extension 应为一个表"),
        ('variants = { priority = "7 日" }', "规则 act：变体 priority：期间“7 日”无法识别"),
        ('by_class = "medium"', "规则 act：by_class 应为 minimum 或 maximum"),
        ("valid_from = 2026-05-01\nvalid_to = 2026-04-01", "规则 act：valid_to 早于 valid_from"),
    ],
)
def test_a_faulty_rule_row_is_named(row, finding):
    """The finding names the rule, the field and what would be right."""
    assert any(found.startswith(finding) for found in findings(law(row)))


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('article = "第三条"\n', "", "规则 act：缺少字段 article"),
        ('source = "试行办法"\ngrade = "A"\n', "", "规则 act：缺少字段 grade（A、B、U 或 –）"),
        ('source = "试行办法"\ngrade = "A"', 'grade = "C"', "规则 act：字段 grade 为“C”，应为 A、B、U、– 之一"),
        ('start = "begun"', 'start = "bgun"', "规则 act：未声明的事实 bgun"),
        ('stops_on = ["ended"]', 'stops_on = ["ended", "over"]', "规则 act：未声明的事实 over"),
        ('stopped_by = ["hold.supplement"]', 'stopped_by = ["hold.expert"]', "规则 act：未声明的暂停 hold.expert"),
        ('name = "办理"\n', "", "规则 act：缺少字段 name"),
        ('begins = "asked"', 'begins = "askd"', "暂停 hold.supplement：未声明的事实 askd"),
        ('maximum = "hold.max"', 'maximum = "hold.maximal"', "暂停 hold.supplement：没有规则 hold.maximal"),
        ("valid_from = 2026-01-01", "", "缺少施行日期 valid_from"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2025-01-01", "valid_to 早于 valid_from"),
        ('name = "试行办法"', 'name = "试行办法"\ncolour = "red"', "不认识的字段 colour"),
        ('"ended" = "办结"', '"ended" = 3', "字段 facts 应为“名称 = 文字”的表"),
        ('key = "act"', 'key = "hold.max"', "规则 hold.max：自 0001-01-01 起有两行"),
    ],
)
def test_a_faulty_file_is_named(old, new, finding):
    """Missing articles and grades, unknown facts, holds and rules, head fields."""
    text = law()
    assert old in text
    assert finding in findings(text.replace(old, new, 1))


def test_all_findings_come_at_once():
    """Who writes a policy is told everything in one go."""
    found = findings(
        law('unit = "日"\nrol = "顺延"')
        .replace('start = "begun"', 'start = "x"')
        .replace("valid_from = 2026-01-01", "")
    )
    assert len(found) == 4


def test_what_is_no_toml_is_refused():
    """With the place that the parser names."""
    with pytest.raises(BadInput, match="规则包不是合格的 TOML"):
        parse_profile("key = ")


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (
            '[[condition]]\nkey = "c"\nname = "n"\nmet = "m"\nopen = "o"\nfailed = "f"\narticle = "a"\ngrade = "A"',
            "条件 c：须写明由哪些事实（facts）、经哪些来源（sources）证明",
        ),
        (
            '[[condition]]\nkey = "c"\nname = "n"\nkind = "minimum"\nmet = "m"\nopen = "o"\nfailed = "f"\narticle = "a"\ngrade = "A"',
            "条件 c：须写明所依的规则 rule",
        ),
        (
            '[[condition]]\nkey = "c"\nname = "n"\nfacts = ["begun"]\nsources = ["hearsay"]\nmet = "m"\nopen = "o"\nfailed = "f"\narticle = "a"\ngrade = "A"',
            "条件 c：字段 sources 中的“hearsay”应为 unit、registry、checked-upload、statement 之一",
        ),
        (
            '[[way]]\nkey = "w"\nname = "n"\nfact = "begun"\nsources = ["statement"]\narticle = "a"\ngrade = "A"',
            "修复方式 w：仅凭申请人声明不能通过核验",
        ),
        (
            '[[way]]\nkey = "w"\nname = "n"\nfact = "begun"\nclasses = ["minor"]\narticle = "a"\ngrade = "A"',
            "修复方式 w：没有分类 minor",
        ),
        (
            '[[record_kind]]\nkey = "r"\nname = "n"\nrepairable = false\narticle = "a"\ngrade = "A"',
            "记录种类 r：不可修复的种类须写明其他救济途径 remedies",
        ),
        ('[[transition]]\nkey = "t"\nreason = "r"\narticle = "a"\ngrade = "A"', "过渡 t：缺少所涉规则 rules"),
        (
            '[[waiver]]\nkey = "w"\ncondition = "c"\nfact = "begun"\nreason = "r"\narticle = "a"\ngrade = "A"',
            "例外 w：没有条件 c",
        ),
        (
            '[[class]]\nkey = "c"\nname = "n"\nminimum = "三月"\narticle = "a"\ngrade = "A"',
            "分类 c：字段 minimum：期间“三月”无法识别",
        ),
        (
            '[[class]]\nkey = "c"\nname = "n"\narticle = "a"\ngrade = "A"\n' * 2,
            "分类 c：写了两次",
        ),
    ],
)
def test_other_faulty_rows_are_named(rows, finding):
    """Conditions, ways, kinds, classes, waivers and transitions have their own duties."""
    assert any(found.startswith(finding) for found in findings(law() + rows))


def test_a_layer_is_checked_against_the_laws_it_lies_on():
    """A layer need not repeat what the law says, but may not name what nobody declared."""
    layer = '\nkey = "l"\nname = "层"\nkind = "layer"\nvalid_from = 2026-01-01\n[[rule]]\nkey = "{key}"\n{row}\narticle = "无"\ngrade = "–"\n'
    good = layer.format(key="act", row='stops_on = ["ended"]')
    assert parse_profile(good, [parse_profile(law())]).kind is ProfileKind.LAYER
    assert "规则 act：未声明的事实 over" in findings(layer.format(key="act", row='stops_on = ["over"]'), law())
    assert "规则 new：上位法没有这条规则，须写明起算事实 start" in findings(layer.format(key="new", row=""), law())
    assert parse_profile(layer.format(key="act", row='stops_on = ["over"]')).rules[0].stops_on == ("over",)
    with pytest.raises(BadInput, match="未声明的事实 over"):
        Policies.of([law(), layer.format(key="act", row='stops_on = ["over"]')])


def test_shipped_conditions_name_their_proof(policies):
    """A statement alone never proves that the duties were performed; every condition has sentences and an article."""
    for law_profile in policies.laws:
        duties = next(row for row in law_profile.conditions if row.key == "duties.performed")
        assert Source.STATEMENT not in duties.sources
        assert set(duties.sources) == {Source.UNIT, Source.REGISTRY, Source.CHECKED}
        assert duties.binds_at is Stage.DECIDE
        assert all(row.met and row.open and row.failed and row.basis.article for row in law_profile.conditions)
