"""One look: nothing is asked twice, nothing outside the scope is contacted, and redirects change neither."""

import socket
import ssl
import threading
from collections.abc import Iterator

import pytest

from checks.access import MOST_ADDRESSES
from checks.look import MOST_REDIRECTS, Look, readable
from checks.network.http import Head, Page
from checks.network.names import Names
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from checks.vantage import Vantage
from tests.checks.looks import look_at
from tests.checks.sites import Site, moved, reason
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, closed_port, free_port, name_server, self_signed, talking

HOST = "127.0.0.1"
RECORDS = {
    ("province.test", "SOA"): ["ns1.province.test. admin.province.test. 1 3600 600 86400 60"],
    ("both.province.test", "A"): ["127.0.0.2", "127.0.0.1"],
    ("both.province.test", "AAAA"): ["::1"],
    ("six.province.test", "AAAA"): ["::1"],
    ("private.province.test", "A"): ["10.1.2.3"],
    ("mapped.province.test", "AAAA"): ["::ffff:10.1.2.3"],
    ("many.province.test", "A"): [f"127.0.1.{n}" for n in range(1, 30)],
    ("sister.province.test", "A"): ["127.0.0.3"],
}


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(NameServer(RECORDS, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return self_signed(tmp_path_factory.mktemp("tls"))


def home(answers: dict[str, Talk], names: Names | None = None, scope: str = "") -> tuple[Fact[Page], Site]:
    """The home page of a portal on plain HTTP that answers like this; `scope` is another host that may be asked."""
    site = Site(answers)
    with talking(site) as (_, port):
        look = look_at(HOST, closed_port(), port, names=names, scheme="http", in_scope=lambda host: host == scope)
        return look.home(HOST), site


def test_addresses_beyond_the_bound_are_unseen_and_not_left_out(names: Names) -> None:
    look = look_at("many.province.test", closed_port(), closed_port(), names=names)
    look.ask_everywhere()
    reasons = [reason(look.exchange(address, "https").tcp) for address in look.addresses]
    assert reasons == [Reason.REFUSED] * MOST_ADDRESSES + [Reason.TOO_LARGE] * (29 - MOST_ADDRESSES)
    assert look.network.politeness.begun == 2 * 2 * MOST_ADDRESSES


def test_addresses_come_with_ipv4_first_and_are_visible_where_the_vantage_has_their_family(names: Names) -> None:
    look = look_at("both.province.test", 1, 1, names=names)
    assert look.addresses == look.visible == ["127.0.0.1", "127.0.0.2", "::1"]
    assert look_at("both.province.test", 1, 1, names=names, ipv6=False).visible == ["127.0.0.1", "127.0.0.2"]


def test_a_vantage_without_ipv4_looks_at_no_ipv4_address(names: Names) -> None:
    with talking(site := Site()) as (_, port):
        look = look_at(HOST, port, port, names=names)
        look.network.vantage = Vantage("test", ipv4=False, ipv6=True, resolver="")
        assert reason(look.nothing_visible()) is Reason.UNREACHABLE
        assert reason(look.exchange(HOST, "http").tcp) is Reason.UNREACHABLE
    assert site.requests == []


@pytest.mark.parametrize(
    ("host", "ipv6", "why"),
    [
        ("six.province.test", False, Reason.NO_IPV6_VANTAGE),
        ("never.province.test", True, Reason.UNREACHABLE),
        ("www.silent.test", True, Reason.DNS_TIMEOUT),
    ],
)
def test_nothing_to_look_at_has_its_reason(names: Names, host: str, ipv6: bool, why: Reason) -> None:
    look = look_at(host, 1, 1, names=names, ipv6=ipv6)
    assert reason(look.nothing_visible()) is why
    assert reason(look.page) is why


def test_addresses_that_dns_did_not_tell_leave_those_it_told_without_the_last_word(names: Names) -> None:
    look = look_at("both.province.test", 1, 1, names=names)
    look._known["A"] = Unseen(Reason.DNS_TIMEOUT, "A")
    assert look.visible == ["::1"]
    assert reason(look.nothing_visible()) is Reason.DNS_TIMEOUT


def test_what_dns_says_leads_to_no_address_outside_the_scope(names: Names) -> None:
    for host in ("private.province.test", "mapped.province.test"):
        look = look_at(host, 1, 1, names=names)
        exchange = look.exchange(look.addresses[0], "https")
        assert reason(exchange.tcp) is reason(exchange.page) is Reason.NOT_AUTHORISED
        with pytest.raises(PermissionError, match="outside the authorised networks"):
            look.dial(look.addresses[0], 1)
        assert look.network.politeness.begun <= 2
        assert look.gone() is None


def test_each_door_is_asked_once(names: Names, tls: ssl.SSLContext) -> None:
    site = Site()
    with talking(site, tls=tls) as (_, https), talking(site, port=(plain := free_port())):
        look = look_at("both.province.test", https, plain, names=names)
        look.ask_everywhere()
        look.ask_everywhere()
        assert look.alive("127.0.0.1")
        assert not look.alive("127.0.0.2")
        assert isinstance(look.page, Seen)
        assert look.main_service == "https"
    assert len(site.requests) == 2
    assert look.network.politeness.begun == 2 + 2 * 4


def test_a_mistake_of_ours_is_met_by_the_question_and_not_by_asking_everywhere() -> None:
    look = look_at(HOST, closed_port(), closed_port())
    look.rate = Rate(32, 0)
    look.ask_everywhere()
    with pytest.raises(ZeroDivisionError):
        look.exchange(HOST, "http")


@pytest.mark.parametrize(("connections", "together"), [(1, False), (2, True)])
def test_an_address_holds_no_more_connections_than_its_rate(connections: int, together: bool) -> None:
    meeting = threading.Barrier(2)

    def meet(connection: socket.socket) -> None:
        try:
            meeting.wait(0.3 if connections == 1 else 8)
        except threading.BrokenBarrierError:
            return

    with talking(meet) as (_, one), talking(meet) as (_, other):
        look = look_at(HOST, one, other, timeout=9)
        look.rate = Rate(connections, 1000)
        look.ask_everywhere()
    assert meeting.broken != together


def test_where_redirects_lead_is_asked_once() -> None:
    site = Site({"/": moved("/vi")})
    with talking(site) as (_, port):
        look = look_at(HOST, closed_port(), port, scheme="http")
        trails = [[hop.page for hop in look.trail(HOST, "http")] for _ in range(2)]
    assert trails[0] == trails[1]
    assert site.paths == ["/", "/vi"]


def test_a_dialled_place_is_given_back_on_closing_and_on_failure() -> None:
    with talking(Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.rate = Rate(1, 1000)
        for _ in range(2):
            look.dial(HOST, port).close()
            with pytest.raises(ConnectionRefusedError):
                look.dial(HOST, look.target.https_port)
        assert isinstance(look.exchange(HOST, "http").page, Seen)
    assert look.network.politeness.begun == 5


def test_a_connection_on_its_way_holds_its_place_until_it_is_closed() -> None:
    with talking(Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.rate = Rate(1, float("inf"))
        sock = look.begin(HOST, port)
        assert isinstance(sock, socket.socket)
        wait = look.begin(HOST, port)
        assert isinstance(wait, float)
        sock.close()
        again = look.begin(HOST, port)
        assert isinstance(again, socket.socket)
        again.close()
    assert look.network.politeness.begun == 2


def test_no_connection_is_begun_outside_the_scope(names: Names) -> None:
    look = look_at("private.province.test", 1, 1, names=names)
    with pytest.raises(PermissionError, match="outside the authorised networks"):
        look.begin(look.addresses[0], 1)
    assert look.network.politeness.begun == 0


def test_redirects_within_the_host_are_followed_at_the_same_address() -> None:
    page, site = home({"/": moved("/vi"), "/vi": moved("trang-ch%E1%BB%A7?x=1")})
    assert isinstance(page, Seen)
    assert page.value.status == 200
    assert site.paths == ["/", "/vi", "/trang-ch%E1%BB%A7?x=1"]


def test_a_redirect_in_raw_utf_8_leads_where_a_browser_would_go() -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall("HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /trang-chủ\r\n\r\n".encode())

    _, site = home({"/": talk})
    assert site.paths == ["/", "/trang-ch%E1%BB%A7"]


def test_as_many_redirects_as_allowed_are_followed_and_not_one_more() -> None:
    steps = {f"/{n}" if n else "/": moved(f"/{n + 1}") for n in range(MOST_REDIRECTS)}
    page, site = home(steps)
    assert isinstance(page, Seen)
    page, site = home(steps | {f"/{MOST_REDIRECTS}": moved("/further")})
    assert reason(page) is Reason.PROTOCOL_ERROR
    assert "/further" not in site.paths


def test_a_redirect_loop_ends_unseen() -> None:
    page, site = home({"/": moved("/"), "": moved("/")})
    assert reason(page) is Reason.PROTOCOL_ERROR
    assert len(site.requests) == 1 + MOST_REDIRECTS


def test_a_redirect_with_an_endless_body_is_followed_by_its_head() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /small\r\n\r\n")
        for _ in range(200):
            connection.sendall(b"a" * 65536)

    page, site = home({"/": endless})
    assert isinstance(page, Seen)
    assert site.paths == ["/", "/small"]


def test_a_redirect_without_a_place_is_asked_once() -> None:
    page, site = home({"/": answering(302)})
    assert isinstance(page, Seen)
    assert reason(readable(page)) is Reason.PROTOCOL_ERROR
    assert site.paths == ["/"]


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://[", Reason.PROTOCOL_ERROR),
        ("http://127.0.0.1:99999/", Reason.PROTOCOL_ERROR),
        ("ftp://127.0.0.1/", Reason.PROTOCOL_ERROR),
        ("javascript:alert(1)", Reason.PROTOCOL_ERROR),
        ("https:///nowhere", Reason.PROTOCOL_ERROR),
        ("http://elsewhere.test/", Reason.NOT_AUTHORISED),
        ("http://127.0.0.1@elsewhere.test/", Reason.NOT_AUTHORISED),
        ("http://admin:admin@127.0.0.1:{port}/", Reason.NOT_AUTHORISED),
        ("http://127.0.0.1:25/", Reason.NOT_AUTHORISED),
        ("http://127.0.0.2:{port}/", Reason.NOT_AUTHORISED),
    ],
)
def test_a_redirect_to_what_may_not_be_asked_contacts_nobody(location: str, why: Reason) -> None:
    port = free_port()
    here, there = Site({"/": moved(location.format(port=port))}), Site()
    with talking(here, port=port), talking(there, "127.0.0.2", port=port):
        look = look_at(HOST, closed_port(), port, scheme="http")
        page = look.home(HOST)
    assert reason(page) is why
    assert (len(here.requests), len(there.requests)) == (1, 0)
    assert look._answered == {(HOST, port)}


def test_a_redirect_to_a_host_within_the_scope_is_followed_to_the_address_of_that_host(names: Names) -> None:
    there = Site()
    with talking(there, "127.0.0.3") as (_, port):
        page, _ = home({"/": moved(f"http://Sister.Province.test:{port}/x")}, names, "sister.province.test")
    assert isinstance(page, Seen)
    assert there.paths == ["/x"]
    assert f"Host: sister.province.test:{port}".lower().encode() in there.requests[0].lower()


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("private.province.test", Reason.NOT_AUTHORISED),
        ("six.province.test", Reason.UNREACHABLE),
        ("never.province.test", Reason.UNREACHABLE),
        ("www.silent.test", Reason.DNS_TIMEOUT),
        ("10.1.2.3", Reason.NOT_AUTHORISED),
        ("169.254.169.254", Reason.NOT_AUTHORISED),
    ],
)
def test_a_host_within_the_scope_may_still_have_no_address_to_ask(names: Names, host: str, why: Reason) -> None:
    page, _ = home({"/": moved(f"http://{host}/")}, names, host)
    assert reason(page) is why


