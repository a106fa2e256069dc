"""What there is to say about one's own data: one field per text."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class MineTexts:
    """The view "My data".

    Keys of ``kept``, in words of one thing and of many, are those of an export; of ``done`` those
    of `ui.mine`.
    """

    nav: str
    team: str
    films: str
    ways: str
    title: str
    lead: str
    done: Mapping[str, str]
    kept_title: str
    kept_lead: str
    kept: Mapping[str, tuple[str, str]]
    export: str
    export_hint: str
    learning_title: str
    learning_lead: str
    learning_yes: str
    learning_no: str
    learning_allow: str
    learning_forbid: str
    sessions_title: str
    sessions_lead: str
    unknown_device: str
    this_one: str
    seen: str
    end: str
    end_named: str
    end_others: str
    password_title: str
    password_lead: str
    current_password: str
    new_password: str
    password_hint: str
    change_password: str
    wrong_password: str
    delete_title: str
    delete_lead: str
    delete_sure: str
    delete: str
    not_sure: str
    gone_title: str
    gone: str
    gone_again: str
    now: str
    minutes: tuple[str, str]
    hours: tuple[str, str]
    days: tuple[str, str]
