from __future__ import annotations

from pathlib import Path

import pytest

from checks.tls.registry import generate

KEPT = Path(generate.__file__).with_name("iana")


def folder_with(folder: Path, **contents: str) -> Path:
    """IANA's files, empty but for some rows."""
    for table, (file, column, _) in generate.SOURCES.items():
        rows = contents.get(table, "")
        (folder / file).write_text(f"Value,{column},DTLS-OK,Recommended,Reference\n{rows}", encoding="utf-8")
    return folder


def test_the_tables_are_what_the_kept_files_give() -> None:
    assert generate.tables(KEPT) == generate.TABLES.read_text(encoding="utf-8")


def test_the_files_as_iana_publishes_them_are_understood(tmp_path: Path) -> None:
    suites = (
        '"0x00,0x47-4F","Reserved to avoid conflicts with         \ndeployed implementations",,,[Pasi_Eronen]\n'
        '"0x00,0xC6",TLS_SM4_GCM_SM3,N,N,[RFC8998]\n'
        '"0x0A,0x0A",Reserved,Y,N,[RFC8701]\n'
        '"0x0B-12,*",Unassigned,,,\n'
    )
    groups = "0,Reserved,,,[RFC8447]\n25497,X25519Kyber768Draft00 (OBSOLETE),Y,N,[draft]\n42-255,Unassigned,,,\n"
    written = generate.tables(folder_with(tmp_path, SUITES=suites, GROUPS=groups))
    tables: dict[str, dict[int, str]] = {}
    exec(written, tables)  # noqa: S102 - what was written is what is tested
    assert tables["SUITES"] == {0x00C6: "TLS_SM4_GCM_SM3"}
    assert tables["GROUPS"] == {25497: "X25519Kyber768Draft00"}
    assert tables["ALERTS"] == {}


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    folder_with(tmp_path)
    (tmp_path / "tls-parameters-8.csv").write_text("Code,Name\n1,sect163k1\n", encoding="utf-8")
    with pytest.raises(KeyError):
        generate.tables(tmp_path)


def test_the_program_writes_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "TABLES", tmp_path / "tables.py")
    generate.main([str(KEPT)])
    assert (tmp_path / "tables.py").read_text(encoding="utf-8") == generate.tables(KEPT)


def test_the_program_says_how_it_is_used() -> None:
    with pytest.raises(SystemExit, match="usage"):
        generate.main([])
