"""A town in full swing, and every screen of the house with who looks at it: for the browser tests and the looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.builders.town import ACCEPT, APPLICATION, PROPOSE, REVIEW, SUPPLEMENT, Town, open_town, run_clock
from workflows.casework import tasks
from workflows.casework.start import Opening, start_case
from workflows.clock import CHINA
from workflows.queries import played
from workflows.registry import interviews
from workflows.registry.circumstances import Circumstances
from workflows.registry.interviews import Kind, Offer
from workflows.store import letters, papers
from workflows.store import tasks as drafts
from workflows.store.database import Database
from workflows.store.letters import NewLetter

EARLIER = datetime(2026, 11, 12, 9, 30, tzinfo=CHINA)
TODAY = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)
INTERVIEW = datetime(2026, 11, 24, 14, 30, tzinfo=CHINA)
ORDER = {
    "facts": "经查，存在销售不合格产品的情形，证据确实。",
    "basis": "《产品质量监督抽查管理暂行办法》（演示）",
    "demands": [
        {"demand": "下架全部不合格产品", "standard": "门店和仓库均无在售"},
        {"demand": "建立进货查验制度", "standard": "制度公布并有台账"},
    ],
}
AGREE = {"decision": "agree", "opinion": "同意拟办意见"}


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its name, who looks (nobody: the public), where it is."""

    name: str
    login: str
    address: str
    has_diagram: bool = False


@dataclass
class Swing:
    """The town with a case at every waiting point; numbers by what the case shows."""

    town: Town
    numbers: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    papers: dict[str, papers.PaperRow] = field(default_factory=dict)


def in_full_swing(database: Database, folder: Path) -> Swing:
    """Begun on 12 November, looked at on the 23rd."""
    town = open_town(database, folder, EARLIER)
    for number in range(5, 15):
        town.add_record(f"r{number}", ("e1", "e3", "e4")[number % 3])
    swing = Swing(town)
    _begin(swing, "overdue", "r4")
    reviewing = _begin(swing, "reviewing", "r5")
    town.do("wanglei", reviewing, "formal_check", ACCEPT)
    _begin_later(swing)
    run_clock(town)
    for number in (4, 5, 6):
        with database.writing() as connection:
            new = NewLetter(
                f"demo:{number}",
                "受理通知",
                "贵单位申请已受理，将在 12-07 前作出决定。进度可随时查看。",
                subject_id=town.subjects["e1"],
            )
            letters.put(connection, new, town.office.clock.now())
    return swing


def _begin(swing: Swing, name: str, record: str) -> int:
    found = swing.town.apply(record)
    swing.town.settle()
    swing.numbers[name] = found.number
    return found.case_id


def _begin_later(swing: Swing) -> None:
    """Eleven days on, in the order in which a repair goes."""
    town = swing.town
    town.wait(datetime(2026, 11, 20, 15, tzinfo=CHINA))
    lifting = _begin(swing, "lifting", "r1")
    _propose(swing, lifting)
    town.do("lihong", lifting, "approve", AGREE)
    _remember_papers(swing, lifting)
    asked = _begin(swing, "supplement", "r3")
    town.do("wanglei", asked, "formal_check", SUPPLEMENT)
    swing.tasks["supplement"] = town.task(asked, "hand_in").id
    waiting = _begin(swing, "waiting", "r7")
    _propose(swing, waiting)
    swing.tasks["approve"] = town.task(waiting, "approve").id
    town.wait(TODAY)
    pool = _begin(swing, "pool", "r8")
    swing.tasks["pool"] = town.task(pool, "formal_check").id
    mine = _begin(swing, "mine", "r10")
    swing.tasks["mine"] = town.task(mine, "formal_check").id
    tasks.claim(town.office, swing.tasks["mine"], doer=town.doer("wanglei"))
    tasks.keep_draft(town.office, swing.tasks["mine"], dict(ACCEPT), town.doer("wanglei"))
    withdrawn = _begin(swing, "withdrawn", "r9")
    town.withdraw(withdrawn)
    town.settle()
    _fill_wizard(swing)
    _rectify(swing)
    with town.office.database.reading() as connection:
        side = played.find_side_case(connection, "lift-measures", "ZJJ")
    assert side is not None
    swing.tasks["confirm"] = town.task(side, "confirm").id


