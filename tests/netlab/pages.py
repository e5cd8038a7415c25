"""Pages that the world's portals serve: an office's home page, and what stands in its place."""

from __future__ import annotations

_NEWS = "".join(
    f'<li><a href="/tin-tuc/{number}">{headline}</a></li>'
    for number, headline in enumerate(
        (
            "Khai mạc kỳ họp thường lệ cuối năm của Hội đồng nhân dân",
            "Thông báo lịch tiếp công dân định kỳ tháng mười một",
            "Tập huấn kỹ năng số cho tổ công nghệ số cộng đồng",
            "Kế hoạch ứng phó mưa lớn, lũ quét và sạt lở đất",
            "Kết quả chỉ số cải cách hành chính của các sở, ngành",
            "Lấy ý kiến góp ý dự thảo quy hoạch chi tiết",
        )
    )
)


def office(
    name: str = "Cổng thông tin điện tử tỉnh Thí Điểm",
    extra: str = "",
    head: str = "",
    lang: str = "vi",
    news: str = "",
) -> str:
    """The home page of an office; `extra` comes before the foot, `head` into the head."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title>{head}</head><body>'
        f'<header><h1>{name}</h1><nav><a href="/">Trang chủ</a> <a href="/gioi-thieu">Giới thiệu</a> '
        '<a href="/van-ban">Văn bản chỉ đạo điều hành</a> <a href="/thu-tuc">Thủ tục hành chính</a></nav></header>'
        f"<main><h2>Tin tức và sự kiện</h2><ul>{news or _NEWS}</ul>"
        "<p>Ủy ban nhân dân tỉnh tiếp nhận và giải quyết hồ sơ của người dân, doanh nghiệp trên môi trường mạng.</p>"
        f"</main>{extra}<footer>Cơ quan chủ quản: Ủy ban nhân dân tỉnh. Ghi rõ nguồn khi phát hành lại.</footer>"
        "</body></html>"
    )


OFFICE = office()
OTHER_OFFICE = office(
    "Trang thông tin Bệnh viện đa khoa huyện Suối Cạn",
    "<p>Lịch khám bệnh, bảng giá dịch vụ kỹ thuật, đặt hẹn với bác sĩ chuyên khoa tim mạch, nhi khoa, sản phụ.</p>" * 3,
    news="<li>Khoa cấp cứu nhận máy thở mới</li><li>Hiến máu nhân đạo đợt hai thu được ba trăm đơn vị</li>",
)
ENGLISH = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Thi Diem Province Portal</title></head><body>'
    "<h1>Welcome to the portal of Thi Diem province</h1><p>Investment opportunities, tourism, culture and people. "
    "Contact the department of foreign affairs for visas, conferences and delegations.</p></body></html>"
)
WALL = "<html><head><title>Access denied</title></head><body><h1>Request blocked</h1></body></html>"
NGINX_DEFAULT = (
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n"
    "<p>If you see this page, the nginx web server is successfully installed and\nworking. Further configuration is "
    'required.</p>\n<p>For online documentation and support please refer to\n<a href="http://nginx.org/">nginx.org</a>.'
    '<br/>\nCommercial support is available at\n<a href="http://nginx.com/">nginx.com</a>.</p>\n'
    "<p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n"
)
APACHE_DEBIAN_DEFAULT = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">\n<head>'
    "<title>Apache2 Debian Default Page: It works</title></head><body><div>Apache2 Debian Default Page</div>"
    "<p>It works!</p><p>This is the default welcome page used to test the correct operation of the Apache2 server "
    "after installation on Debian systems.</p></body></html>"
)
LISTING = (
    '<html>\n<head><title>Index of /</title></head>\n<body>\n<h1>Index of /</h1><hr><pre><a href="../">../</a>\n'
    '<a href="backup/">backup/</a>      01-Nov-2026 08:00     -\n'
    '<a href="db.sql">db.sql</a>    01-Nov-2026 08:00  1234\n'
    "</pre><hr></body>\n</html>\n"
)
SUSPENDED = (
    "<html><head><title>Account Suspended</title></head><body><h1>Account Suspended</h1><p>This Account has been "
    "suspended. Contact your hosting provider for more information.</p></body></html>"
)
BLANK = "<!DOCTYPE html><html><head></head><body></body></html>"
