"""Decides whether a row of a policy or calendar file is well-formed, and says precisely what is wrong with it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from workflows.errors import BadInput


class Row:
    """One table of a TOML file: hands out its fields by type, gathers findings, and knows the fields nobody asked for."""

    def __init__(self, fields: Mapping[str, object], place: str, findings: list[str]) -> None:
        self._fields = fields
        self._asked: set[str] = set()
        self.place = place
        self.findings = findings

    def find(self, problem: str) -> None:
        """Notes a finding at this place."""
        self.findings.append(f"{self.place}：{problem}" if self.place else problem)

    def has(self, name: str) -> bool:
        return name in self._fields

    def raw(self, name: str) -> object | None:
        self._asked.add(name)
        return self._fields.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, str):
            self.find(f"字段 {name} 应为文字")
            return default
        return value.strip()

    def need(self, name: str) -> str:
        """A text that may not be missing or empty."""
        value = self.text(name)
        if not value and not isinstance(self._fields.get(name), (int, list, dict)):
            self.find(f"缺少字段 {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.find(f"字段 {name} 应为 true 或 false")
            return default
        return value

    def number(self, name: str) -> int | None:
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.find(f"字段 {name} 应为整数")
            return None
        return value

    def day(self, name: str) -> date | None:
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.find(f"字段 {name} 应为日期，如 2026-04-01")
            return None
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text stands for a list of one."""
        value = self.raw(name)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.find(f"字段 {name} 应为文字的列表")
            return ()
        return tuple(value)

    def texts(self, name: str) -> dict[str, str]:
        """A table of named texts."""
        value = self.raw(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.find(f"字段 {name} 应为“名称 = 文字”的表")
            return {}
        return dict(value)

    def rows(self, name: str, title: str) -> Iterator["Row"]:
        """The rows of a list of tables, each named by its key for the findings."""
        value = self.raw(name)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.find(f"{name} 应写作 [[{name}]] 的各行")
            return
        for number, item in enumerate(value, start=1):
            known_as = item.get("key") or item.get("name") or f"第 {number} 行"
            row = Row(item, f"{self.place} {title} {known_as}".strip(), self.findings)
            yield row
            row.close()

    def table(self, name: str, title: str) -> Iterator["Row"]:
        """The one table of this name, if there is one."""
        value = self.raw(name)
        if value is None:
            return
        if not isinstance(value, dict):
            self.find(f"字段 {name} 应为一个表")
            return
        row = Row(value, f"{self.place} 的{title}", self.findings)
        yield row
        row.close()

    def close(self) -> None:
        """Finds the fields that nobody asked for."""
        for name in self._fields:
            if name not in self._asked:
                self.find(f"不认识的字段 {name}")


def read_toml(text: str, place: str) -> Row:
    """The whole file as a row; refuses what is not TOML."""
    try:
        fields = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"{place}不是合格的 TOML：{fault}", english=f"Not valid TOML: {fault}") from fault
    return Row(fields, "", [])


def refuse_findings(place: str, findings: list[str]) -> None:
    """Refuses when anything was found; the details carry every finding."""
    if findings:
        raise BadInput(
            f"{place}有 {len(findings)} 处问题：" + "；".join(findings),
            english=f"{len(findings)} findings in {place}",
            findings=tuple(findings),
        )
