"""A story names its files; where files are kept, each name becomes one that can be opened."""

from typing import Any

from workflows.design.attach import attach


def test_a_named_file_becomes_a_kept_one():
    """Names of files are replaced wherever they stand; names of people and files kept before are left alone."""
    answers: dict[str, Any] = {
        "applicant": {"capacity": "agent", "name": "沈芳"},
        "signer": {"name": "沈芳"},
        "materials": {"duty-proof": [{"name": "缴款凭证.pdf"}, {"name": "旧.pdf", "file": 7}]},
    }
    kept = attach(answers, lambda name: {"file": 1, "name": name})
    assert kept["materials"]["duty-proof"] == [{"file": 1, "name": "缴款凭证.pdf"}, {"name": "旧.pdf", "file": 7}]
    assert kept["applicant"] == answers["applicant"]
    assert kept["signer"] == answers["signer"]
