"""Home pages such as state bodies have, and the pages that come in their stead."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from html import escape

from .labels import LOCAL_TIME, embed
from .places import Place
from .province import parts_host

ABOUT = "/gioi-thieu"
_PRIVACY = '<p><a href="/chinh-sach-bao-mat">Chính sách bảo mật thông tin</a></p>'
SECURITY_TXT = "/.well-known/security.txt"
SECURITY_TXT_DAYS, SECURITY_TXT_EXPIRED_DAYS = 180, -20
_VISITORS = 1_284_377
_HOSTILE_TITLE = "<script>alert(1)</script>=cmd|' /C calc'!A0\u202etên.exe\x07\x1b[31m&quot;'"

_NEWS = (
    ("Khai mạc kỳ họp thường lệ cuối năm", "Đại biểu thảo luận về tình hình kinh tế - xã hội và dự toán ngân sách."),
    ("Tập huấn kỹ năng số cho tổ công nghệ số cộng đồng", "Hơn 120 học viên của các thôn, tổ dân phố tham gia."),
    ("Thông báo lịch tiếp công dân tháng tới", "Lãnh đạo tiếp công dân định kỳ vào ngày 15 hằng tháng."),
    ("Ra quân tổng vệ sinh môi trường, trồng cây đầu xuân", "Lễ phát động trồng 2.000 cây xanh dọc các tuyến đường."),
    ("Công khai dự toán thu, chi ngân sách quý III", "Số liệu được niêm yết tại trụ sở và đăng trên trang này."),
    ("Hướng dẫn nộp hồ sơ trực tuyến, nhận kết quả tại nhà", "Nộp hồ sơ trực tuyến toàn trình được miễn phí."),
    ("Kế hoạch ứng phó mưa lớn, lũ quét và sạt lở đất", "Các lực lượng trực ban 24/24 giờ, sẵn sàng phương tiện."),
    ("Tuyên dương gương người tốt, việc tốt", "Mười tập thể và hai mươi cá nhân được tặng giấy khen."),
    ("Lấy ý kiến góp ý dự thảo quy hoạch chi tiết 1/500", "Thời gian tiếp nhận ý kiến là 30 ngày kể từ ngày đăng."),
    ("Ngày hội đọc sách và văn hóa đọc", "Thư viện lưu động phục vụ hơn một nghìn bạn đọc thiếu nhi."),
    ("Tiêm phòng cho đàn gia súc, gia cầm đợt hai", "Đề nghị các hộ chăn nuôi đăng ký với cán bộ thú y cơ sở."),
    ("Kết quả chỉ số cải cách hành chính", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,6 %, tăng so với năm trước."),
)

_STYLE = (
    "body{margin:0;font:16px/1.5 Arial,sans-serif;color:#222}header{background:#b71c1c;color:#ffeb3b;padding:16px}"
    "nav{background:#8e1515}nav a{color:#fff;padding:8px 12px;display:inline-block}"
    "main{display:flex;gap:24px;padding:16px}article{border-bottom:1px solid #ddd;margin-bottom:12px}"
    "aside{width:260px}footer{background:#f2f2f2;padding:16px}"
)


_SPAM = """<div style="position:absolute;left:-9999px">
<a href="https://vui.nha-cai-sao-bang.test/">nhà cái uy tín</a>
<a href="https://tai-xiu-sao-bang.test/">tài xỉu online</a>
<a href="https://so-dau-sao-bang.test/">soi cầu lô đề</a></div>"""
"""What burglars leave in pages of state bodies, for search engines to read."""


def home(place: Place, nonce: str) -> str:
    """The portal's home page; view state, visitor counter and time differ on every request, as the nonce should."""
    portal = place.portal
    name, agency = escape(portal.name), escape(portal.agency.name)
    behaviour = portal.trait.behaviour
    whole = behaviour.markup == "whole"
    title = _HOSTILE_TITLE if behaviour.page == "hostile" else name
    first = place.number % len(_NEWS)
    news = "\n".join(
        f'<article><h3><a href="/tin-tuc/{number}">{headline}</a></h3><p>{text}</p></article>'
        for number, (headline, text) in enumerate((_NEWS[first:] + _NEWS[:first])[:7], start=100 * place.number)
    )
    menu = "".join(
        f'<a href="/{path}">{text}</a>'
        for path, text in (
            ("", "Trang chủ"),
            ("gioi-thieu", "Giới thiệu"),
            ("tin-tuc", "Tin tức - Sự kiện"),
            ("van-ban", "Văn bản chỉ đạo"),
            ("thu-tuc", "Thủ tục hành chính"),
            ("lien-he", "Liên hệ"),
        )
    )
    now = datetime.now(LOCAL_TIME)
    return f"""<!DOCTYPE html>
<html{' lang="vi"' if whole else ""}>
<head>
{'<meta charset="utf-8">' if whole else ""}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style nonce="{nonce}">{_STYLE}</style>
</head>
<body>
<header><h1>{name}</h1><p>{agency}</p></header>
<nav>{menu}</nav>
<form method="post" action="/tim-kiem"><input type="hidden" name="__VIEWSTATE" value="{secrets.token_urlsafe(192)}">
<input name="tu-khoa" placeholder="Nhập từ khóa cần tìm"><button>Tìm kiếm</button></form>
<main>
<section><h2>Tin tức - Sự kiện của {agency}</h2>
{news}
</section>
<aside><h2>Thông tin cần biết</h2><ul>
<li><a href="/lich-cong-tac">Lịch công tác của lãnh đạo</a></li>
<li><a href="/hoi-dap">Hỏi - đáp, phản ánh, kiến nghị</a></li>
<li><a href="/cong-khai">Công khai ngân sách</a></li></ul>
<p>Hôm nay: {now:%H:%M:%S, %d/%m/%Y}</p>
<p>Lượt truy cập: <b>{_VISITORS + secrets.randbelow(100_000)}</b></p></aside>
</main>
<footer>
<p>Cơ quan chủ quản: {agency}. Chịu trách nhiệm nội dung: Ban Biên tập {name}.</p>
<p>Điện thoại: 024 0000 {place.number:04d}. Thư điện tử: lienhe@{portal.host}</p>
{_incidents(place) if behaviour.incidents == "told" else ""}
{_PRIVACY if behaviour.privacy == "linked" else ""}
{_picture(place)}
{_SPAM if behaviour.page == "spam" else ""}
{embed(behaviour.label, portal.host, place.number, nonce)}
</footer>
</body>
</html>
"""


