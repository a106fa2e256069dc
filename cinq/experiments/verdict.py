"""What findings say, in plain sentences."""

from cinq.experiments.findings import ArmFindings, ExperimentFindings


def verdict(found: ExperimentFindings) -> list[str]:
    """One sentence for every arm beside the control, and before them whatever forbids belief."""
    said = []
    if found.ratio.alarm:
        said.append(
            "The arms do not hold as many subjects as their weights say (p = "
            f"{found.ratio.p:.1e}): something loses or adds subjects, and no difference can be "
            "believed before it is found."
        )
    if found.phase == "running":
        said.append(
            f"It runs until {found.until:%Y-%m-%d %H:%M} UTC: what is seen before is a look and no "
            "decision, since who looks often sees a difference where there is none."
        )
    return said + [_of_arm(found, arm) for arm in found.arms if not arm.is_control]


def _of_arm(found: ExperimentFindings, arm: ArmFindings) -> str:
    compared = arm.compared.get(found.metric)
    if compared is None:
        return f"{arm.name}: too few subjects to compare it with {found.control}."
    gain = compared.difference.interval
    shown = (
        f"{found.metric} {gain.estimate:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}] "
        f"to {found.control}"
    )
    if compared.difference.told_apart:
        return f"{arm.name} is {'better' if gain.estimate > 0 else 'worse'}: {shown}."
    if compared.needed is None:
        return f"{arm.name}: no difference was found; nobody in {found.control} liked anything."
    have = sum(each.subjects for each in found.arms)
    return (
        f"{arm.name}: no difference was found, {shown}. To find one of "
        f"{found.smallest_effect:.0%} of the control's, {compared.needed:,} subjects are needed; "
        f"there were {have:,}."
    )
