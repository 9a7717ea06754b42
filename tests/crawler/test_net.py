import pytest
from twisted.internet import defer
from twisted.python.failure import Failure

from crawler import net
from crawler.net import BlockedAddressError, PublicResolver, public_address


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2001:4860:4860::8888"])
def test_public_addresses(address: str) -> None:
    assert public_address("bao.vn", address) == address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
    ],
)
def test_addresses_that_no_portal_has(address: str) -> None:
    with pytest.raises(BlockedAddressError, match="not a public address"):
        public_address("bao.vn", address)
    assert address in net.blocked_names["bao.vn"]


@pytest.mark.parametrize(
    ("name", "sample", "answer", "expected"),
    [
        ("bao.vn", None, "113.160.0.1", "113.160.0.1"),
        ("bao.vn", None, "127.0.0.1", BlockedAddressError),
        ("bao.example", "127.0.0.1:8000", "113.160.0.1", "127.0.0.1"),
        ("bao.example", None, "127.0.0.1", BlockedAddressError),
        ("bao.vn", "127.0.0.1:8000", "127.0.0.1", BlockedAddressError),
        ("example", "127.0.0.1:8000", "10.0.0.1", BlockedAddressError),
    ],
)
def test_the_resolver(monkeypatch: pytest.MonkeyPatch, name: str, sample: str | None, answer: str, expected) -> None:
    monkeypatch.setattr(
        net.CachingThreadedResolver, "getHostByName", lambda self, name, timeout=(): defer.succeed(answer)
    )
    resolver = PublicResolver(None, 0, 5.0, sample)  # type: ignore[arg-type]
    got: list = []
    resolver.getHostByName(name).addBoth(got.append)
    if isinstance(expected, str):
        assert got == [expected]
    else:
        assert isinstance(got[0], Failure)
        assert got[0].check(expected)
