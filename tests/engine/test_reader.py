"""A diagram or table is read only when it is safe, whole and of the standard; otherwise a sentence names file and line."""

import pytest
from lxml import etree

from workflows.engine.reader import BIGGEST, Kind, parse, read, read_xml
from workflows.errors import BadDiagram

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="x">
  <!-- 说明 -->
  <process id="p" isExecutable="true">
    <startEvent id="s"/>
    <userTask id="u" name="审查"><extensionElements><spiffworkflow:whatever>甲</spiffworkflow:whatever></extensionElements></userTask>
    <endEvent id="e"/>
  </process>
</definitions>"""

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
  <decision id="class" name="类别"><decisionTable id="t"><input id="i"><inputExpression id="ie"><text>a</text></inputExpression></input>
  <output id="o" name="b"/><rule id="r"><inputEntry id="r1"><text>1</text></inputEntry>
  <outputEntry id="r2"><text>2</text></outputEntry></rule></decisionTable></decision>
</definitions>"""


def test_a_plain_diagram_and_a_plain_table_are_read():
    """What editors write is read; comments are left out, extensions of other tools stay."""
    root = read_xml("bpmn/a/a.bpmn", DIAGRAM.encode())
    assert [child.tag.rsplit("}")[-1] for child in root] == ["process"]
    assert "甲" in str(etree.tostring(root, encoding="unicode"))
    assert read_xml("bpmn/a/a.dmn", TABLE.encode()).get("id") == "d"
    assert read("x", TABLE.encode(), Kind.TABLE).get("id") == "d"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_in_utf_8_and_utf_16_are_read(encoding):
    """With and without byte order mark, whatever the declaration says of the two."""
    text = DIAGRAM if encoding != "utf-16" else DIAGRAM.replace("UTF-8", "UTF-16")
    assert read_xml("a.bpmn", text.encode(encoding)).get("id") == "d"


def test_utf_16_without_a_mark_is_read():
    """Some editors leave the mark out."""
    for order in ("utf-16-le", "utf-16-be"):
        assert read_xml("a.bpmn", DIAGRAM.replace("UTF-8", "UTF-16").encode(order)).get("id") == "d"


LAUGHS = '<!DOCTYPE d [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
HOSTILE = {
    "an entity that grows": DIAGRAM.replace("<definitions", LAUGHS + "<definitions", 1).replace("甲", "&b;"),
    "an entity from outside": DIAGRAM.replace("<definitions", OUTSIDE + "<definitions", 1).replace("甲", "&x;"),
    "a bare doctype": DIAGRAM.replace("<definitions", "<!doctype html><definitions", 1),
    "an unknown entity": DIAGRAM.replace("甲", "&x;"),
    "a processing instruction inside": DIAGRAM.replace("甲", "<?php x?>"),
    "a processing instruction before": DIAGRAM.replace("<definitions", '<?xml-stylesheet href="x"?><definitions', 1),
    "a processing instruction after": DIAGRAM + "<?x y?>",
    "a cut file": DIAGRAM[:-20],
    "nothing": "",
    "no XML": "流程",
    "another encoding declared": DIAGRAM.replace("UTF-8", "UTF-7"),
    "another root": "<a/>",
    "another standard": TABLE,
    "an unknown element": DIAGRAM.replace("<startEvent", "<beginEvent"),
    "an unknown attribute": DIAGRAM.replace('id="u"', 'id="u" vip="x"'),
    "an element in a wrong place": DIAGRAM.replace("<process", "<startEvent/><process", 1),
    "one id twice": DIAGRAM.replace('endEvent id="e"', 'endEvent id="s"'),
    "an id with a blank": DIAGRAM.replace('endEvent id="e"', 'endEvent id="e 1"'),
    "very deep": DIAGRAM.replace("甲", "<a>" * 300 + "</a>" * 300),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_its_place(case):
    """The sentence is Chinese and names the file and the line; nothing is fetched, nothing grows."""
    with pytest.raises(BadDiagram) as caught:
        read_xml("bpmn/repair/repair.bpmn", HOSTILE[case].encode())
    assert caught.value.sentence.startswith("repair.bpmn 第 ")
    assert caught.value.english.startswith("repair.bpmn, line ")
    assert caught.value.details["file"] == "bpmn/repair/repair.bpmn"


def test_the_line_is_the_one_an_editor_shows():
    """Finding the place must not need counting."""
    with pytest.raises(BadDiagram) as caught:
        read_xml("a.bpmn", HOSTILE["an unknown element"].encode())
    assert caught.value.sentence == "a.bpmn 第 6 行：元素“beginEvent”不认识，或不能放在这里"
    with pytest.raises(BadDiagram) as caught:
        read_xml("a.bpmn", HOSTILE["one id twice"].encode())
    assert caught.value.sentence == "a.bpmn 第 8 行：编号“s”重复，或含有不允许的字符"


def test_files_in_other_encodings_and_big_files_are_refused():
    """GB18030 and two megabytes have their own sentences."""
    with pytest.raises(BadDiagram, match="请另存为 UTF-8"):
        parse("a.bpmn", DIAGRAM.encode("gb18030"))
    with pytest.raises(BadDiagram, match="请另存为 UTF-8"):
        parse("a.bpmn", DIAGRAM.replace("UTF-8", "GB18030").encode("gb18030"))
    with pytest.raises(BadDiagram, match="2 MB"):
        parse("a.bpmn", b" " * (BIGGEST + 1))