def test_an_address_with_a_scope_id_is_never_asked(names: Names) -> None:
    site = Site({"/": moved("http://[fe80::1%25lo]/")})
    with talking(site, "::1") as (_, port):
        look = look_at("::1", closed_port(), port, scheme="http", in_scope=lambda host: True)
        assert reason(look.home("::1")) is Reason.NOT_AUTHORISED


def test_a_redirect_to_the_other_scheme_is_followed(tls: ssl.SSLContext) -> None:
    with talking(there := Site(), tls=tls) as (_, https):
        page, _ = home({"/": moved(f"https://127.0.0.1:{https}/safe")})
    assert isinstance(page, Seen)
    assert page.value.url.startswith("https:")
    assert there.paths == ["/safe"]


@pytest.mark.parametrize(
    ("https", "scheme", "service"),
    [
        ("talks", "https", "https"),
        ("talks", "http", "http"),
        ("closed", "https", "http"),
        ("closed", "http", "http"),
        ("fails", "https", "https"),
        ("fails", "http", "http"),
    ],
)
def test_the_main_service_is_that_of_the_url_unless_its_https_is_closed(
    tls: ssl.SSLContext, https: str, scheme: str, service: str
) -> None:
    with talking(Site(), tls=tls) as (_, talks), talking(lambda connection: None) as (_, fails):
        port = {"talks": talks, "closed": closed_port(), "fails": fails}[https]
        assert look_at(HOST, port, closed_port(), scheme=scheme).main_service == service