def _rectify(swing: Swing) -> None:
    """青橡食品 has an order to fulfil, and an interview on the next day that it may move."""
    town = swing.town
    opening = Opening("rectification", "SJJ", town.subjects["e3"], {"reason": "日常检查发现"})
    opened = start_case(town.office, opening, town.doer("wanglei").actor)
    town.settle()
    town.do("wanglei", opened.case_id, "draft_order", ORDER)
    town.do("lihong", opened.case_id, "approve_order", {"decision": "issue", "opinion": "事实清楚，要求适当"})
    swing.numbers["rectifying"] = opened.number
    swing.tasks["report"] = town.task(opened.case_id, "report").id
    said = {"topic": "整改要求落实情况", "attendee": "法定代表人", "bring": "整改材料", "delegation": False}
    others = tuple(INTERVIEW + timedelta(days=days) for days in (1, 2, 3))
    given = Offer("xinbei", opened.case_id, "SJJ", Kind.SEVERE, INTERVIEW, others, "市场监管局 201 室", said)
    with town.office.database.writing() as connection:
        law = town.office.law(connection)
        at_hand = Circumstances(town.office.clock.now(), "王磊", law.policies, law.calendar)
        interviews.offer(connection, given, at_hand)


def _propose(swing: Swing, case_id: int) -> None:
    for element, answers in (("formal_check", ACCEPT), ("check_conditions", REVIEW), ("propose", PROPOSE)):
        swing.town.do("wanglei", case_id, element, answers)


def _remember_papers(swing: Swing, case_id: int) -> None:
    with swing.town.office.database.reading() as connection:
        for paper in papers.list_of_case(connection, case_id):
            swing.papers[paper.kind] = paper


def _fill_wizard(swing: Swing) -> None:
    """One application that is ready to be handed in, by 沈芳."""
    town = swing.town
    person = town.doer("shenfang").actor.id
    kept = {"answers": dict(APPLICATION), "seen": ["applicant", "facts", "ways", "materials", "commitment", "contact"]}
    with town.office.database.writing() as connection:
        place = f"apply:repair:{town.records['r13'].id}"
        drafts.save_draft(connection, person, place, kept, town.office.clock.now())


def screens(swing: Swing) -> Iterator[Screen]:
    """Every screen that there is, as somebody sees it who works with it."""
    yield from _public(swing)
    yield from _portal(swing)
    yield from _work(swing)


def _public(swing: Swing) -> Iterator[Screen]:
    record, decision = swing.town.records["r2"].id, swing.papers["decision"]
    yield Screen("public-listings", "", "/public/listings")
    yield Screen("public-nothing", "", "/public/listings?q=没有这家企业")
    yield Screen("public-record", "", f"/public/records/{record}")
    yield Screen("public-verify", "", "/public/verify")
    yield Screen("public-verified", "", f"/v/{decision.verify_code}")
    yield Screen("public-unknown", "", "/v/NOSUCHCODE")
    yield Screen("public-progress", "", "/public/progress")
    yield Screen("public-help", "", "/help")
    yield Screen("public-missing", "", "/nowhere")
    yield Screen("login", "", "/login")
    yield Screen("demo-clock", "", "/demo/clock")
    yield Screen("demo-mails", "", "/demo/mails")


def _portal(swing: Swing) -> Iterator[Screen]:
    records, numbers = swing.town.records, swing.numbers
    other = f"?subject={swing.town.subjects['e3']}"
    own = f"?subject={swing.town.subjects['e1']}"
    yield Screen("portal-home", "shenfang", f"/p/{own}")
    yield Screen("portal-home-todo", "shenfang", f"/p/{other}")
    yield Screen("portal-records", "shenfang", f"/p/records{own}")
    yield Screen("portal-record", "shenfang", f"/p/records/{records['r13'].id}")
    yield Screen("portal-record-not-yet", "shenfang", f"/p/records/{records['r2'].id}")
    yield Screen("portal-objection-choice", "shenfang", "/p/objections/new")
    yield Screen("portal-objection", "shenfang", f"/p/objections/new?record={records['r2'].id}")
    yield Screen("portal-not-eligible", "shenfang", f"/p/apply/repair/{records['r2'].id}")
    yield Screen("portal-apply-new", "shenfang", f"/p/apply/repair/{records['r6'].id}")
    yield Screen("portal-apply", "shenfang", f"/p/apply/repair/{records['r13'].id}")
    for step in ("applicant", "facts", "ways", "materials", "commitment", "contact"):
        yield Screen(f"portal-apply-{step}", "shenfang", f"/p/apply/repair/{records['r6'].id}/{step}")
    yield Screen("portal-apply-check", "shenfang", f"/p/apply/repair/{records['r13'].id}/check")
    yield Screen("portal-receipt", "shenfang", f"/p/cases/{numbers['lifting']}/receipt")
    yield Screen("portal-cases", "shenfang", f"/p/cases{own}")
    yield Screen("portal-case-lifting", "shenfang", f"/p/cases/{numbers['lifting']}")
    yield Screen("portal-case-supplement", "shenfang", f"/p/cases/{numbers['supplement']}")
    yield Screen("portal-task", "shenfang", f"/p/tasks/{swing.tasks['supplement']}")
    yield Screen("portal-extension", "shenfang", f"/p/cases/{numbers['supplement']}/extension/repair.supplement")
    yield Screen("portal-withdraw", "shenfang", f"/p/cases/{numbers['supplement']}/request/withdrawal")
    yield Screen("portal-withdraw-too-late", "shenfang", f"/p/cases/{numbers['lifting']}/request/withdrawal")
    yield Screen("portal-rectification", "shenfang", f"/p/tasks/{swing.tasks['report']}")
    yield Screen("portal-interview", "shenfang", f"/p/cases/{numbers['rectifying']}/interview")
    yield Screen("portal-documents", "shenfang", f"/p/documents{own}")
    yield Screen("portal-messages", "shenfang", f"/p/messages{own}")
    yield Screen("portal-agents", "xujianguo", "/p/agents")
    yield Screen("portal-agents-seen", "shenfang", f"/p/agents{own}")


