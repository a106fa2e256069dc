"""The team's view: the live model, releases, drift and funnel, as sections of one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from cinq import wire
from ui.overview import Drift, Figure, Typed, figures_of
from ui.texts import Texts
from ui.texts.team import TeamTexts
from ui.views.team_compare import compare_form
from ui.views.team_parts import decimals, hint, section
from ui.views.team_pictures import view_drift, view_funnel


@dataclass(frozen=True)
class TeamPage:
    """Everything that the view shows; what the API did not tell is None.

    Attributes
    ----------
    may_act
        Whether there is a key for comparing and bringing back.
    links
        Addresses by name.
    """

    model: wire.ModelAnswer | None
    releases: wire.ReleasesAnswer | None
    funnel: Mapping[str, int]
    drift: Drift | None
    may_act: bool
    typed: Typed
    links: Mapping[str, str]
    job: wire.JobAnswer | None = None


def view_team(page: TeamPage, words: Texts, say: TeamTexts) -> str:
    """The page's inside, from its heading on."""
    sections = [
        _live(page.model, words, say),
        _releases(page, words, say),
        section("compare", say.compare, _compare(page, say)),
        section("funnel", say.funnel, view_funnel(page.funnel, say), "half"),
        section("drift", say.drift, view_drift(page.drift, words, say), "half"),
        section("links", say.links, _links(page.links, say)),
    ]
    return (
        f'<div class="lead"><h1>{escape(say.title)}</h1><p>{escape(say.lead)}</p></div>'
        f"{_job(page, say)}{'' if page.may_act else hint(say.no_key)}"
        f'<div class="team">{"".join(sections)}</div>'
    )


def view_sure(release: wire.ReleaseFacts, serving: int, say: TeamTexts, problem: str = "") -> str:
    """Whether a release shall really be brought back."""
    n = str(release.release)
    said = (
        say.sure.replace("{version}", release.model_version)
        .replace("{dataset}", release.dataset)
        .replace("{now}", str(serving))
    )
    wrong = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'<form class="card sure" method="post" action="/team/rollback"><h1>'
        f"{escape(say.sure_title.replace('{n}', n))}</h1><p>{escape(said)}</p>{wrong}"
        f'<input type="hidden" name="to" value="{n}">'
        f'<label for="reason">{escape(say.reason)}</label>'
        f'<input id="reason" name="reason" maxlength="150" aria-describedby="reason-hint">'
        f'<small id="reason-hint">{escape(say.reason_hint)}</small>'
        f'<button class="primary">{escape(say.sure_button)}</button>'
        f'<p><a class="plain" href="/team">{escape(say.cancel)}</a></p></form>'
    )


def _job(page: TeamPage, say: TeamTexts) -> str:
    if page.job is None:
        return ""
    job = page.job.job
    said = (
        say.job.replace("{n}", str(job.job_id))
        .replace("{who}", job.asked_by)
        .replace("{state}", say.job_states.get(job.state, job.state))
    )
    more = f" {job.message}" if job.state in ("failed", "refused") and job.message else ""
    waits = job.state in ("queued", "running")
    coming = _coming(page.releases) if job.state == "succeeded" else None
    note = f" {say.no_conductor}" if waits and not page.job.conductor else ""
    if coming is not None:
        note = f" {say.coming.replace('{n}', str(coming))}"
    link = f' <a href="/team?job={job.job_id}">{escape(say.look_again)}</a>'
    again = link if waits or coming is not None else ""
    return f'<p class="done" role="status">{escape(f"{said}.{more}{note}")}{again}</p>'


def _coming(releases: wire.ReleasesAnswer | None) -> int | None:
    """The newest release, while the API does not answer from it yet."""
    if releases is None or not releases.releases:
        return None
    newest = releases.releases[0].release
    return newest if newest > releases.serving else None


