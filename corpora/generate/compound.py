"""Sources of the office97 samples for LibreOffice, and a message of Outlook's form (MS-CFB, MS-OXMSG) written by hand, since no free
program writes one.   compound.py sources FOLDER | message FILE | workbook FILE (Excel 5, locked)"""
import random, struct, sys

HTML = """<html><head><meta charset="utf-8"><title>社員名簿</title><meta name="author" content="総務部 山本花江"></head><body>
<h1>社員名簿 2026</h1><p>担当: 佐々木 健 (電話 03-6123-4567)</p>
<table border=1><tr><th>氏名</th><th>生年月日</th><th>メール</th></tr>
<tr><td>山本 真由美</td><td>1980年3月4日</td><td>mayumi.yamamoto@daicho-rei.co.jp</td></tr>
<tr><td>高橋 陽菜</td><td>1991年12月1日</td><td>hina.takahashi@daicho-rei.co.jp</td></tr></table>
<p>Contact: John Carter, john.carter@daicho-rei.co.jp, “quoted” text – dash € sign.</p></body></html>"""
NS = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
      'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
      'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
      'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" '
      'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" office:version="1.2"')


def cell(v, kind="string", extra=""):
    value = {"string": "", "float": ' office:value="%s"' % v, "date": ' office:date-value="%s"' % v}[kind]
    style = ' table:style-name="day"' if kind == "date" else ""
    return '<table:table-cell office:value-type="%s"%s%s%s><text:p>%s</text:p>%s</table:table-cell>' % (kind, value, style, "", v, extra)


def workbook():
    r = random.Random(5)
    note = "<office:annotation><text:p>要確認 090-6123-4567</text:p></office:annotation>"
    rows = ["".join(cell(h) for h in ("社員番号", "氏名", "生年月日", "電話番号", "口座番号", "備考"))]
    for i in range(1, 331):
        rows.append(cell(1000 + i, "float") + cell("%s %s%s" % (r.choice("山本 佐藤 鈴木 高橋 長谷川 𠮷田".split()), r.choice("真由美 健太 陽菜 一郎".split()), "🙂" if i == 3 else ""),
                    extra=note if i == 2 else "") + cell("%04d-%02d-%02d" % (r.randint(1950, 2003), r.randint(1, 12), r.randint(1, 28)), "date") +
                    cell("090-%04d-%04d" % (r.randint(1000, 9999), i)) + cell(1234567 + i, "float") + cell("%d番 %s" % (i, "長い備考" * 12)))
    formula = '<table:table-cell table:formula="of:=&quot;合計 &quot;&amp;&quot;様&quot;" office:value-type="string" office:string-value="合計 様"><text:p>合計 様</text:p></table:table-cell>'
    table = lambda name, rows, extra="": '<table:table table:name="%s"%s>%s</table:table>' % (name, extra, "".join("<table:table-row>%s</table:table-row>" % x for x in rows))
    return ('<?xml version="1.0" encoding="UTF-8"?><office:document %s office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
            '<office:automatic-styles><number:date-style style:name="d"><number:year number:style="long"/><number:text>/</number:text><number:month/>'
            '<number:text>/</number:text><number:day/></number:date-style><style:style style:name="day" style:family="table-cell" style:data-style-name="d"/>'
            '<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
            '<office:body><office:spreadsheet>%s%s</office:spreadsheet></office:body></office:document>'
            % (NS, table("社員", rows), table("隠し", [cell("メール") + cell("率"), cell("rina.aoki@daicho-rei.co.jp") + cell(0.125, "float"), formula], ' table:style-name="hid"')))


def slides():
    frame = '<draw:frame svg:x="1cm" svg:y="%dcm" svg:width="20cm" svg:height="3cm"%s><draw:text-box>%s</draw:text-box></draw:frame>'
    return ('<?xml version="1.0" encoding="UTF-8"?><office:document %s office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body>'
            '<office:presentation><draw:page draw:name="p1">%s<presentation:notes>%s</presentation:notes></draw:page></office:presentation></office:body></office:document>'
            % (NS, frame % (1, "", "<text:p>営業会議 出席者: 山本 真由美</text:p><text:p>hina.takahashi@daicho-rei.co.jp</text:p>"),
               frame % (15, ' presentation:class="notes"', "<text:p>memo: call 090-6123-4567</text:p>")))


# ---- compound files

