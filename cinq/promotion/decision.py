"""The gate: a pure decision from what was measured, each rule with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from cinq.evaluation.figures import Judgement, Part
from cinq.promotion import rules
from cinq.promotion.rules import Rule
from cinq.settings import GateSettings

Mode = Literal["first release", "superior", "non_inferior"]


class Decision(Part):
    """What the gate says, and why.

    Parameters
    ----------
    released
        Whether every rule passed. Until `confirm` has added the last rule this means
        "may be packaged".
    mode
        How the champion was compared with.
    first_release
        Whether there was no champion to compare with.
    note
        Why a champion there is was not compared with; empty otherwise.
    dataset, data_version
        What was judged on.
    rules
        Every rule that applied, passed or not.
    """

    released: bool
    mode: Mode
    first_release: bool
    note: str = ""
    dataset: str
    data_version: str
    rules: tuple[Rule, ...]

    @property
    def failed(self) -> tuple[Rule, ...]:
        """The rules that were not kept, in order."""
        return tuple(rule for rule in self.rules if not rule.passed)

    @property
    def reasons(self) -> list[str]:
        """One line per failed rule."""
        return [f"{rule.name}: {rule.reason}" for rule in self.failed]


def decide(judgement: Judgement, gate: GateSettings) -> Decision:
    """Apply the rules of the gate; pure, so the same judgement gives the same decision.

    Without a comparable champion the rules that need one are left out. With too few people to
    judge on, that alone is the reason for the refusal.

    Parameters
    ----------
    judgement
        What was measured.
    gate
        The bounds.
    """
    compared = judgement.champion == "compared"
    mode = _mode(judgement, gate) if compared else "first release"
    applied = _applied(judgement, gate, mode)
    return Decision(
        released=all(rule.passed for rule in applied),
        mode=mode,
        first_release=not compared,
        note=judgement.champion_note,
        dataset=judgement.dataset,
        data_version=judgement.data_version,
        rules=tuple(applied),
    )


def confirm(
    decision: Decision,
    served_answers: Sequence[Mapping[str, Any]],
    expected: Sequence[Mapping[str, Any]],
) -> Decision:
    """Add the rule that the served Bento answers the golden lists exactly as the pipeline did.

    Parameters
    ----------
    decision
        What `decide` said.
    served_answers, expected
        Answers as `cinq.evaluation.golden.golden_answers` gives them; ``films`` must be equal in
        order and ``scores`` bit for bit. Lists are matched by name.
    """
    served = {answer["name"]: answer for answer in served_answers}
    differing = [
        str(answer["name"])
        for answer in expected
        if answer["name"] not in served or not _same(served[answer["name"]], answer)
    ]
    rule = rules.served_as_judged(len(expected), differing)
    return decision.model_copy(
        update={"rules": (*decision.rules, rule), "released": decision.released and rule.passed}
    )


def _applied(judgement: Judgement, gate: GateSettings, mode: Mode) -> list[Rule]:
    people = rules.enough_people(judgement.n_judging_people, judgement.min_people)
    found, rating = judgement.onboarding, judgement.rating
    if found is None or rating is None:
        return [people, rules.enough_ratings(rating.n_ratings if rating else 0)]
    applied = [
        people,
        rules.better_than_popularity(found, gate),
        rules.below_bias_only(rating.challenger, rating.bias_only),
    ]
    if rating.champion is not None and not rules.nothing_to_predict(rating.bias_only):
        applied.append(rules.rating_error_near_champion(rating.challenger, rating.champion, gate))
    if found.champion is not None:
        applied += _against_champion(judgement, gate, mode)
        applied.append(rules.coverage(found.challenger, found.champion, gate))
    if judgement.influence is not None:
        applied.append(rules.accounts_influence(judgement.influence, gate))
    return [
        *applied,
        rules.query_time(judgement.query_ms, gate),
        rules.reloads(judgement.reload_equal, judgement.reload_note),
        rules.golden_lists(judgement.golden, judgement.golden_source, gate),
    ]


def _against_champion(judgement: Judgement, gate: GateSettings, mode: Mode) -> list[Rule]:
    found, recent = judgement.onboarding, judgement.recent
    if found is None or found.over_champion is None:
        return []
    applied: list[Rule] = []
    if mode == "superior":
        applied.append(rules.superior(found.over_champion, found.n_people))
    if recent is not None and recent.over_champion is not None:
        applied.append(
            rules.recent_people(found.over_champion, recent.over_champion, recent.n_people, gate)
        )
    elif mode == "non_inferior":
        applied.append(rules.non_inferior(found.over_champion, found.n_people, gate))
    return applied


def _mode(judgement: Judgement, gate: GateSettings) -> Mode:
    if gate.mode != "auto":
        return gate.mode
    return "superior" if judgement.data_unchanged else "non_inferior"


def _same(served: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    return all(list(served[part]) == list(expected[part]) for part in ("films", "scores"))
