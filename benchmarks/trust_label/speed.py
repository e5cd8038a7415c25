"""`python -m benchmarks.trust_label.speed`: the search for a label on pages of 300 kB and on hostile ones of 2 MB.

Nothing is asserted. Times are processor milliseconds, the best of many runs; beside them stands what lxml alone takes
to tell the same page's tags to a target that drops them, and the ratio of both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import click
from lxml import etree

from checks.trust_label.embed import search_page
from checks.trust_label.found import OwnNames
from checks.trust_label.leads import LeadsReader

_RUNS, _ENOUGH = 40, 1.0
_URL = "https://binhminh.gov.test/"
_NAMES = OwnNames("binhminh.gov.test/")
_LABEL = (
    '<footer><a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminhgovtest-1637050850">'
    '<img src="https://tinnhiemmang.vn/handle_cert?id=binhminh.gov.test" alt="Tín Nhiệm Mạng"></a></footer>'
)
_NEWS = (
    '<li class="item tin-tuc"><a href="/tin-tuc/chi-tiet-{0}.html" title="Tin số {0} về cải cách hành chính">'
    '<img src="/upload/{0}.jpg" alt="Ảnh {0}" loading="lazy"><span class="d">Ủy ban nhân dân xã {0} họp</span></a>'
    "</li>\n"
)
_TEXT = "<p>Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của Chánh Văn phòng Ủy ban nhân dân huyện.</p>\n"
_SCRIPT = "var danhSach = danhSach || []; for (var i = 0; i < danhSach.length; i++) { hien(danhSach[i]); }\n"


class _Dropper:
    """A target that takes up nothing."""

    def start(self, name: str, attributes: object) -> None:
        """lxml's event."""

    def end(self, name: str) -> None:
        """lxml's event."""

    def close(self) -> None:
        """lxml's event."""


def _pages() -> dict[str, str]:
    """The pages by what they are."""
    size = 300_000
    news = "".join(map(_NEWS.format, range(size // 215)))
    text, script = _TEXT * (size // len(_TEXT)), _SCRIPT * (size // len(_SCRIPT))
    hostile = 2_000_000
    return {
        "300 kB, a dense list of links and pictures": f"<!DOCTYPE html><html><body><ul>{news}</ul>{_LABEL}",
        "300 kB, mostly text": f"<!DOCTYPE html><html><body>{text}{_LABEL}",
        "300 kB, mostly scripts": f"<!DOCTYPE html><html><body><script>{script}</script>{_LABEL}",
        "2 MB, nested blocks": "<div>" * (hostile // 5),
        "2 MB, unclosed formatting": "<b>" * (hostile // 3),
        "2 MB, end tags that end nothing": "<div>" * (hostile // 10) + "</x>" * (hostile // 8),
        "2 MB, nothing but fakes": '<a href="https://tinnhiemmang.vn.example/">x</a>' * (hostile // 48),
    }


def _milliseconds(work: Callable[[], object]) -> float:
    """The best of many runs."""
    best, began = float("inf"), time.process_time()
    for _ in range(_RUNS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
        if time.process_time() - began > _ENOUGH:
            break
    return best * 1000


def _both(html: str) -> None:
    """The search with what tells of further pages, in one pass."""
    search_page(html, _URL, _NAMES, beside=[LeadsReader(_URL)])


def _by_lxml(html: str) -> None:
    etree.fromstring(html, etree.HTMLParser(target=_Dropper(), recover=True, huge_tree=True))


@click.command()
def main() -> None:
    """Print the times of each page."""
    click.echo(f"{'page':46}{'search':>9}{'both':>9}{'lxml':>9}{'ratio':>8}")
    for name, html in _pages().items():
        search = _milliseconds(partial(search_page, html, _URL, _NAMES))
        both = _milliseconds(partial(_both, html))
        if name.endswith("end nothing"):  # lxml alone takes quadratic time
            click.echo(f"{name:46}{search:9.1f}{both:9.1f}{'–':>9}{'–':>8}")
            continue
        alone = _milliseconds(partial(_by_lxml, html))
        click.echo(f"{name:46}{search:9.1f}{both:9.1f}{alone:9.1f}{search / alone:8.1f}")


if __name__ == "__main__":
    main()
