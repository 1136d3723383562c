"""The roles of the office: who a lane of a diagram speaks of, and what a person may be."""

from enum import StrEnum


class Role(StrEnum):
    """One role; its value stands in task groups (`officer@SJJ`), its label on screens and lanes."""

    SUBJECT = "subject"
    OFFICER = "officer"
    LEGAL = "legal"
    MANAGER = "manager"
    HEAD = "head"
    IMPLEMENTER = "implementer"
    CREDIT_OFFICE = "credit-office"
    DESIGNER = "designer"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.SUBJECT: "信用主体",
    Role.OFFICER: "经办人",
    Role.LEGAL: "法制审核",
    Role.MANAGER: "审批人",
    Role.HEAD: "单位负责人",
    Role.IMPLEMENTER: "实施单位",
    Role.CREDIT_OFFICE: "信用办",
    Role.DESIGNER: "流程设计",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计",
    Role.SYSTEM: "系统",
}

ROLE_OF_LABEL = {label: role for role, label in _LABELS.items()}
