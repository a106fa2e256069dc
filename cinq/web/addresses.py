"""Addresses of callers: which are of this machine, and what somebody is counted by."""

from functools import lru_cache
from ipaddress import ip_address, ip_network


@lru_cache(maxsize=1024)
def is_loopback(address: str) -> bool:
    """Tell whether an address to listen on, or of a caller, is of this machine only."""
    if address.lower() == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Return what callers are counted by: an IPv4 address, or a /64 of IPv6.

    A /64 is the smallest IPv6 network that somebody is given. Text that is no address is cut.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
