"""Policies: which row applies on a day, by law, layer, row dates and transition."""

from datetime import date

import pytest

from tests.law.builders import law, rule_of, small
from workflows.errors import BadInput, NotFound
from workflows.law.policy import Policies
from workflows.law.profile import Route
from workflows.law.roles import Role
from workflows.law.rules import ExtensionRight, Grade, Party, Silence, Supplement
from workflows.law.terms import Term, Unit

DAY = date(2026, 11, 23)
OLD_DAY = date(2025, 6, 2)
KEYS = [
    "repair.accept",
    "repair.supplement",
    "repair.decide",
    "repair.reapply",
    "paper.serve",
    "publish.by",
    "publicity.min",
    "publicity.max",
    "lift.confirm",
    "rectify.report",
    "rectify.second",
    "rectify.verify",
    "interview.notice",
    "interview.report",
    "objection.accept",
    "objection.mark",
    "objection.verify",
    "objection.handover",
    "objection.recheck",
    "complaint.reply",
    "listing.statement",
    "listing.hearing",
    "revocation.decide",
    "revocation.publicity",
    "revocation.lift",
    "revocation.harm",
    "basis.revoked",
    "commitment.check",
    "hold.max.supplement",
    "hold.max.enquiry",
    "hold.max.expert",
    "extension.decide",
]
LAYER = """
key = "layer"
name = "地方层"
kind = "layer"
standing = {standing}
valid_from = 2026-01-01
[[rule]]
key = "act"
{rule}
article = "无"
grade = "–"
label = "内部目标"
"""


def layer(rule: str, *, standing: str = "true") -> str:
    """A layer with one row for the rule of the small law."""
    return LAYER.format(rule=rule, standing=standing)


@pytest.mark.parametrize("day", [OLD_DAY, DAY])
@pytest.mark.parametrize("key", KEYS)
def test_every_key_exists_in_both_laws(policies, key, day):
    """What diagrams may name is there whichever law is in force, with its article and grade."""
    for chosen in (policies, policies.without_layers()):
        rule = rule_of(chosen, key, on=day)
        assert rule is not None
        assert rule.article
        assert rule.name


@pytest.mark.parametrize(
    ("key", "term", "grade", "binds"),
    [
        ("repair.accept", "3 工作日", Grade.B, True),
        ("repair.feedback", "10 工作日", Grade.B, True),
        ("basis.revoked", "3 工作日", Grade.A, True),
        ("hearing.request", "5 工作日", Grade.A, True),
        ("hearing.notice", "7 工作日", Grade.A, True),
        ("remedy.reconsideration", "60 自然日", Grade.A, True),
        ("remedy.suit", "6 月", Grade.A, True),
        ("service.public", "30 自然日", Grade.A, True),
        ("publish.by", "7 工作日", Grade.A, True),
        ("repair.decide", "10 工作日", Grade.NONE, False),
        ("repair.supplement", "10 工作日", Grade.NONE, False),
        ("lift.confirm", "3 工作日", Grade.NONE, False),
        ("objection.verify", "7 工作日", Grade.NONE, False),
        ("rectify.report", "30 自然日", Grade.NONE, False),
        ("interview.notice", "3 工作日", Grade.NONE, False),
        ("revocation.decide", "5 工作日", Grade.NONE, False),
        ("revocation.lift", "2 工作日", Grade.NONE, False),
        ("revocation.harm", "10 工作日", Grade.NONE, False),
        ("extension.decide", "1 工作日", Grade.NONE, False),
        ("listing.statement", "5 工作日", Grade.NONE, False),
        ("paper.serve", "7 工作日", Grade.U, False),
    ],
)
def test_the_numbers_in_force(policies, key, term, grade, binds):
    """Graded law binds; the district's targets are marked and bind nobody outside."""
    rule = rule_of(policies, key, on=DAY)
    assert (str(rule.term), rule.grade, rule.may_bind_subject) == (term, grade, binds)
    assert rule.is_internal != binds
    assert term.startswith(f"{rule.amount} ")
    assert (rule.label == "内部目标") != binds


def test_the_old_order_sets_only_what_is_graded(policies):
    """Order 58 was not read: without the district layer its own rows are unset."""
    bare = policies.without_layers()
    unset = {rule.key for rule in bare.list_rules(OLD_DAY) if rule.is_unset}
    assert {"repair.accept", "repair.decide", "repair.supplement", "publicity.min", "publish.by"} <= unset
    assert {rule.key for rule in bare.list_rules(OLD_DAY) if rule.term} == {
        "basis.revoked",
        "hearing.request",
        "hearing.notice",
        "service.public",
        "remedy.reconsideration",
        "remedy.suit",
    }


