from reports.remedy import Block, blocks


def test_steps_go_on_in_indented_lines_and_have_steps_below_them() -> None:
    text = "1. Xin cấp chứng thư\n   cho đúng tên.\n2. Bật SNI:\n   - nginx: `server_name`;\n     cùng tệp.\n"
    assert blocks(text) == [
        Block("step", "1. Xin cấp chứng thư cho đúng tên."),
        Block("step", "2. Bật SNI:"),
        Block("step", "- nginx: `server_name`; cùng tệp.", 1),
    ]


def test_a_line_at_the_margin_ends_the_steps() -> None:
    assert blocks("- một\nSau đó\nkiểm tra.") == [Block("step", "- một"), Block("paragraph", "Sau đó kiểm tra.")]


def test_snippets_keep_their_lines_and_inner_spaces() -> None:
    text = "nginx:\n    server {\n        listen 443 ssl;\n    }\nApache:\n\n    Listen 443\n"
    assert blocks(text) == [
        Block("paragraph", "nginx:"),
        Block("code", "server {\n    listen 443 ssl;\n}"),
        Block("paragraph", "Apache:"),
        Block("code", "Listen 443"),
    ]


def test_an_empty_line_parts_paragraphs() -> None:
    assert [block.text for block in blocks("một\n\nhai\nba")] == ["một", "hai ba"]
    assert blocks("\n") == []


def test_backticks_hold_code_within_a_line() -> None:
    assert Block("paragraph", "Đặt `a b` rồi `c`").spans == [
        ("Đặt ", False),
        ("a b", True),
        (" rồi ", False),
        ("c", True),
    ]
    assert Block("paragraph", "không có").spans == [("không có", False)]
