"""Which province an unknown site is of, read off its host name: "congdoanhatinh.org.vn", "congan.tuyenquang.gov.vn"."""

from functools import cache

from extract import places
from extract.text import slug

# Labels of host names that name no site.
_SUFFIXES = frozenset({"www", "m", "amp", "com", "org", "gov", "net", "edu", "info", "vn", "en", "baochi"})
# What stands before or behind a province in a site's name. Short names of provinces ("hue") need it to be told from
# other words; longer ones only need to begin or to end the label.
_KINDS = frozenset({
    "", "bao", "congan", "ca", "congdoan", "ldld", "liendoanlaodong", "doan", "tinhdoan", "thanhdoan", "tinhuy",
    "thanhuy", "portal", "dai", "tv", "online", "phapluat", "congantinh", "conganthanhpho", "congantp",
})  # fmt: skip
_LONG = 5


@cache
def _names() -> dict[str, str]:
    """Return the provinces by what host names call them ("hatinh", "tphcm")."""
    return {
        slug(name).replace("-", ""): place.name
        for place in places.provinces()
        for name in (place.name, place.former_name, *place.aliases)
        if name and len(name) > 2
    }


def province_of_host(host: str) -> str | None:
    """Return the province (63-province name) that `host` names, None where it names none or leaves it open.

    Args:
        host: in lower case, without port.

    >>> province_of_host("congdoanhatinh.org.vn")
    'Hà Tĩnh'
    >>> province_of_host("laodong.vn") is None
    True
    """
    found = {
        province
        for label in host.split(".")
        if label not in _SUFFIXES
        for name, province in _names().items()
        if _is_of(label.replace("-", ""), name)
    }
    return found.pop() if len(found) == 1 else None


def _is_of(label: str, name: str) -> bool:
    before, behind = label.removesuffix(name), label.removeprefix(name)
    if len(name) >= _LONG:
        return before != label or behind != label
    return (before != label and before in _KINDS) or (behind != label and behind in _KINDS)