FREE, END, FATSECT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(tree):
    """tree: {name: bytes | tree}. Streams below 4,096 bytes go to the mini stream."""
    entries, sectors, mini, minifat, fat = [], [], bytearray(), [], []

    def sectors_of(data):
        if not data:
            return END
        start = len(sectors)
        for i in range(0, len(data), 512):
            sectors.append(data[i:i + 512].ljust(512, b"\0"))
            fat.append(len(sectors))
        fat[-1] = END
        return start

    def add(name, value):
        at = len(entries)
        entries.append(None)
        if isinstance(value, dict):
            kids = [add(k, v) for k, v in sorted(value.items(), key=lambda kv: (len(kv[0]), kv[0].upper()))]
            for a, b in zip(kids, kids[1:]):
                entries[a][3] = b
            entries[at] = [name, 1, NONE, NONE, kids[0] if kids else NONE, 0, 0]
        elif len(value) < 4096:
            start = len(mini) // 64 if value else END
            for i in range(0, len(value), 64):
                mini.extend(value[i:i + 64].ljust(64, b"\0"))
                minifat.append(len(minifat) + 1)
            if value:
                minifat[-1] = END
            entries[at] = [name, 2, NONE, NONE, NONE, start, len(value)]
        else:
            entries[at] = [name, 2, NONE, NONE, NONE, sectors_of(value), len(value)]
        return at

    add("Root Entry", tree)
    entries[0][1], entries[0][5], entries[0][6] = 5, sectors_of(bytes(mini)), len(mini)
    directory = b"".join((n.encode("utf-16le") + b"\0\0").ljust(64, b"\0") + struct.pack("<HBBIII", len(n.encode("utf-16le")) + 2, t, 1, l, r, c) +
                         b"\0" * 36 + struct.pack("<IQ", s, z) for n, t, l, r, c, s, z in entries)
    dirstart = sectors_of(directory)
    ministart = sectors_of(struct.pack("<%dI" % len(minifat), *minifat).ljust(-(-len(minifat) * 4 // 512) * 512, b"\xff")) if minifat else END
    nfat = 1
    while nfat * 128 < len(sectors) + nfat:
        nfat += 1
    fatstart = len(sectors)
    fat += [FATSECT] * nfat
    table = struct.pack("<%dI" % len(fat), *fat).ljust(nfat * 512, b"\xff")
    for i in range(nfat):
        sectors.append(table[i * 512:(i + 1) * 512])
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6 +
            struct.pack("<IIIIIIIII", 0, nfat, dirstart, 0, 4096, ministart, -(-len(minifat) * 4 // 512), END, 0) +
            struct.pack("<109I", *([fatstart + i for i in range(nfat)] + [FREE] * (109 - nfat))))
    return head + b"".join(sectors)


def props(code=932, root=True):
    return b"\0" * (32 if root else 24) + struct.pack("<IIII", 0x3FFD0003, 6, code, 0)


def wide(s):
    return s.encode("utf-16le")


def rtf_stored(text):
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


def message():
    inner = {"__properties_version1.0": props(root=False), "__substg1.0_0037001F": wide("転送: 名簿"), "__substg1.0_1000001F": wide("内の連絡先 naka.abe@daicho-rei.co.jp")}
    return compound({
        "__properties_version1.0": props(), "__substg1.0_0037001E": "打合せの件".encode("cp932"), "__substg1.0_0C1A001F": wide("山本 真由美"),
        "__substg1.0_0C1F001F": wide("mayumi.yamamoto@daicho-rei.co.jp"), "__substg1.0_1000001F": wide("高橋 陽菜 様\r\n電話 090-6123-4567\r\n" + "本文 " * 900),
        "__substg1.0_10130102": "<html><body><p>HTML 側 rina.aoki@daicho-rei.co.jp</p></body></html>".encode(),
        "__substg1.0_10090102": rtf_stored(b"{\\rtf1\\ansi\\ansicpg932 RTF side \\'8e\\'52\\'96\\'7b ken.abe@daicho-rei.co.jp}"),
        "__recip_version1.0_#00000000": {"__properties_version1.0": b"\0" * 8, "__substg1.0_3001001F": wide("高橋 陽菜"), "__substg1.0_39FE001F": wide("hina.takahashi@daicho-rei.co.jp")},
        "__attach_version1.0_#00000000": {"__properties_version1.0": b"\0" * 8, "__substg1.0_3707001F": wide("名簿.csv"), "__substg1.0_37010102": "氏名,電話\n佐藤 健太,080-1234-5678\n".encode("cp932")},
        "__attach_version1.0_#00000001": {"__properties_version1.0": b"\0" * 8, "__substg1.0_3001001F": wide("転送"), "__substg1.0_3701000D": inner},
        "__nameid_version1.0": {"__substg1.0_00020102": b"\0" * 16}})


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def workbook5(locked):
    """Excel 5: strings in code page 932, a formula's text, RK numbers; or locked."""
    s = lambda text: text.encode("cp932")
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + record(0x204, struct.pack("<HHHH", 0, 0, 0, len(s("氏名"))) + s("氏名")) + \
        record(0x204, struct.pack("<HHHH", 0, 1, 0, len(s("電話"))) + s("電話")) + record(0x204, struct.pack("<HHHH", 1, 0, 0, len(s("山本 真由美"))) + s("山本 真由美")) + \
        record(0x06, struct.pack("<HHH", 1, 1, 0) + b"\0\0\0\0\0\0\xff\xff" + b"\0" * 8) + record(0x207, struct.pack("<H", 13) + b"090-6123-4567") + \
        record(0xBD, struct.pack("<HH", 2, 0) + struct.pack("<HI", 0, (1234567 << 2) | 2) + struct.pack("<HI", 0, (150 << 2) | 3) + struct.pack("<H", 1)) + record(0x0A, b"")
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + (record(0x2F, b"\0" * 4) if locked else b"") + record(0x42, struct.pack("<H", 932))
    bound = lambda at: record(0x85, struct.pack("<IBB", at, 0, 0) + struct.pack("<B", len(s("表"))) + s("表"))
    offset = len(head) + len(bound(0)) + 4
    return compound({"Book": head + bound(offset) + record(0x0A, b"") + sheet})


if __name__ == "__main__":
    what, where = sys.argv[1:3]
    if what == "sources":
        for name, text in (("staff.html", HTML), ("staff.fods", workbook()), ("slides.fodp", slides())):
            open(where + "/" + name, "w", encoding="utf-8").write(text)
    elif what == "message":
        open(where, "wb").write(message())
    else:
        open(where, "wb").write(workbook5(what == "locked"))