def _live(model: wire.ModelAnswer | None, words: Texts, say: TeamTexts) -> str:
    if model is None:
        return section("live", say.live, hint(say.out_of_reach))
    numbers = {
        "release": str(model.release),
        "version": model.model_version,
        "trained": model.trained_at[:10],
        "dataset": model.dataset,
        **{
            name: f"{count:,}".replace(",", "\u202f")
            for name, count in (
                ("films", model.n_films),
                ("people", model.n_users),
                ("ratings", model.n_ratings),
            )
        },
    }
    line = say.live_line
    for name, value in numbers.items():
        line = line.replace(f"{{{name}}}", value)
    figures = figures_of(model.figures, tuple(say.figures))
    shown = "".join(f"<li>{_figure(figure, words, say)}</li>" for figure in figures)
    simulated = f"<p>{escape(say.simulated)}</p>" if model.simulated else ""
    inside = f'<ul class="figures">{shown}</ul>' if shown else hint(say.no_figures)
    return section("live", say.live, f"<p>{escape(line)}</p>{simulated}{inside}")


def _figure(figure: Figure, words: Texts, say: TeamTexts) -> str:
    ends, picture = "", ""
    if figure.low is not None and figure.high is not None:
        low, high = decimals(figure.low, words), decimals(figure.high, words)
        said = say.interval.replace("{low}", low).replace("{high}", high)
        ends = f"<small>{escape(said)}</small>"
        left, right, dot = (
            round(100 * _unit(v), 1) for v in (figure.low, figure.high, figure.value)
        )
        picture = (
            f'<span class="whisker" aria-hidden="true"><i style="left:{left}%;'
            f'width:{max(right - left, 0.5):.1f}%"></i><b style="left:{dot}%"></b></span>'
        )
    return (
        f"<strong>{decimals(figure.value, words)}</strong>"
        f"<span>{escape(say.figures[figure.name])}{ends}</span>{picture}"
    )


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _releases(page: TeamPage, words: Texts, say: TeamTexts) -> str:
    if page.releases is None:
        return section("releases", say.releases, hint(say.out_of_reach))
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>'
        for head in (say.release, say.version, say.data, say.when, say.why, "")
    )
    rows = "".join(_release(one, page, words, say) for one in page.releases.releases)
    return section(
        "releases",
        say.releases,
        f'<p>{escape(say.releases_lead)}</p><table class="stack"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def _release(one: wire.ReleaseFacts, page: TeamPage, words: Texts, say: TeamTexts) -> str:
    n = str(one.release)
    serving = page.releases is not None and one.release == page.releases.serving
    act = ""
    if serving:
        act = f'<em class="tag">{escape(say.serving)}</em>'
    elif page.may_act and page.releases is not None and page.releases.ledger:
        name = escape(say.bring_back_named.replace("{n}", n))
        act = (
            f'<a class="plain" href="/team/rollback?to={n}" aria-label="{name}">'
            f"{escape(say.bring_back)}</a>"
        )
    why = one.reason
    if one.rolled_back_to is not None:
        told = say.rolled_back.replace("{n}", str(one.rolled_back_to))
        why = f"{told}. {why}" if why else told
    hit = one.figures.get("hit_at_5")
    quality = f"<small>Hit@5 {decimals(hit, words)}</small>" if hit is not None else ""
    when = (one.released_at or "")[:16].replace("T", " ")
    cells = (
        (say.version, f"{escape(one.model_version)}{quality}"),
        (say.data, escape(one.dataset)),
        (say.when, f'<time datetime="{escape(one.released_at or "")}">{escape(when)}</time>'),
        (say.why, escape(why)),
    )
    told = "".join(f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in cells)
    return (
        f'<tr><th scope="row" data-head="{escape(say.release)}">{n}</th>{told}<td>{act}</td></tr>'
    )


def _compare(page: TeamPage, say: TeamTexts) -> str:
    if not page.may_act or page.releases is None:
        return hint(say.no_key if not page.may_act else say.out_of_reach)
    return compare_form(page.releases, page.typed, say)


def _links(links: Mapping[str, str], say: TeamTexts) -> str:
    there = "".join(
        f'<li><a class="plain" href="{escape(address)}" rel="noreferrer">{escape(name)}</a></li>'
        for name, address in links.items()
        if address
    )
    return f'<ul class="links">{there}</ul>' if there else hint(say.no_links)
