#!/usr/bin/env python3
"""Samples of dBase tables with memos in a file beside them, written by hand from the formats' descriptions: dBase III, dBase IV, FoxPro.
   dbview reads the memos of the first.   memos.py FOLDER"""
import os, struct, sys

ROWS = [("山本花江", "折り返し 090-1234-5678 に電話する。\r\n二行目"), ("佐藤一", ""), ("鈴木健", "長い覚え書き" + "。" * 400 + "080-1234-5678")]


def table(version, wide, places):
    fields = [("NAME", "C", 20), ("NOTE", "M", wide)]
    head = b"".join(n.encode().ljust(11, b"\0") + t.encode() + b"\0" * 4 + bytes([w, 0]) + b"\0" * 14 for n, t, w in fields) + b"\r"
    rows = b"".join(b" " + name.encode("cp932").ljust(20) + (struct.pack("<I", at) if wide == 4 else (b"%10d" % at if at else b" " * 10))
        for (name, _), at in zip(ROWS, places))
    return (struct.pack("<BBBBIHH", version, 126, 11, 30, len(ROWS), 32 + len(head), 21 + wide) + b"\0" * 17 + b"\x13\0\0" + head + rows + b"\x1a")


def memos(block, header, wrap):
    out, places = [header.ljust(512, b"\0")], []
    for _, note in ROWS:
        places.append(sum(map(len, out)) // block if note else 0)
        if note:
            data = wrap(note.encode("cp932"))
            out.append(data + b"\0" * (-len(data) % block))
    return b"".join(out), places


def main(folder):
    for name, ending, version, wide, block, header, wrap in (
            ("memo3", "dbt", 0x83, 10, 512, b"\x09\0\0\0" + b"\0" * 12 + b"\x03", lambda t: t + b"\x1a\x1a"),
            ("memo4", "dbt", 0x8b, 10, 1024, b"\x09\0\0\0" + b"\0" * 16 + struct.pack("<H", 1024) + b"\0" * 500, lambda t: b"\xff\xff\x08\0" + struct.pack("<I", len(t) + 8) + t),
            ("fox", "fpt", 0xf5, 4, 64, struct.pack(">IHH", 100, 0, 64), lambda t: struct.pack(">II", 1, len(t)) + t)):
        if block > 512:
            header = header.ljust(block, b"\0")
        data, places = memos(block, header, wrap)
        for e, b in (("dbf", table(version, wide, places)), (ending, data)):
            with open(os.path.join(folder, "%s.%s" % (name, e)), "wb") as f:
                f.write(b)


if __name__ == "__main__":
    main(sys.argv[1])
