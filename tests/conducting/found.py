"""What a monitoring may have found: genres moved far, decades did not, and people like less."""

from cinq.traffic.findings import Bounded, FeatureFinding, Findings, Quality

NOW = Bounded(mean=0.5, lower=0.4, upper=0.6, people=90)
THEN = Bounded(mean=0.7, lower=0.65, upper=0.75, people=400)
SHARES = tuple(
    Quality(name=name, title=name, level="act", current=NOW, reference=THEN)
    for name in ("acceptance", "precision")
)


def finding(name: str, level: str, psi: float) -> FeatureFinding:
    return FeatureFinding(
        name=name,
        title=name,
        level=level,
        psi=psi,
        js=0.1,
        psi_by_chance=0.01,
        warn_psi=0.05,
        act_psi=0.2,
        warn_js=0.1,
        act_js=0.2,
        compared_with="judged",
        n_reference=1000,
        n_current=300,
        bins=("a", "b"),
        reference=(0.5, 0.5),
        current=(0.4, 0.6),
    )


def findings(quality: tuple[Quality, ...]) -> Findings:
    return Findings(
        made_at="2026-12-01T12:00:00+00:00",
        since="2026-12-01T10:00:00+00:00",
        until="2026-12-01T11:00:00+00:00",
        release=3,
        model_version="2",
        dataset="toy",
        data_version="0",
        level="act",
        requests=300,
        distinct=290,
        refused=1,
        empty=2,
        alarm_rate=0.04,
        features=(finding("genres", "act", 0.4), finding("decades", "quiet", 0.02)),
        quality=quality,
        unsaid={},
    )
