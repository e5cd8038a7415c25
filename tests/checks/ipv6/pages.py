"""Home pages as the usual systems of Vietnamese agencies write them: each call is one more rendering.

`Draw` stands for one request at one moment: what it gives is what such a system draws anew each time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from checks.network.http import Page

SUBJECTS = (
    "Khai mạc kỳ họp thường lệ của Hội đồng nhân dân",
    "Tập huấn kỹ năng số cho tổ công nghệ số cộng đồng",
    "Thông báo lịch tiếp công dân của lãnh đạo",
    "Ra quân tổng vệ sinh môi trường và trồng cây đầu xuân",
    "Công khai dự toán thu chi ngân sách địa phương",
    "Hướng dẫn nộp hồ sơ trực tuyến và nhận kết quả tại nhà",
    "Kế hoạch ứng phó mưa lớn lũ quét và sạt lở đất",
    "Tuyên dương gương người tốt việc tốt trong lao động",
    "Lấy ý kiến góp ý dự thảo quy hoạch chi tiết đô thị",
    "Tổ chức ngày hội đọc sách và văn hóa đọc học đường",
    "Tiêm phòng cho đàn gia súc gia cầm đợt cuối vụ",
    "Công bố kết quả chỉ số cải cách hành chính các ngành",
    "Khánh thành cầu dân sinh nối liền hai bờ sông Lô",
    "Diễn tập chữa cháy và cứu nạn tại chợ trung tâm",
    "Trao quà cho gia đình chính sách nhân ngày thương binh",
    "Hội thi tiếng hát công nhân viên chức lao động",
)
MENU = (
    ("/", "Trang chủ"),
    ("/gioi-thieu", "Giới thiệu chung"),
    ("/tin-tuc", "Tin tức sự kiện"),
    ("/van-ban", "Văn bản chỉ đạo điều hành"),
    ("/thu-tuc", "Thủ tục hành chính"),
    ("/cong-khai", "Công khai ngân sách"),
    ("/hoi-dap", "Hỏi đáp và phản ánh kiến nghị"),
    ("/lich-cong-tac", "Lịch công tác của lãnh đạo"),
    ("/lien-he", "Liên hệ với chúng tôi"),
)


@dataclass
class Draw:
    """What a system draws at one request: identifiers, counters, the time. The seed is the request."""

    seed: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311

    def hex(self, length: int = 32) -> str:
        return "".join(self.chance.choice("0123456789abcdef") for _ in range(length))

    def token(self, length: int = 40) -> str:
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "aB3" + "".join(self.chance.choice(alphabet) for _ in range(length))

    def number(self, most: int = 9_999_999) -> int:
        return self.chance.randrange(most)


def page(html: str, status: int = 200, headers: dict[str, str] | None = None) -> Page:
    """An answer with this markup."""
    told = {"content-type": "text/html; charset=utf-8", **(headers or {})}
    return Page("https://www.province.test/", status, told, 1, html.encode())


def menu() -> str:
    return "<ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in MENU) + "</ul>"


def news(first: int = 0, count: int = 8, path: str = "/tin-tuc/{}") -> str:
    items = []
    for number in range(first, first + count):
        subject = SUBJECTS[number % len(SUBJECTS)]
        items.append(
            f'<article><h3><a href="{path.format(number)}">{subject}</a></h3>'
            f"<p>{subject} diễn ra trong không khí sôi nổi, thu hút đông đảo người tham dự.</p></article>"
        )
    return "".join(items)


def site(
    body: str,
    title: str = "Cổng thông tin điện tử tỉnh Mẫu",
    head: str = "",
    owner: str = "Ủy ban nhân dân tỉnh Mẫu",
    lang: str = "vi",
) -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<header><h1>{title}</h1></header>{menu()}{body}"
        f"<footer><p>Cơ quan chủ quản: {owner}. Địa chỉ: đường Hùng Vương, thành phố Mẫu.</p></footer></body></html>"
    )


def aspnet(draw: Draw) -> str:
    """ASP.NET Web Forms: view state, event validation, a session in the path."""
    session = f"/(S({draw.hex(24)}))"
    form = (
        f'<form method="post" action="{session}/Default.aspx"><input type="hidden" name="__VIEWSTATE" '
        f'value="{draw.token(800)}"><input type="hidden" name="__EVENTVALIDATION" value="{draw.token(90)}">'
        f'<input name="ctl{draw.number(99)}$txtTuKhoa"><button>Tìm kiếm</button></form>'
        f'<a href="{session}/so-do.aspx">Sơ đồ cổng</a>'
        f'<script src="/WebResource.axd?d={draw.token()}&t={draw.number()}"></script>'
    )
    return site(form + news())


def liferay(draw: Draw) -> str:
    """Liferay: authentication tokens and moments in every address."""
    moment = 1_700_000_000_000 + draw.number()
    links = "".join(
        f'<a href="/web/guest/muc-{n}?p_auth={draw.token(8)}&p_p_id=101_INSTANCE_x&t={moment}">Chuyên mục {n}</a>'
        for n in range(9)
    )
    script = f"<script>Liferay.authToken='{draw.token(8)}';</script><script src='/o/js/main.js?t={moment}'></script>"
    return site(f"{links}{news()}", head=script)


def wordpress(draw: Draw) -> str:
    """WordPress: nonces, versions, a counter of views, how long ago each piece of news came."""
    script = (
        f'<script>var wp={{"nonce":"{draw.hex(10)}"}}</script><link rel=stylesheet href="/style.css?ver={draw.hex(8)}">'
    )
    ago = f"<p>{draw.number(50) + 2} {draw.chance.choice(['phút', 'giờ', 'giây'])} trước. Lượt xem: {draw.number()}</p>"
    form = f'<form action="/"><input name="s"><input type="hidden" name="_wpnonce" value="{draw.hex(10)}"></form>'
    return site(f"{form}{news()}{ago}", head=script)


def drupal(draw: Draw) -> str:
    """Drupal: build identifiers of forms, aggregated files with a hash."""
    head = "".join(f'<script src="/sites/default/files/js/js_{draw.token(30)}.js"></script>' for _ in range(4))
    form = (
        f'<form action="/tim-kiem" id="form-{draw.hex(8)}"><input name="keys"><input type="hidden" '
        f'name="form_build_id" value="form-{draw.token(43)}"><input type="hidden" name="form_token" '
        f'value="{draw.token()}"></form>'
    )
    return site(f"{form}{news()}", head=head)


def sharepoint(draw: Draw) -> str:
    """SharePoint: the digest of the form and correlation ids."""
    guid = f"{draw.hex(8)}-{draw.hex(4)}-{draw.hex(4)}-{draw.hex(4)}-{draw.hex(12)}"
    digest = (
        f'<input type="hidden" name="__REQUESTDIGEST" value="0x{draw.hex(128).upper()},{draw.number(28)} Nov 2026">'
    )
    script = f"<script>var g_correlationId='{guid}';</script>"
    return site(
        f'<form action="/Pages/default.aspx">{digest}</form>{news()}<a href="/_layouts/{guid}">Tải về</a>', head=script
    )


def counters(draw: Draw) -> str:
    """A visitor counter, who is online, and a clock."""
    day = draw.chance.choice(["Thứ Hai", "Thứ Bảy", "Chủ Nhật"])
    box = (
        f"<aside>{day}, ngày {draw.number(28) + 1}/11/2026, {draw.number(23)}:{draw.number(59)} sáng. Đang trực tuyến: "
        f"<b>{draw.number(99)}</b> khách. Hôm nay: {draw.number(999)}. Tổng lượt truy cập: {draw.number()}</aside>"
    )
    return site(news() + box)


def moved_news(draw: Draw) -> str:
    """A list of news that moved by one piece."""
    return site(news(first=100 + draw.seed % 2))


def shuffled(draw: Draw) -> str:
    """Banners, polls and links to others in another order each time."""
    others = [f'<a href="https://so-{n}.province.test/">Liên kết của sở ngành số {n}</a>' for n in range(12)]
    draw.chance.shuffle(others)
    return site(news() + "".join(others))


def boxes(draw: Draw) -> str:
    """The weather, and what gold and money cost."""
    sky = draw.chance.choice(["nắng nhẹ", "mưa rào", "nhiều mây", "trời quang"])
    gold = "".join(f"<tr><td>Vàng SJC<td>{draw.number()}<td>{draw.number()}" for _ in range(5))
    return site(
        f"{news()}<div>Thời tiết: {sky}, {draw.number(40)}°C, độ ẩm {draw.number(99)} %</div><table>{gold}</table>"
    )


def hidden_mail(draw: Draw) -> str:
    """Behind Cloudflare, which hides mail addresses and adds scripts, or straight from the server."""
    if draw.seed % 2:
        mail, script = "lienhe@province.test", ""
    else:
        mail = f'<a href="/cdn-cgi/l/email-protection" data-cfemail="{draw.hex()}">[email&#160;protected]</a>'
        script = '<script src="/cdn-cgi/scripts/5c5dd728/cloudflare-static/email-decode.min.js"></script>'
    return site(f"{news()}<p>Thư điện tử: {mail}</p>", head=script)


def java(draw: Draw) -> str:
    """A Java portal that writes the session into each address."""
    body = news(path="/tin-tuc/{};jsessionid=" + draw.hex().upper() + ".node1")
    return site(body + f'<form action="/tim.do;jsessionid={draw.hex()}"><input name="q"></form>')


def csrf(draw: Draw) -> str:
    """Laravel or Django: tokens in the head and in the forms, files with the hash of their build."""
    head = f'<meta name="csrf-token" content="{draw.token()}"><script src="/js/app.{draw.hex(8)}1.js"></script>'
    form = f'<form action="/gop-y"><input type=hidden name=_token value="{draw.token()}"><textarea name=y></textarea>'
    return site(news() + form, head=head)


def unread(draw: Draw) -> str:
    """A title that counts, and a nonce for every script."""
    nonce = draw.token(16)
    title = f"({draw.number(9)}) Cổng thông tin điện tử tỉnh Mẫu - {draw.number(28) + 1}/11/2026"
    return site(news(), title=title, head=f'<script nonce="{nonce}">x("{nonce}")</script>').replace(
        f"<h1>{title}</h1>", "<h1>Cổng thông tin</h1>"
    )


def shell(draw: Draw) -> str:
    """A page that scripts fill."""
    return (
        '<!DOCTYPE html><html lang="vi"><head><title>Cổng dịch vụ công</title></head><body><div id="root"></div>'
        f'<script src="/static/js/main.js?v={draw.number()}"></script><script nonce="{draw.token()}">x()</script>'
    )


SYSTEMS: tuple[Callable[[Draw], str], ...] = (
    aspnet,
    liferay,
    wordpress,
    drupal,
    sharepoint,
    counters,
    moved_news,
    shuffled,
    boxes,
    hidden_mail,
    java,
    csrf,
    unread,
    shell,
)

PORTAL = site(
    news() + "<p>Cập nhật ngày 20/11/2026</p>", head='<link rel="canonical" href="https://www.province.test/">'
)

OTHERS: dict[str, str] = {
    "nginx": "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web "
    "server is successfully installed and working. Further configuration is required.</p>",
    "iis": '<title>IIS Windows Server</title><a href="http://go.microsoft.com/fwlink/"><img src="iisstart.png"></a>',
    "apache": "<title>Apache2 Debian Default Page: It works</title><p>This is the default welcome page used to test "
    "the correct operation of the Apache2 server after installation on Debian systems.</p>",
    "another_agency": site(news(), title="Trang thông tin điện tử Sở Y tế", owner="Sở Y tế tỉnh Mẫu"),
    "another_commune_of_the_same_title": site(news(), owner="Ủy ban nhân dân xã Hòa Minh, huyện Bắc Hà"),
    "another_ward": site(news(), title="Cổng thông tin điện tử tỉnh Mẫu, Phường 12"),
    "another_host_in_canonical": site(news(), head='<link rel="canonical" href="https://cu.other.test/">'),
    "login": "<title>Đăng nhập hệ thống</title><form action=/login>Tên đăng nhập <input name=user> Mật khẩu "
    "<input type=password name=pass><button>Đăng nhập</button></form>",
    "old_copy": site(news(first=8) + "<p>Cập nhật ngày 12/03/2021</p>"),
    "english": site(
        "<h2>News and events</h2>"
        + "<p>The provincial council opened its regular session to discuss economic growth.</p>" * 8,
        title="Sample Province Web Portal",
        lang="en",
    ),
    "error_with_200": "<title>404 Not Found</title><h1>404 Not Found</h1><p>The page that you want is not here.</p>",
    "parked": "<title>province.test</title><p>Tên miền này đã được đăng ký. Mời liên hệ nhà đăng ký.</p>",
    "listing": "<title>Index of /</title><h1>Index of /</h1><a href='backup.zip'>backup.zip</a> <a href='w/'>w</a>",
    "suspended": "<title>Account Suspended</title><h1>This Account has been suspended.</h1>",
    "construction": "<title>Đang xây dựng</title><h1>Website đang xây dựng, mời quay lại sau.</h1>",
    "blank": "<html><head></head><body></body></html>",
    "links_elsewhere": PORTAL.replace('href="/', 'href="https://another.test/'),
}
"""Pages of other services → their markup, to be held against `PORTAL`."""

WALLS: dict[str, Page] = {
    "cloudflare_403": page("<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>", 403),
    "cloudflare_503": page(
        "<title>Just a moment...</title><p>Checking your browser before accessing the site.</p>", 503
    ),
    "f5_200": page(
        "<title>Request Rejected</title>The requested URL was rejected. Please consult with your administrator. "
        "Your support ID is: 1234567890"
    ),
    "rate_429": page("<title>429 Too Many Requests</title>", 429),
    "login_401": page("<title>Unauthorized</title>", 401),
}
