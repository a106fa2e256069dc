"""What there is to say to the team: one field per text."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class TeamTexts:
    """The team's view; keys of ``figures`` are those of the API, of ``steps`` of the funnel."""

    title: str
    lead: str
    live: str
    live_line: str
    simulated: str
    figures: Mapping[str, str]
    interval: str
    no_figures: str
    out_of_reach: str
    releases: str
    releases_lead: str
    release: str
    version: str
    data: str
    when: str
    why: str
    serving: str
    rolled_back: str
    bring_back: str
    bring_back_named: str
    sure_title: str
    sure: str
    reason: str
    reason_hint: str
    sure_button: str
    cancel: str
    no_key: str
    job: str
    job_states: Mapping[str, str]
    look_again: str
    coming: str
    no_conductor: str
    refused: str
    compare: str
    compare_lead: str
    films: str
    films_hint: str
    first: str
    second: str
    serves_now: str
    compare_button: str
    no_films: str
    not_found: str
    shared: str
    of_list: str
    film: str
    place: str
    absent: str
    because: str
    funnel: str
    funnel_lead: str
    steps: Mapping[str, str]
    no_people: str
    drift: str
    drift_lead: str
    no_drift: str
    no_monitoring: str
    features: Mapping[str, str]
    levels: Mapping[str, str]
    threshold: str
    links: str
    no_links: str
