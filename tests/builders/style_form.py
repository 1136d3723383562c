"""A form with a question of every kind, and answers with mistakes in them: for the style pages and the tests of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FORM: Mapping[str, Any] = {
    "type": "object",
    "title": "审查申请材料",
    "additionalProperties": False,
    "required": ["decision", "uscc", "checked", "amount", "paid_on", "materials", "kinds", "truth"],
    "properties": {
        "decision": {
            "type": "string",
            "title": "审查意见",
            "description": "一次审查，一次告知全部问题。",
            "oneOf": [
                {"const": "accept", "title": "受理", "description": "向企业发出受理通知，10 个工作日内作出决定。"},
                {
                    "const": "supplement",
                    "title": "一次性告知补正",
                    "description": "办理时限暂停，企业有 10 个工作日补正。",
                },
                {"const": "refuse", "title": "不予受理", "description": "须写明理由和救济途径，由审批人复核。"},
            ],
        },
        "reason": {"type": "string", "title": "不予受理的理由", "maxLength": 500, "minLength": 10},
        "uscc": {"type": "string", "format": "x-uscc", "title": "统一社会信用代码", "description": "18 位，可带空格。"},
        "checked": {"type": "boolean", "title": "是否与执法文书一致"},
        "amount": {"type": "number", "title": "罚款金额", "minimum": 0, "x-suffix": "元"},
        "paid_on": {"type": "string", "format": "date", "title": "缴款日期"},
        "kinds": {
            "type": "array",
            "title": "核验的材料",
            "minItems": 1,
            "items": {
                "oneOf": [
                    {"const": "receipt", "title": "缴款凭证"},
                    {"const": "report", "title": "整改报告"},
                    {"const": "promise", "title": "信用承诺书"},
                ]
            },
        },
        "materials": {
            "type": "array",
            "title": "核验附件",
            "description": "现场核验的照片或单据。",
            "minItems": 1,
            "maxItems": 10,
            "items": {"type": "object", "format": "x-file"},
        },
        "defects": {
            "type": "array",
            "title": "需要补正的问题",
            "minItems": 1,
            "maxItems": 20,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["slot", "text"],
                "properties": {
                    "slot": {
                        "title": "材料",
                        "oneOf": [{"const": "proof", "title": "履行证明"}, {"const": "promise", "title": "承诺书"}],
                    },
                    "text": {"type": "string", "title": "问题和要求", "maxLength": 300},
                },
            },
        },
        "truth": {
            "type": "boolean",
            "const": True,
            "title": "以上内容经本人核对",
            "description": "核对记录随案件保存。",
        },
    },
    "allOf": [
        {
            "if": {"properties": {"decision": {"const": "refuse"}}, "required": ["decision"]},
            "then": {"required": ["reason"]},
        },
        {
            "if": {"properties": {"decision": {"const": "supplement"}}, "required": ["decision"]},
            "then": {"required": ["defects"]},
        },
    ],
}
ANSWERS: Mapping[str, Any] = {
    "decision": "supplement",
    "uscc": "91320411MAXY00112J",
    "amount": "两万",
    "kinds": ["receipt", "promise"],
    "materials": [
        {"file": 7, "name": "缴款凭证.pdf", "size": 2_400_000, "sha256": "ab" * 32, "type": "application/pdf"}
    ],
    "defects": [{"slot": "proof", "text": "缴款凭证缺少银行回单号。"}, {"slot": "promise"}],
}