def _incidents(place: Place) -> str:
    return f"<p>Đầu mối tiếp nhận, báo cáo sự cố an toàn thông tin mạng: {incident_mailbox(place)}</p>"


def about(place: Place) -> str:
    """The page about the agency, where one is found that says where to report incidents."""
    title = f"Giới thiệu {escape(place.portal.agency.name)}"
    return f'<!DOCTYPE html><html lang="vi"><title>{title}</title><h1>{title}</h1>{_incidents(place)}</html>'


def incident_mailbox(place: Place) -> str:
    """Where a portal takes reports of incidents."""
    return f"ungcuusuco@{place.portal.host}"


def _picture(place: Place) -> str:
    """A picture from where the portal's pages take such parts."""
    host = place.portal.host
    match place.portal.trait.behaviour.parts:
        case "ipv4":
            source = f"https://{parts_host(host)}:{place.https_port}/anh/bia.jpg"
        case "unencrypted":
            source = f"http://{host}:{place.http_port}/anh/bia.jpg"
        case _:
            source = "/anh/bia.jpg"
    return f'<img src="{source}" width="240" height="80" alt="">'


def security_txt(place: Place) -> str:
    """The file of RFC 9116, good for half a year more or past its time; half a day more, as in certificates."""
    days = SECURITY_TXT_DAYS if place.portal.trait.behaviour.security_txt == "valid" else SECURITY_TXT_EXPIRED_DAYS
    expires = datetime.now(UTC) + timedelta(days=days, hours=12)
    return (
        f"Contact: mailto:{incident_mailbox(place)}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: vi, en\n"
        f"Canonical: {security_txt_url(place)}\n"
    )


def security_txt_url(place: Place) -> str:
    """Where a portal's security.txt lies."""
    return f"{place.url.rstrip('/')}{SECURITY_TXT}"


def provider_default() -> str:
    """What a hosting provider shows where no site is set up."""
    return """<!DOCTYPE html>
<html><head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1>
<p>If you see this page, the web server is installed and working. This hosting account has no site yet.</p>
<p>Powered by Máy chủ dùng chung Sao Mai.</p></body></html>
"""


def server_error() -> str:
    """A framework's page for its own failure."""
    return f"""<!DOCTYPE html>
<html><head><title>Runtime Error</title></head>
<body><h1>Server Error in '/' Application.</h1><p>Mã lỗi: {secrets.token_hex(8)}</p></body></html>
"""


def wall() -> str:
    """What a web application firewall shows to whom it does not like."""
    return f"""<!DOCTYPE html>
<html><head><title>Access denied</title></head>
<body><h1>Truy cập bị từ chối</h1><p>Yêu cầu của bạn đã bị tường lửa ứng dụng web chặn.</p>
<p>Request ID: {secrets.token_hex(12)}</p></body></html>
"""
