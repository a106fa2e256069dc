"""Who calls: what counts as this machine, and which key is shown."""

import pytest

from cinq.keys import Key, Keyring
from cinq.keys.secret import digest_of, new_secret, prefix_of
from cinq.serving.callers import Caller, Callers
from cinq.web.addresses import is_loopback
from tests.keys.conftest import NOON

SECRET = new_secret()
KEY = Key(prefix_of(SECRET), "page", ("read",), digest_of(SECRET), NOON)


def caller(
    *more: tuple[str, str], client: str = "127.0.0.1", host: str = "127.0.0.1:3000"
) -> Caller:
    headers = [(name.lower().encode(), value.encode("latin1")) for name, value in more]
    if host:
        headers.insert(0, (b"host", host.encode()))
    scope = {"type": "http", "headers": headers, "client": (client, 50_000)}
    return Callers(Keyring([KEY])).of(scope)


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "localhost", "LOCALHOST:80", "[::1]:3000"])
@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.1", "::1"])
def test_a_program_of_this_machine_is_local(client, host):
    assert caller(client=client, host=host).is_local


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "127.evil", "localhost.", "0.0.0.0", "::1"],
)
def test_another_host_is_not_local_whatever_its_address(host):
    assert not caller(host=host).is_local


def test_two_hosts_are_not_local():
    assert not caller(("Host", "localhost")).is_local


@pytest.mark.parametrize("client", ["10.0.0.2", "::ffff:10.0.0.2", "192.168.1.1", "", "unix"])
def test_a_caller_from_elsewhere_is_not_local(client):
    assert not caller(client=client).is_local


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
)
def test_what_a_proxy_hands_on_is_not_local(header):
    assert not caller((header, "127.0.0.1")).is_local


def test_a_key_is_found_whatever_the_case_of_its_scheme():
    for scheme in ("Bearer", "bearer", "BEARER  "):
        found = caller(("Authorization", f"{scheme} {SECRET}"))
        assert (found.key, found.live, found.shown) == (KEY, True, True)
    assert found.name == f"page ({KEY.prefix})"


@pytest.mark.parametrize(
    "value",
    [
        "Bearer wrong",
        f"Bearer {SECRET}x",
        f"Bearer {SECRET[:-1]}",
        f"Bearer {new_secret()}",
        "Bearer " + "x" * 100_000,
    ],
    ids=["no key", "a letter more", "a letter less", "another", "long"],
)
def test_a_wrong_key_is_shown_but_nobodys(value):
    found = caller(("Authorization", value))
    assert (found.key, found.live, found.shown) == (None, False, True)
    assert found.counted_as == ("address", "127.0.0.1")


def test_two_keys_are_nobodys():
    right = ("Authorization", f"Bearer {SECRET}")
    assert caller(right, right).key is None
    assert caller(right, right).shown


@pytest.mark.parametrize(
    "value",
    ["Basic YTpi", "", "Bearer", SECRET, f"Bearer {SECRET} {SECRET}"],
    ids=["Basic", "empty", "no key", "no scheme", "two keys"],
)
def test_what_is_no_bearer_key_counts_as_none(value):
    assert not caller(("Authorization", value)).shown


def test_callers_are_counted_by_key_or_address_and_ipv6_by_network():
    assert caller(("Authorization", f"Bearer {SECRET}")).counted_as == ("key", KEY.prefix)
    assert caller(client="192.0.2.7").counted_as == ("address", "192.0.2.7")
    assert caller(client="2001:db8::1").counted_as == caller(client="2001:db8::ffff").counted_as
    assert caller(client="2001:db8:0:1::").counted_as != caller(client="2001:db8::1").counted_as
    assert caller(client="::ffff:192.0.2.7").counted_as == ("address", "192.0.2.7")


def test_without_a_keyring_no_key_is_known():
    headers = [(b"authorization", f"Bearer {SECRET}".encode())]
    found = Callers().of({"type": "http", "headers": headers, "client": None})
    assert (found.shown, found.key, found.address) == (True, None, "")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("api", False)],
)
def test_which_hosts_to_listen_on_are_loopback(host, loopback):
    assert is_loopback(host) is loopback
