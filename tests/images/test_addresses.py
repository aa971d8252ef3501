"""No connection is opened to an address that is not public, however it is spelled."""

import socket
from itertools import chain

import pytest

from articles.images.addresses import AddressRefused, Limits, ascii_host, is_allowed, parse_target
from articles.images.download import DownloadFailure, download

# What is not global unicast, as the DNS or a URL may say it.
NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8",
    "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "100:0:0:1::1",
    "2001::7f00:1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
    "fec0:0:0:ffff::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
# Spellings and tricks that are refused before the DNS is asked.
SPELLINGS = [
    "http://127.1/a.png", "http://2130706433/a.png", "http://0x7f000001/a.png",
    "http://0x7f.0.0.1/a.png", "http://0177.0.0.1/a.png", "http://127.0.0.01/a.png",
    "http://127.0.0.1.5/a.png", "http://256.1.1.1/a.png", "http://0/a.png", "http://1.1.1.0x1/",
    "http://%31%32%37.0.0.1/a.png", "http://[fe80::1%25eth0]/a.png", "http://[::1%lo]/a.png",
    "http://user@example.com/a.png", "http://user:secret@127.0.0.1/a.png",
    "http://example.com@127.0.0.1/a.png", "http://127.0.0.1\\@example.com/a.png",
    "http://exa\tmple.com/a.png", "http://exa\nmple.com/a.png", "http://exa\u200bmple.com/a.png",
    "http://exa mple.com/a.png", "http:///a.png", "http://./a.png", "http://a..example/a.png",
    "http://[::1/a.png", "http://[1.2.3.4]/a.png", "http://example.com:22/a.png",
    "http://example.com:8080/a.png", "http://example.com:99999/a.png", "http://example.com:0/a.png",
    "ftp://example.com/a.png", "file:///etc/passwd", "gopher://127.0.0.1/a", "//example.com/a.png",
    "data:image/png;base64,AAAA", "javascript:alert(1)", "seed:default/a.png", "a.png", "",
    "http://" + "a" * 64 + ".example/a.png",
]  # fmt: skip
# Spellings that are read as an IP address, and their meaning.
READ_AS = [
    ("127.0.0.1.", "127.0.0.1"),
    ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
    ("127\u30020\u30020\u30021", "127.0.0.1"),
    ("\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "127.0.0.1"),
    ("0:0:0:0:0:0:0:1", "::1"),
    ("::FFFF:7F00:1", "::ffff:7f00:1"),
    ("LOCALHOST.", "localhost"),
    ("Bücher.example", "xn--bcher-kva.example"),
]
LIMITS = Limits()


@pytest.fixture
def connections(monkeypatch):
    """The addresses that sockets were asked to connect to; all of them answer with a refusal."""
    tried = []

    class Observed(socket.socket):
        def connect(self, address):
            tried.append(address[0])
            raise ConnectionRefusedError

    monkeypatch.setattr(socket, "socket", Observed)
    return tried


@pytest.fixture
def resolver(monkeypatch):
    """Answers of the DNS by host name: a list of lists, of which each is used once."""
    answers: dict[str, list[list[str]]] = {}

    def look_up(host, port, **options):
        if host not in answers:
            raise socket.gaierror
        later = answers[host]
        found = later.pop(0) if len(later) > 1 else later[0]
        families = [socket.AF_INET6 if ":" in ip else socket.AF_INET for ip in found]
        return [
            (family, socket.SOCK_STREAM, 6, "", (ip, port))
            for family, ip in zip(families, found, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return answers


def fetch(url):
    result = download(url, limits=LIMITS, seconds=5)
    assert isinstance(result, DownloadFailure)
    return result


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_address_of_the_url_that_is_not_public_is_not_connected_to(connections, address):
    host = f"[{address}]" if ":" in address else address

    result = fetch(f"http://{host}/a.png")

    assert result.is_refused
    assert "no public address" in result.reason
    assert connections == []


@pytest.mark.parametrize("address", [*NOT_PUBLIC, "fe80::1%eth0", "not an address"])
def test_answer_of_the_dns_that_is_not_public_is_not_connected_to(connections, resolver, address):
    resolver["pictures.example"] = [[address]]

    assert fetch("https://pictures.example/a.png").is_refused
    assert connections == []


@pytest.mark.parametrize("url", SPELLINGS)
def test_misleading_url_is_refused_without_asking_the_dns(connections, monkeypatch, url):
    def fail(*_args, **_options):
        raise AssertionError("the DNS was asked")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    result = fetch(url)

    assert result.is_refused
    assert result.reason.endswith(".")
    assert connections == []


@pytest.mark.parametrize(("spelled", "host"), READ_AS)
def test_host_is_read_as_resolvers_read_it(connections, spelled, host):
    assert ascii_host(spelled) == host
    if host != "xn--bcher-kva.example":
        url = f"http://[{spelled}]/" if ":" in spelled else f"http://{spelled}/"
        assert fetch(url).is_refused
    assert connections == []


def test_mixed_answers_connect_to_each_public_address_only(connections, resolver):
    resolver["mixed.example"] = [[*chain(*zip(NOT_PUBLIC, PUBLIC, strict=False))]]

    result = fetch("http://mixed.example/a.png")

    assert connections == PUBLIC
    assert result == DownloadFailure("The server does not accept connections.")


def test_answer_that_changes_after_the_check_is_not_asked_for(connections, resolver):
    """DNS rebinding: the name is looked up once, and its checked address is connected to."""
    resolver["rebinding.example"] = [["8.8.8.8"], ["127.0.0.1"]]

    fetch("http://rebinding.example/a.png")
    assert connections == ["8.8.8.8"]

    assert fetch("http://rebinding.example/a.png").is_refused
    assert connections == ["8.8.8.8"]


def test_unknown_host_may_be_tried_again(connections, resolver):
    assert fetch("http://unknown.example/a.png") == DownloadFailure("The host name is unknown.")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed_on_the_ports_of_the_web_only(address):
    assert is_allowed(address, 80, LIMITS)
    assert is_allowed(address, 443, LIMITS)
    assert not is_allowed(address, 22, Limits(allow_loopback=True))


def test_loopback_is_allowed_only_where_the_limits_say_so():
    assert is_allowed("127.0.0.1", 8000, Limits(allow_loopback=True))
    assert is_allowed("::1", 8000, Limits(allow_loopback=True))
    assert not is_allowed("169.254.169.254", 80, Limits(allow_loopback=True))


@pytest.mark.parametrize("host", ["slow.example", "cdn.slow.example", "SLOW.example."])
def test_hosts_that_are_never_asked_include_their_subdomains(connections, host):
    with pytest.raises(AddressRefused, match="forbids to ask"):
        parse_target(f"https://{host}/a.png", Limits(never_asked=["slow.example"]))
    other = parse_target("https://notslow.example/", Limits(never_asked=["slow.example"]))
    assert other.host == "notslow.example"


def test_path_and_query_are_encoded_once():
    target = parse_target(" https://a.example/ä b%20c.png?size=ö&x=1#top ", LIMITS)

    assert target.path == "/%C3%A4%20b%20c.png?size=%C3%B6&x=1"
    assert (target.scheme, target.host, target.port) == ("https", "a.example", 443)
