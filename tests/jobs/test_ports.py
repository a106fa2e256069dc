"""Ports: one that was asked for is taken or refused, the default may give way."""

import socket
from collections.abc import Iterator

import pytest

from cinq.errors import PortTaken, SettingsError
from cinq.jobs.ports import choose_port

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_free_port_that_was_asked_for_is_taken(free_port):
    assert choose_port(free_port, 3000, HOST) == (free_port, False)


def test_taken_port_that_was_asked_for_is_refused(taken):
    with pytest.raises(PortTaken, match=rf"^port {taken} on 127\.0\.0\.1 is in use: "):
        choose_port(taken, 3000, HOST)


def test_free_default_is_taken(free_port):
    assert choose_port(None, free_port, HOST) == (free_port, False)


def test_taken_default_gives_way_to_a_later_one_and_says_so(taken):
    port, moved = choose_port(None, taken, HOST)
    assert port > taken
    assert moved


def test_port_taken_on_one_address_is_taken_for_all_of_them(taken):
    assert choose_port(None, taken, "0.0.0.0")[0] != taken


def test_port_chosen_for_something_else_is_avoided(free_port):
    assert choose_port(None, free_port, HOST, avoid=[free_port])[0] > free_port
    with pytest.raises(PortTaken):
        choose_port(free_port, 3000, HOST, avoid=[free_port])


def test_last_port_has_no_next_one():
    with socket.socket() as listener:
        listener.bind((HOST, 65_535))
        listener.listen()
        with pytest.raises(PortTaken, match="ports 65535 to 65535 on 127"):
            choose_port(None, 65_535, HOST)


def test_port_whose_connection_has_just_closed_is_free():
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection((HOST, port)) as client, listener.accept()[0] as server:
            server.close()
            assert client.recv(1) == b""
    assert choose_port(port, 3000, HOST) == (port, False)


@pytest.mark.parametrize("host", ["192.0.2.1", "not an address"])
def test_host_that_is_not_ours_is_named(host, free_port):
    with pytest.raises(SettingsError, match=host):
        choose_port(free_port, 3000, host)
