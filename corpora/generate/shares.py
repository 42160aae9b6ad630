"""Samples of what lies on shares beside documents, written by hand from the formats' descriptions, since no free program at hand writes
them: a dBase III table in CP932, winmail.dat [MS-OXTNEF], and the same in a mail.   shares.py FOLDER"""
import base64, os, struct, sys

ROWS = [("山本花江", "090-1234-5678", "19800304", 1001, " "), ("佐藤一", "080-1234-5678", "19911201", 1002, "*")]


def dbf():
    fields = [("氏名", "C", 20), ("TEL", "C", 15), ("BIRTH", "D", 8), ("NO", "N", 6)]
    head = b"".join(n.encode("cp932").ljust(11, b"\0") + t.encode() + b"\0" * 4 + bytes([w, 0]) + b"\0" * 14 for n, t, w in fields) + b"\r"
    rows = b"".join(r[4].encode() + r[0].encode("cp932").ljust(20) + r[1].encode().ljust(15) + r[2].encode() + b"%6d" % r[3] for r in ROWS)
    return (struct.pack("<BBBBIHH", 3, 126, 11, 30, len(ROWS), 32 + len(head), 1 + sum(f[2] for f in fields)) + b"\0" * 17 + b"\x13\0\0" +
            head + rows + b"\x1a")


def attribute(level, ident, data):
    return struct.pack("<BII", level, ident, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def prop(tag, data):
    pad = b"\0" * (-len(data) % 4)
    name = b"\0" * 16 + struct.pack("<II", 0, 0x8501) if tag >> 16 >= 0x8000 else b""
    return struct.pack("<I", tag) + name + (data if tag & 0xFFFF == 3 else struct.pack("<II", 1, len(data)) + data + pad)


def props(*all):
    return struct.pack("<I", len(all)) + b"".join(all)


def wide(s):
    return (s + "\0").encode("utf-16-le")


def tnef(within=True):
    body = ("山本花江" + "\r\n電話 090-1234-5678\0").encode("cp932")
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + attribute(1, 0x00069007, struct.pack("<II", 932, 0))
    out += attribute(1, 0x00018004, "名簿の件\0".encode("cp932")) + attribute(1, 0x0002800C, body)
    out += attribute(1, 0x00069003, props(prop(0x0C1A001F, wide("佐藤一")), prop(0x80000003, struct.pack("<I", 7)),
                                          prop(0x1013001F, wide("<html><body>鈴木 03-1234-5678</body></html>"))))
    out += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12) + attribute(2, 0x00018010, b"MEIBO~1.CSV\0")
    out += attribute(2, 0x0006800F, "氏名,電話番号\r\n高橋,080-1234-5678\r\n".encode("cp932"))
    out += attribute(2, 0x00069005, props(prop(0x3707001F, wide("名簿.csv"))))
    if within:
        out += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12)
        out += attribute(2, 0x00069005, props(prop(0x3707001F, wide("内側")), prop(0x3701000D, b"\0" * 16 + tnef(False))))
    return out


def mail():
    return (b"From: b@example.com\r\nTo: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            b"--b\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n<p>related</p>\r\n--r--\r\n"
            b"--b\r\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n" +
            "担当は山本 \r\n花江、090-1234 \r\n-5678です。\r\n-- \r\n署名\r\n> 引用 \r\n終わり\r\n".encode() +
            b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
            base64.encodebytes(tnef(False)) + b"--b--\r\n")


if __name__ == "__main__":
    for name, data in ("members.dbf", dbf()), ("winmail.dat", tnef()), ("flowed.eml", mail()):
        open(os.path.join(sys.argv[1], name), "wb").write(data)
