"""The tree can be handed on: files that a reader holds in mind, and nothing that belongs to one machine."""

import pytest

from scripts import tree


def test_nothing_in_the_tree_is_too_long_or_tied_to_a_machine():
    """Every file keeps to 300 lines or says why not, and names no address, registry or path of a machine."""
    assert list(tree.findings()) == []


@pytest.mark.parametrize(
    "planted",
    [
        # Split, so that this file itself holds no such thing.
        "see https" + "://mirror.somewhere.cn/packages/flask/",
        '"resol' + 'ved": "flask-3.tgz"',
        "pip install --index" + "-url x",
        "@x:regis" + "try=//there",
        "open('/ro" + "ot/secret')",
        "cd /ho" + "me/li/xinfu",
        f"sees {tree.ROOT}/design.md",
        "https" + "://user:word@intranet.local/x",
    ],
)
def test_an_address_or_a_path_of_a_machine_is_found(planted: str):
    """What would tie the tree to somebody's network or disk does not slip in."""
    assert list(tree.objections(planted))


@pytest.mark.parametrize(
    "harmless",
    [
        'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"',
        '"$schema": "https://json-schema.org/draft/2020-12/schema"',
        "http://127.0.0.1:8000/portal/",
        'f"http://{host}:{port}/"',
        "href='/work/inbox'",
        "mail https://xinfu.example/verify",
        "var/home/x",
        "REGISTRY = frozenset()",
    ],
)
def test_names_and_this_machine_are_no_addresses(harmless: str):
    """Namespaces, schemas and the loopback address are not places to fetch from."""
    assert list(tree.objections(harmless)) == []


def test_a_long_file_needs_a_reason_at_its_top():
    """300 lines are the limit; a reason counts only where a reader sees it first."""
    assert not tree.is_too_long("x\n" * 300)
    assert tree.is_too_long("x\n" * 301)
    assert not tree.is_too_long("# long because: one table of the law\n" + "x\n" * 301)
    assert tree.is_too_long("x\n" * 301 + "# long because: nobody reads this far\n")