@pytest.mark.parametrize(
    ("name", "minimum", "maximum", "published"),
    [("轻微", None, "3 月", False), ("一般", "3 月", "1 年", True), ("严重", "1 年", "3 年", True)],
)
def test_the_classes_and_their_publicity(policies, name, minimum, maximum, published):
    """Minimum and maximum by class, from the new order; they do not roll and nobody acts."""
    row = policies.on(DAY).find_class(name)
    assert (str(row.minimum) if row.minimum else None, str(row.maximum), row.published) == (minimum, maximum, published)
    assert row.no_minimum == (minimum is None)
    rule = rule_of(policies, "publicity.max", on=DAY, variant=name)
    assert (str(rule.term), rule.roll, rule.owner, rule.grade) == (maximum, False, Party.NOBODY, Grade.B)
    assert rule_of(policies, "publicity.max", on=DAY).is_unset
    assert policies.on(OLD_DAY).find_class(name).maximum is None


def test_the_district_adds_ways_and_priorities(policies):
    """Five ways with their own materials and checks, none required; three kinds of subject come first."""
    merged = policies.on(DAY)
    assert [way.name for way in merged.ways] == ["整改失信", "信用承诺", "接受培训", "提交报告", "公益慈善"]
    assert all(way.slots and way.fact for way in merged.ways)
    assert len({way.fact for way in merged.ways}) == 5
    assert merged.ways_for("一般") == merged.ways
    assert not merged.requires_way("一般")
    assert [kind.name for kind in merged.priorities] == ["重大项目实施单位", "上市后备企业", "星级企业"]
    assert merged.find_record_kind("penalty").route is Route.UPSTREAM
    assert merged.find_record_kind("listing").route is Route.UNIT
    assert not merged.find_record_kind("unrepairable").repairable
    assert policies.without_layers().on(DAY).ways == ()


def test_a_layer_may_say_which_ways_count(policies):
    """A row with classes makes these ways required for these classes."""
    text = """
key = "ways"
name = "修复方式要求"
kind = "layer"
valid_from = 2026-01-01
[[way]]
key = "training"
name = "接受培训"
fact = "way.trained"
sources = ["checked-upload"]
classes = ["serious"]
article = "第十三条"
grade = "A"
"""
    from workflows.law.profile_text import parse_profile  # noqa: PLC0415

    extended = Policies((*policies.profiles, parse_profile(text, policies.laws)), ("xinbei", "ways"))
    assert [way.key for way in extended.on(DAY).ways_for("严重")] == ["training"]
    assert extended.on(DAY).requires_way("严重")
    assert len(extended.on(DAY).ways_for("一般")) == 5


def test_a_layer_fills_what_is_unset_with_its_own_article():
    """The district's number never borrows the law's article."""
    policies = Policies.of(
        [law('unit = "工作日"'), layer('amount = 8\nunit = "工作日"\noffsets = { soon = "-2 工作日" }')]
    )
    rule = rule_of(policies, "act", on=DAY)
    assert (rule.term, rule.article, rule.label, rule.profile) == (
        Term(8, Unit.WORKING_DAYS),
        "无",
        "内部目标",
        "layer",
    )
    assert (rule.start, rule.stops_on, rule.name) == ("begun", ("ended",), "办理")
    assert [str(offset) for offset in rule.offsets] == ["-2 工作日"]


def test_a_layer_does_not_change_a_number_of_the_law():
    """It adds nudges and moments only, unless it says `over`."""
    row = 'amount = 8\nunit = "工作日"\nladder = [{ level = 1, at = "+1 工作日", tell = ["head"] }]'
    rule = rule_of(Policies.of([law(), layer(row)]), "act", on=DAY)
    assert (rule.amount, rule.article, rule.label) == (10, "第三条", "")
    assert rule.ladder[0].tell == (Role.HEAD,)
    over = rule_of(Policies.of([law(), layer("over = true\n" + row)]), "act", on=DAY)
    assert (over.amount, over.article, over.is_internal) == (8, "无", True)


