"""Papers to test with: the facts of two cases as a step fixes them, and a body of every element."""

from __future__ import annotations

from typing import Any

from workflows.documents import layout
from workflows.documents.layout import PaperText

VERIFY_AT = "https://xinfu.example/v"

BODY = """
{% set copies = measures | map(attribute="unit_name") | list %}
{% set attachments = ["解除惩戒措施清单"] %}
<p>你单位于{{ case.opened_on | day }}提出的信用修复申请（案号{{ case.number }}）收悉。你单位统一社会信用代码为{{ subject.uscc }}，\
本局于{{ accepted_on | day }}受理。经审查，现决定如下：</p>
<h2>一、查明的事实</h2>
{% for record in records %}
<p>你单位因{{ record.fact }}，被{{ record.issuer }}于{{ record.decided_on | day }}以{{ record.number }}作出处理，\
罚款{{ fine | money }}，失信等级为{{ record.gravity | class_name }}，最短公示期至{{ record.min_until | day }}。</p>
{% endfor %}
<h3>（一）修复情况</h3>
<p>你单位以{{ ways | listed }}的方式修复信用，罚款已经缴清，义务已经履行完毕，<strong>材料齐全</strong>，<em>经核查属实</em>。</p>
<table>
<thead><tr><th>序号</th><th>惩戒措施</th><th>实施单位</th><th>开始日期</th></tr></thead>
<tbody>{% for measure in measures %}
<tr><td class="center">{{ loop.index }}</td><td>{{ measure.name }}</td><td>{{ measure.unit_name }}</td>\
<td class="nowrap">{{ measure.started_on | day }}</td></tr>{% endfor %}</tbody>
</table>
<h2>二、决定及依据</h2>
<p>依据{{ basis }}，决定同意你单位的信用修复申请。有关单位应当在{{ term | term }}内，即{{ lift_by | day }}前解除以下措施：</p>
<ol>{% for measure in measures %}<li>{{ measure.unit_name }}：{{ measure.name }}。</li>{% endfor %}</ol>
<h2>三、救济途径</h2>
<p>对本决定不服的，可以依法申请行政复议或者提起行政诉讼。联系人{{ officer }}，电话{{ office.phone }}，地址：{{ office.address }}。</p>
"""


def facts(**over: Any) -> dict[str, Any]:
    """The case of an engineering works; everything that its decision says."""
    office = {"code": "SJJ", "name": "常州市新北区市场监督管理局", "short_name": "市场监管局", "mark": "常新市监信"}
    return {
        "case": {"id": 1, "number": "XF2026-R-000038", "code": "K7K7K7", "opened_on": "2026-11-09"},
        "subject": {"name": "常州云岫精密机械有限公司（演示）", "uscc": "91320411MAXY00112K"},
        "office": {**office, "phone": "0519-85000020", "address": "新北区演示路 20 号"},
        "records": [
            {
                "issuer": "常州市新北区市场监督管理局",
                "number": "常市监处〔2026〕101号",
                "gravity": "一般",
                "fact": "未按规定公示年度报告",
                "decided_on": "2026-06-26",
                "min_until": "2026-09-26",
            }
        ],
        "measures": [
            {"name": "限制政府采购", "unit_name": "常州市新北区财政局", "started_on": "2026-07-02"},
            {"name": "限制招标投标", "unit_name": "常州市新北区住房和城乡建设局", "started_on": "2026-07-03"},
        ],
        "ways": ["整改失信", "信用承诺"],
        "fine": 12345,
        "basis": "《信用修复管理办法》",
        "accepted_on": "2026-11-12",
        "term": "3 工作日",
        "lift_by": "2026-11-26",
        "officer": "王磊",
        "signer": "李红",
        "today": "2026-11-23",
        "paper": {
            "kind": "decision",
            "title": "信用修复决定书",
            "number": "常新市监信修决〔2026〕12号",
            "code": "7K3M9QXT",
            "issued_on": "2026-11-23",
            "signer": "李红",
        },
        **over,
    }


def other_facts() -> dict[str, Any]:
    """Another case of another unit: nothing but the law and the wording is the same."""
    office = {"code": "ZJJ", "name": "常州市新北区住房和城乡建设局", "short_name": "住建局", "mark": "常新建信"}
    return facts(
        case={"id": 2, "number": "XF2026-R-000036", "code": "M4M4M4", "opened_on": "2026-12-01"},
        subject={"name": "江苏砚池建设工程有限公司（演示）", "uscc": "91320411MAXY00227R"},
        office={**office, "phone": "0519-85000030", "address": "新北区演示路 30 号"},
        records=[
            {
                "issuer": "常州市新北区住房和城乡建设局",
                "number": "常建罚〔2026〕7号",
                "gravity": "严重",
                "fact": "将承包的工程转包",
                "decided_on": "2025-08-18",
                "min_until": "2026-08-18",
            }
        ],
        measures=[
            {"name": "限制申请财政性资金项目", "unit_name": "常州市新北区发展和改革局", "started_on": "2025-09-01"}
        ],
        ways=["接受培训", "提交报告"],
        fine="60000.5",
        accepted_on="2026-12-04",
        lift_by="2026-12-17",
        officer="陈洁",
        paper={
            "kind": "decision",
            "title": "信用修复决定书",
            "number": "常新建信修决〔2026〕3号",
            "code": "2B4D6F8H",
            "issued_on": "2026-12-14",
            "signer": "高飞",
        },
    )


def paper(said: dict[str, Any] | None = None, body: str = BODY) -> PaperText:
    """The paper of these facts, by default of the first case."""
    return layout.write(body, said or facts(), VERIFY_AT)
