"""One place decides who is kept from a task by an earlier part; the lists leave out exactly those tasks."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from tests.builders import registry
from tests.builders.offices import TestOffice
from workflows.errors import NotAllowed
from workflows.queries import inbox
from workflows.queries.inbox import Post
from workflows.registry import apart
from workflows.registry.apart import Matter
from workflows.store import parts, tasks
from workflows.store.database import Open
from workflows.store.parts import Part
from workflows.store.tasks import NewTask

ELEMENTS = ("propose", "check_conditions", "propose_again", "checkXconditions", "read")
APARTS: tuple[frozenset[str], ...] = (frozenset(), frozenset({"propose"}), frozenset({"propose", "check_conditions"}))
GROUP = "manager@SJJ"


def _open(connection: Open, house: TestOffice, case_id: int, engine_task: str, elements: frozenset[str]) -> int:
    now = house.clock.now()
    new = NewTask(
        district="xinbei",
        case_id=case_id,
        case_number="X",
        engine_task=engine_task,
        attempt=1,
        process="deciding",
        element="approve",
        title="审批",
        role_group=GROUP,
        assignee_id=None,
        rule="",
        scope="",
        due_at=now,
        subject_name="",
        mark="",
        apart=parts.spelled(elements),
        names={},
        opened_at=now,
    )
    tasks.open_tasks(connection, [new])
    return next(row.id for row in tasks.list_tasks(connection, case_id) if row.engine_task == engine_task)


@pytest.mark.parametrize("seed", range(12))
def test_the_pool_leaves_out_exactly_what_may_not_be_done(house: TestOffice, seed: int) -> None:
    """Whatever parts were taken, by whom, for whom, in which case: the list and the refusal agree for every actor."""
    dice = random.Random(seed)  # noqa: S311  a seeded walk, no secret
    people = [house.person(f"p{n}", f"人{n}", GROUP).actor.id for n in range(4)]
    with house.office.database.writing() as connection:
        record, other = registry.a_record(connection).id, registry.a_record(connection).id
    cases = [house.start("deciding", {}, records=(number,)) for number in (record, record, other)]
    owners = [("case", cases[0].case_id), ("case", cases[1].case_id), ("record", record), ("record", other)]
    with house.office.database.writing() as connection:
        for kind, owner_id in owners:
            for _part in range(dice.randrange(3)):
                of = owner_id if kind == "case" else dice.choice(cases).case_id
                part = Part(dice.choice(people), dice.choice([None, *people]), dice.choice(ELEMENTS), of)
                parts.write_parts(connection, [(kind, owner_id)], part, house.clock.now())
        matters = {}
        for number, (case, elements) in enumerate((case, elements) for case in cases for elements in APARTS):
            task_id = _open(connection, house, case.case_id, f"t{number}", elements)
            matters[task_id] = Matter(case.case_id, case.number, GROUP, elements)
    actors: list[tuple[int, ...]] = [*((one,) for one in people), *combinations(people, 2)]
    with house.office.database.reading() as connection:
        for persons in actors:
            actor = apart.actor_of(persons[0], "", persons[1] if len(persons) > 1 else None)
            free = {task for task, matter in matters.items() if apart.find_barred(connection, matter, actor) is None}
            offered = inbox.list_pool(connection, [Post(GROUP, persons)])
            assert {row.id for row in offered} == free
            assert inbox.count_pool(connection, [Post(GROUP, persons)]) == len(free)
            assert inbox.list_barred(connection, matters, persons) == set(matters) - free


def test_the_refusal_says_why_in_which_case_and_who_can(house: TestOffice) -> None:
    """A part in another case on the record bars as one in this case; only who may is named."""
    li, zhang = (house.person(*one, GROUP).actor for one in (("lihong", "李红"), ("zhangmin", "张敏")))
    with house.office.database.writing() as connection:
        record = registry.a_record(connection).id
    earlier, case = (house.start("deciding", {}, records=(record,)) for _case in range(2))
    matter = Matter(case.case_id, case.number, GROUP, frozenset({"propose"}))
    with house.office.database.writing() as connection:
        part = Part(li.id, None, "propose", earlier.case_id)
        parts.write_parts(connection, [("case", earlier.case_id), ("record", record)], part, house.clock.now())
        with pytest.raises(NotAllowed) as refused:
            apart.refuse_barred(connection, matter, apart.actor_of(li.id, "李红"))
        assert refused.value.sentence == (
            f"你是同一记录的 {earlier.number} 的经办人，按双人审核规则不能审批。可由 张敏 审批。"
        )
        assert apart.list_able(connection, matter) == [(zhang.id, "张敏")]
        apart.refuse_barred(connection, matter, apart.actor_of(zhang.id, "张敏"))
        with pytest.raises(NotAllowed, match="你所代的 李红 是"):
            apart.refuse_barred(connection, matter, apart.actor_of(zhang.id, "张敏", li.id, "李红"))