def test_layers_are_chosen_not_given(policies):
    """A drill lies over the law only when it is named; an unknown name is refused with those that exist."""
    assert policies.layers[0].key == "xinbei"
    assert rule_of(policies, "repair.reapply", on=DAY).is_unset
    drill = rule_of(policies.using("drill"), "repair.reapply", on=DAY)
    assert (str(drill.term), drill.label, drill.may_bind_subject, drill.roll) == ("1 年", "演练", True, False)
    zhejiang = rule_of(policies.using("zhejiang"), "objection.verify", on=DAY)
    assert (zhejiang.amount, zhejiang.grade) == (5, Grade.A)
    with pytest.raises(NotFound, match="没有规则包“zhejian”，现有"):
        policies.using("zhejian")
    with pytest.raises(BadInput, match="不能作为地方层"):
        Policies(policies.profiles, ["cn-2026"])
    with pytest.raises(BadInput, match="一次只能选一部"):
        policies.using("cn-2023", "cn-2026")


def test_a_law_can_be_switched_by_name(policies):
    """The old order on a day of the new one, and the other way round."""
    assert rule_of(policies.using("cn-2023"), "repair.accept", on=DAY).is_unset
    assert rule_of(policies.using("cn-2026"), "repair.accept", on=OLD_DAY).amount == 3
    assert rule_of(policies.using("cn-2023"), "repair.decide", on=DAY).amount == 10


def test_the_law_in_force_changes_on_its_day(policies):
    """2026-03-31 and 2026-04-01 have different laws; before the first there is none."""
    assert [policies.law_on(date(2026, 3, 31)).key, policies.law_on(date(2026, 4, 1)).key] == ["cn-2023", "cn-2026"]
    assert policies.law_on(date(2020, 1, 1)) is None
    assert policies.rule("repair.accept", on=date(2020, 1, 1)) is None
    assert policies.rule("no.such.rule", on=DAY) is None


def test_a_case_keeps_its_law_unless_the_transition_says_otherwise(policies):
    """repair.accept of March stays unset in November; publicity follows the new order."""
    assert rule_of(policies, "repair.accept", on=date(2026, 3, 30), today=DAY).is_unset
    assert rule_of(policies, "publicity.max", on=date(2026, 3, 30), today=DAY, variant="一般").amount == 1
    assert rule_of(policies, "publicity.max", on=date(2026, 3, 30), variant="一般").is_unset


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2026, 6, 30), 10), (date(2026, 7, 1), 7), (date(2026, 12, 31), 7), (date(2027, 1, 1), None)],
)
def test_rows_have_their_own_dates(day, amount):
    """A later row takes over on its day and continues what it does not say; after its last day nothing is valid."""
    later = '[[rule]]\nkey = "act"\nname = "办理"\nstart = "begun"\namount = 7\nunit = "工作日"\nvalid_from = 2026-07-01\nvalid_to = 2026-12-31\narticle = "第四条"\ngrade = "A"'
    rule = Policies.of([law() + later]).rule("act", on=day)
    assert (rule.amount if rule else None) == amount
    if rule is not None:
        assert rule.stops_on == ("ended",)
        assert rule.article == ("第三条" if amount == 10 else "第四条")


def test_a_rule_row_carries_everything():
    """Every field of a row is read, in its own type."""
    row = """
amount = 10
unit = "自然日"
roll = "不顺延"
owner = "subject"
scoped = true
on_supplement = "restart"
on_silence = "deemed-withdrawn"
extension = { limit = "5 工作日", approver = "head", times = 2 }
offsets = { remind_1 = "-3 工作日" }
nudges = [{ at = "0 工作日", tell = ["officer"] }]
ladder = [{ level = 1, at = "+1 工作日", tell = ["head", "credit-office"] }]
variants = { priority = "7 自然日" }
label = "演练"
"""
    rule = rule_of(small(row), "act", on=DAY)
    assert (rule.roll, rule.owner, rule.scoped) == (False, Party.SUBJECT, True)
    assert (rule.on_supplement, rule.on_silence) == (Supplement.RESTART, Silence.WITHDRAWN)
    assert rule.extension == ExtensionRight(Term(5, Unit.WORKING_DAYS), 2, Role.HEAD)
    assert rule.nudges[0].at.name == "0 工作日"
    assert (rule.ladder[0].level, rule.ladder[0].tell) == (1, (Role.HEAD, Role.CREDIT_OFFICE))
    assert rule_of(small(row), "act", on=DAY, variant="priority").amount == 7
    assert (rule.source, rule.label, rule.unit) == ("试行办法", "演练", Unit.DAYS)


def test_every_fact_and_hold_has_a_chinese_name(policies):
    """Explanations name facts and holds as people do."""
    merged = policies.on(DAY)
    assert all("一" <= name[0] <= "鿿" for _, name in merged.facts)
    assert all("一" <= hold.name[0] <= "鿿" for hold in merged.holds)
    assert merged.fact_name("application.accepted") == "受理"
