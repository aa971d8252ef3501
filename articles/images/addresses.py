"""Which addresses pictures may be fetched from. Pure: nothing is asked here.

Seeds name any address, and the worker stands inside our network. So an address must not lead to
something that only our network can reach, however it is spelled: names and numbers are checked in
the URL, and each answer of the DNS again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}
URL_SAFE = "%/?#[]:@!$&'()*+,;=-._~"
"""Characters that stay as they are in a URL: those of RFC 3986, and `%` of what is encoded."""
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")

_NOT_PUBLIC_V4 = [
    ip_network(network)
    for network in (
        # IANA's registry of special-purpose addresses (RFC 6890), whether forwarded or not.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3",  # multicast and reserved
        "168.63.129.16/32",  # Azure's own services, on each virtual machine
    )
]  # fmt: skip
_GLOBAL_V6 = ip_network("2000::/3")
"""All of IPv6 that IANA gives out as global unicast: this leaves out `::/3` with all spellings of
IPv4 addresses and NAT64 (`::127.0.0.1`, `::ffff:0:0/96`, `64:ff9b::/96`), `fc00::/7`, `fe80::/10`,
`fec0::/10` and `ff00::/8`."""
_NOT_PUBLIC_V6 = [
    ip_network(network)
    for network in (
        "2001::/23",  # protocols, among them Teredo, which contains IPv4 addresses
        "2001:db8::/32", "3fff::/20",  # documentation
        "2002::/16",  # 6to4, which contains IPv4 addresses
    )
]  # fmt: skip


class AddressRefused(Exception):
    """We do not ask this address; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked besides the fixed rules.

    `never_asked` are hosts in lower case, each with all its subdomains. `allow_loopback` is for
    tests: it allows this machine, on any port.
    """

    never_asked: Iterable[str] = ()
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: `host` is ASCII, in lower case; `path` contains the query."""

    scheme: str
    host: str
    port: int
    path: str


def parse_target(url: str, limits: Limits) -> Target:
    """Return where a URL leads. Raises AddressRefused."""
    url = url.strip(" ")
    if not url.isprintable() or "\\" in url:
        raise AddressRefused("The address contains characters that are not allowed.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("The address cannot be read.") from None
    if parts.scheme not in PORTS:
        raise AddressRefused("The address does not begin with http:// or https://.")
    if "@" in parts.netloc:
        raise AddressRefused("The address contains a user name or a password.")
    host = ascii_host(parts.hostname or "")
    if is_never_asked(host, limits.never_asked):
        raise AddressRefused("A setting forbids to ask this host for pictures.")
    if port not in {None, *PORTS.values()} and not limits.allow_loopback:
        raise AddressRefused("The address names another port than 80 or 443.")
    path = quote(parts.path or "/", safe=URL_SAFE)
    query = f"?{quote(parts.query, safe=URL_SAFE)}" if parts.query else ""
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path + query)


def ascii_host(host: str) -> str:
    """Return a host as it is looked up: ASCII, in lower case, without a dot at its end.

    Raises AddressRefused. A number must be spelled as the usual four decimal ones: resolvers also
    read `0x7f.1`, `0177.0.0.1` and `2130706433`, each in its own way.
    """
    if ":" in host:
        return _ipv6_host(host)
    try:
        host = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise AddressRefused("The host name cannot be read.") from None
    if not _HOST.fullmatch(host):
        raise AddressRefused("The host name cannot be read.")
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):
        try:
            IPv4Address(host)
        except ValueError:
            raise AddressRefused("The host is an unusual spelling of a number.") from None
    return host


def _ipv6_host(host: str) -> str:
    try:
        if "%" not in host:
            return str(IPv6Address(host))
    except ValueError:
        pass
    raise AddressRefused("The host is not a valid IPv6 address.")


def is_never_asked(host: str, never_asked: Iterable[str]) -> bool:
    """Whether a host or one of its parent domains is in the list."""
    return any(host == each or host.endswith(f".{each}") for each in never_asked)


def is_allowed(address: str, port: int, limits: Limits) -> bool:
    """Whether a connection is allowed: only to global unicast addresses, on port 80 or 443."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if limits.allow_loopback and ip.is_loopback:
        return True
    if port not in PORTS.values():
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_V4)
    is_global = ip in _GLOBAL_V6 and not ip.scope_id
    return is_global and not any(ip in network for network in _NOT_PUBLIC_V6)
