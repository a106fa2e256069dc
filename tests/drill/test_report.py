"""The report of a drill says what was seen, and passes only if all of it is as it should be."""

from cinq.drill.evidence import Evidence
from cinq.drill.report import markdown, save, verdict
from cinq.drill.traffic import Answered

RULES = {"rules": [{"passed": True, "name": "against popularity", "reason": "12 % | better"}]}


def evidence_of(*, holds: bool = True, ended: bool = True) -> Evidence:
    said = []
    evidence = Evidence(said.append)
    evidence.note("the taste shifts", "shift")
    evidence.check("no request fails", "0 of 3", holds=holds)
    evidence.facts["data"] = "demo"
    evidence.decision = RULES
    if ended:
        evidence.note("the drill ends", "end")
    assert len(said) == 1 + (not holds) + ended
    return evidence


def answers_of(evidence: Evidence) -> list[Answered]:
    return [
        Answered(evidence.began + 1, 0.010, "", 1, 0, "usual taste"),
        Answered(evidence.began + 2, 0.020, "", 2, 3, "new taste"),
        Answered(evidence.began + 3, 0.500, "status 503", 0, 0, "new taste"),
    ]


def test_drill_that_went_well_passes():
    evidence = evidence_of()
    assert evidence.passed
    assert verdict(evidence).startswith("passed: all 1 checks hold")


def test_a_failed_check_or_an_early_end_does_not_pass():
    assert not evidence_of(holds=False).passed
    assert not evidence_of(ended=False).passed
    assert verdict(evidence_of(holds=False)) == "not passed: no request fails: 0 of 3"
    assert "did not come to its end" in verdict(evidence_of(ended=False))


def test_markdown_tells_checks_times_answers_and_the_gate():
    evidence = evidence_of(holds=False)
    text = markdown(evidence, answers_of(evidence), "drill.svg")
    assert "| NO | no request fails | 0 of 3 |" in text
    assert "| the taste shifts |" in text
    assert "| new taste | release 2 | 1 | 0 | 20 ms | 20 ms | 20 ms | 100% |" in text
    assert "| new taste | nothing | 1 | 1 | 500 ms |" in text
    assert "| passed | against popularity | 12 % \\| better |" in text
    assert "](drill.svg)" in text


def test_files_stand_on_their_own(tmp_path):
    evidence = evidence_of()
    files = save(evidence, answers_of(evidence), tmp_path / "report")
    assert [file.name for file in files] == ["drill.md", "drill.svg", "drill.html"]
    page = files[2].read_text()
    assert "no request fails" in page
    assert "src=" not in page.partition("<script")[0]
    assert files[1].read_text().lstrip().startswith("<")


def test_drill_that_stopped_early_still_has_a_report(tmp_path):
    files = save(evidence_of(holds=False, ended=False), [], tmp_path)
    assert "Not passed: no request fails" in files[0].read_text()
