"""A body says what the facts say, and is refused where it would leave a place empty or do more than speak."""

import pytest

from tests.documents.samples import BODY, facts
from workflows.documents import template
from workflows.errors import BadAnswers, BadDiagram


def test_a_body_is_filled_and_says_what_stands_around_it():
    """Title, addressee, attachments and copies come from the body where it sets them."""
    filled = template.fill(
        '{% set title = ["关于同意", "信用修复的决定"] %}{% set addressee = "区财政局" %}'
        '{% set copies = ["区信用办"] %}<p>{{ subject.name }}</p>',
        facts(),
    )
    assert filled.body == "<p>常州云岫精密机械有限公司（演示）</p>"
    assert filled.title == ("关于同意", "信用修复的决定")
    assert filled.addressee == "区财政局"
    assert filled.copies == ("区信用办",)
    assert filled.attachments == ()


def test_a_body_that_sets_nothing_leaves_the_defaults():
    """None means: the title of the table, the subject as addressee."""
    filled = template.fill("<p>同意。</p>", facts())
    assert (filled.title, filled.addressee) == (None, None)


def test_facts_are_text_and_never_marks():
    """A company may call itself anything; its name does not become HTML."""
    filled = template.fill("<p>{{ name }}</p>", {"name": "<img src=x>甲&乙公司"})
    assert filled.body == "<p>&lt;img src=x&gt;甲&amp;乙公司</p>"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("{{ reasons }}", "reasons"),
        ("{{ subject.shareholder }}", "shareholder"),
        ("{{ subject.name.first }}", "first"),
        ("{% for item in items_lacking %}{{ item }}{% endfor %}", "items_lacking"),
        ("{{ nothing }}", "有一处内容为空"),
    ],
)
def test_a_missing_fact_refuses_the_paper(body, missing):
    """No paper goes out with an empty place, and the officer learns which one it would have been."""
    with pytest.raises(BadAnswers, match=missing):
        template.fill(body, facts(nothing=None))
    assert template.missing_names({}, body, facts(nothing=None)) == (missing,)


def test_all_missing_names_are_told_at_once():
    """Names of the table and of the body; the officer is not sent back three times."""
    table = {"names": {"reasons": "propose.reasons", "articles": "rules"}}
    body = "<p>{{ reasons }}{{ remedy }}{{ again_from }}</p>"
    assert template.missing_names(table, body, facts(reasons="")) == ("again_from", "articles", "reasons", "remedy")


def test_what_a_body_asks_for_before_using_it_is_not_missing():
    """A body may provide for a fact that some cases do not have."""
    assert template.missing_names({}, "{% if extra is defined %}{{ extra }}{% endif %}", facts()) == ()
    assert template.missing_names({"names": ["fine"]}, BODY, facts()) == ()


def test_the_names_of_a_body_can_be_listed():
    """The check before a release compares them with the table."""
    assert template.names_used("{% set a = b %}{{ a }}{% for x in c %}{{ x.y }}{{ loop.index }}{% endfor %}") == {
        "b",
        "c",
    }


@pytest.mark.parametrize(
    "body",
    [
        "<p>{{ subject.__class__.__mro__ }}</p>",
        "<p>{{ ''.format.__globals__ }}</p>",
        "{% include '/etc/passwd' %}",
        "{{ subject.update({'name': '某某'}) }}",
        "{{ records }}",
        "{{ 1 + 'a' }}",
        "{{ 1 / 0 }}",
        "{% for x in %}",
        "{{ name | unknown_filter }}",
    ],
)
def test_a_body_can_do_nothing_but_speak(body):
    """It reaches no code, no file, and changes no fact; a raw list is no sentence."""
    with pytest.raises((BadDiagram, BadAnswers)):
        template.fill(body, facts(name="甲"))


@pytest.mark.parametrize(
    ("body", "foreign"),
    [
        ("<img src='file:///etc/passwd'>", "<img>"),
        ("<script>1</script>", "<script>"),
        ("<style>p{}</style>", "<style>"),
        ("<link rel='attachment' href='x'>", "<link>"),
        ("<p style='color:red'>甲</p>", "p 的属性 style"),
        ("<p onclick='x'>甲</p>", "p 的属性 onclick"),
        ("<p>甲", "未闭合的 <p>"),
        ("甲</p>", "多余的 </p>"),
    ],
)
def test_foreign_elements_are_refused(body, foreign):
    """A body holds paragraphs, headings, lists and tables; nothing that loads, runs or repaints."""
    assert foreign in template.list_foreign(body)
    with pytest.raises(BadDiagram, match="不能使用"):
        template.fill(body, {})


def test_the_elements_of_a_paper_are_accepted():
    """The nearly identical body without foreign elements passes."""
    assert template.list_foreign("<p class='right'>甲<br>乙</p><table><tr><td colspan='2'>丙</td></tr></table>") == ()


def test_spaces_around_a_fact_are_for_the_author_only():
    """Between Chinese characters a paper has none; inside a fact they stay."""
    filled = template.fill(
        "<p>于 {{ day }} 提出，地址 {{ place }}。</p>", {"day": "2026年1月9日", "place": "演示路 20 号"}
    )
    assert filled.body == "<p>于2026年1月9日提出，地址演示路 20 号。</p>"