def test_nothing_visible_leaves_the_main_service_to_the_url() -> None:
    assert look_at("::1", 1, 1, ipv6=False).main_service == "https"


def test_the_page_is_that_of_the_first_address_that_serves_one(names: Names) -> None:
    port = free_port()
    wall, shown = answering(403), answering(body=b"<title>here</title>")
    with talking(wall, "127.0.0.1", port=port), talking(shown, "127.0.0.2", port=port):
        look = look_at("both.province.test", closed_port(), port, names=names, scheme="http")
        page = look.page
    assert isinstance(page, Seen)
    assert b"here" in page.value.body


def test_without_a_readable_page_the_first_failure_is_told(names: Names) -> None:
    with talking(answering(403)) as (_, port):
        page = look_at("both.province.test", closed_port(), port, names=names, scheme="http").page
    assert reason(page) is Reason.BLOCKED


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Reason.BLOCKED),
        (403, Reason.BLOCKED),
        (429, Reason.BLOCKED),
        (404, Reason.PROTOCOL_ERROR),
        (503, Reason.PROTOCOL_ERROR),
    ],
)
def test_walls_and_errors_do_not_show_the_portal(status: int, why: Reason) -> None:
    assert reason(readable(Seen(Head("http://a.test/", status, {}, 1)))) is why


def test_a_page_and_what_is_unseen_stay_what_they_are() -> None:
    page, unseen = Seen(Head("http://a.test/", 200, {}, 1)), Unseen(Reason.TIMEOUT)
    assert readable(page) is page
    assert readable(unseen) is unseen


def test_who_answered_and_is_still_there_is_not_gone() -> None:
    with talking(Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.ask_everywhere()
        assert look.gone() is None


def test_who_answered_and_refuses_at_the_end_is_gone() -> None:
    look: Look
    with talking(Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.ask_everywhere()
    gone = look.gone()
    assert reason(gone) is Reason.UNREACHABLE
    assert gone is not None
    assert f"{HOST} port {port} stopped answering" in gone.detail


def test_the_scope_of_a_look_is_empty_unless_given() -> None:
    look = look_at(HOST, 1, 1)
    look.scope = Scope()
    assert reason(look.barred(HOST)) is Reason.NOT_AUTHORISED
