"""Facts of a case or registry object, and what follows from them: holds, extensions, the deadlines reckoned."""

from workflows.store.facts.deadlines import (
    DeadlineRow,
    Moved,
    add_deadlines,
    list_deadlines,
    replace_deadlines,
)
from workflows.store.facts.holds import (
    HoldRow,
    ask_extension,
    begin_hold,
    decide_extension,
    end_hold,
    list_extensions,
    list_hold_rows,
    list_holds,
)
from workflows.store.facts.known import Known, read_known
from workflows.store.facts.recorded import (
    FactRow,
    NewFact,
    Owner,
    find_fact,
    list_fact_rows,
    list_facts,
    list_facts_of,
    list_standing,
    record,
    record_all,
    supersede,
)

__all__ = [
    "DeadlineRow",
    "FactRow",
    "HoldRow",
    "Known",
    "Moved",
    "NewFact",
    "Owner",
    "add_deadlines",
    "ask_extension",
    "begin_hold",
    "decide_extension",
    "end_hold",
    "find_fact",
    "list_deadlines",
    "list_extensions",
    "list_fact_rows",
    "list_facts",
    "list_facts_of",
    "list_hold_rows",
    "list_holds",
    "list_standing",
    "read_known",
    "record",
    "record_all",
    "replace_deadlines",
    "supersede",
]