def _work(swing: Swing) -> Iterator[Screen]:
    numbers, open_tasks = swing.numbers, swing.tasks
    lifting, mine = numbers["lifting"], open_tasks["mine"]
    clock = swing.town.house.deadlines(swing.town.house.page(numbers["waiting"]).id)["repair.decide"].id
    for view in ("mine", "pool", "team"):
        yield Screen(f"work-inbox-{view}", "wanglei", f"/w/inbox?view={view}")
    yield Screen("work-inbox-empty", "guanwei", "/w/inbox")
    yield Screen("work-new", "wanglei", "/w/cases/new")
    yield Screen("work-new-case", "wanglei", "/w/cases/new/rectification?uscc=91320411MAXY00331X")
    yield Screen("work-new-wrong-code", "wanglei", "/w/cases/new/rectification?uscc=91320411MAXY00331Y")
    yield Screen("work-interviews", "wanglei", "/w/interviews")
    yield Screen("work-task", "wanglei", f"/w/tasks/{open_tasks['pool']}")
    yield Screen("work-task-mine", "wanglei", f"/w/tasks/{mine}")
    yield Screen("work-task-held", "hejing", f"/w/tasks/{mine}")
    yield Screen("work-task-check", "wanglei", f"/w/tasks/{mine}/check")
    yield Screen("work-hand-over", "wanglei", f"/w/tasks/{mine}/hand-over")
    yield Screen("work-return", "lihong", f"/w/tasks/{open_tasks['approve']}/return")
    yield Screen("work-approvals", "lihong", "/w/approvals")
    yield Screen("work-approve", "lihong", f"/w/tasks/{open_tasks['approve']}")
    yield Screen("work-measures", "chenjie", "/w/measures")
    yield Screen("work-measures-empty", "sunqian", "/w/measures")
    yield Screen("work-confirm", "chenjie", f"/w/tasks/{open_tasks['confirm']}")
    yield Screen("work-cases", "wanglei", "/w/cases?which=all")
    yield Screen("work-cases-district", "wuhao", "/w/cases?which=all")
    yield Screen("work-cases-none", "wanglei", "/w/cases?kind=repair&state=已办结")
    yield Screen("work-search", "wanglei", "/w/search?q=常州")
    yield Screen("work-search-nothing", "wanglei", "/w/search?q=没有这一家")
    yield Screen("work-case", "wanglei", f"/w/cases/{numbers['reviewing']}")
    yield Screen("work-case-timeline", "wanglei", f"/w/cases/{lifting}/timeline")
    yield Screen("work-case-diagram", "wanglei", f"/w/cases/{lifting}/diagram", has_diagram=True)
    yield Screen("work-case-papers", "wanglei", f"/w/cases/{lifting}/papers")
    yield Screen("work-case-deadlines", "wanglei", f"/w/cases/{lifting}/deadlines")
    yield Screen("work-case-supplement", "wanglei", f"/w/cases/{numbers['supplement']}")
    yield Screen("work-clock", "wanglei", f"/w/cases/{numbers['waiting']}/clocks/{clock}")
    yield Screen("work-no-right", "shenfang", "/w/inbox")
    yield Screen("design-processes", "zhengyu", "/d/processes")
    yield Screen("design-process", "zhengyu", "/d/processes/repair", has_diagram=True)
    yield Screen("design-called", "qianjin", "/d/processes/repair?of=repair-review", has_diagram=True)
