"""Hostile items by family, each a file or a folder under its family's folder; the same ones every time.

    make.py FOLDER [--sample]      --sample: of each family the first, the last and some between, about 150 in all
"""
import binascii, gzip, io, json, lzma, os, random, stat, struct, sys, tarfile, zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "corpora", "files")
sys.path.insert(0, os.path.join(HERE, "..", "..", "corpora", "generate"))
from zips import Zip

SECRET = "山本花江 090-1234-5678 hanae.y@example.co.jp\n".encode()


def zeros(n):
    return bytes(n)


BOMB = b"0" * (80 << 20)	# beyond the 64 MiB from which on the ratio counts; zeros would be an empty tar


# ---- bombs

def overlapping(n):
    """Entries of the directory that all point to one member (David Fifield, "A better zip bomb", 2019)."""
    z = Zip().add(b"a.txt", zeros(1 << 20))
    one = bytes(z.directory)
    z.directory, z.n = bytearray(b"".join(one.replace(b"a.txt", b"%05d" % i) for i in range(n))), n
    return z.done()


def nested(n, wrap):
    data = SECRET
    for _ in range(n):
        data = wrap(data)
    return data


def xz_dictionary(bits):
    """An xz file whose block asks for a dictionary of (2 | bits & 1) << (bits / 2 + 11) bytes."""
    data = bytearray(lzma.compress(b"hello " * 100, check=lzma.CHECK_CRC32))
    size = (data[12] + 1) * 4
    at = data.index(b"\x21\x01", 12) + 2		# LZMA2, one byte of properties
    data[at] = bits
    data[12 + size - 4:12 + size] = struct.pack("<I", binascii.crc32(bytes(data[12:12 + size - 4])))
    return bytes(data)


def tar_of(names, data=SECRET):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for n in names:
            info = tarfile.TarInfo(n)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def bombs():
    yield "flat.zip", Zip().add(b"a.txt", BOMB).done()
    yield "flat.gz", gzip.compress(BOMB)
    yield "endless.gz", gzip.compress(zeros(8 << 20)) * 100
    yield "overlap.zip", overlapping(2000)
    yield "dictionary.xz", xz_dictionary(37)
    yield "dictionary-most.xz", xz_dictionary(40)
    yield "dictionary.lzma", lzma.compress(b"hello", format=lzma.FORMAT_ALONE)[:1] + struct.pack("<I", 0x60000000) + lzma.compress(b"hello", format=lzma.FORMAT_ALONE)[5:]
    yield "members.zip", many(30000)
    for n in (9, 10, 11, 40):
        yield "nested-%d.zip" % n, nested(n, lambda d: Zip().add(b"in.zip", d).done())
        yield "nested-%d.tar" % n, nested(n, lambda d: tar_of(["in.tar"], d))
        yield "nested-%d.gz" % n, nested(n, gzip.compress)
    for kind in ("docx", "xlsx"):
        part = {"docx": b"word/document.xml", "xlsx": b"xl/worksheets/sheet1.xml"}[kind]
        yield "bomb." + kind, Zip().add(b"[Content_Types].xml", b"<Types/>").add(part, b"<w>" + b"<w:t>x</w:t>" * (6 << 20) + b"</w>").done()
    packed = zlib.compress(b"(x) Tj " * (12 << 20), 1)
    yield "bomb.pdf", PDF + b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + PDF_END
    yield "bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"k\0\0" + zlib.compress(BOMB, 9)) + chunk(b"IEND", b"")


def png(w, h, rows):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def tiff(pages, loop, w=64, h=64, compression=1):
    """Pages that all show the same bytes; the last leads back to the first, or nowhere."""
    out = struct.pack("<2sHI", b"II", 42, 8)
    size = 2 + 9 * 12 + 4
    for i in range(pages):
        tags = ((256, w), (257, h), (258, 1), (259, compression), (262, 0), (273, 8), (277, 1), (278, h), (279, w * h // 8 or 1))
        out += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", t, 4, 1, v & 0xFFFFFFFF) for t, v in tags)
        out += struct.pack("<I", 8 + (i + 1) * size if i + 1 < pages else 8 if loop else 0)
    return out + zeros(512)


def picture_pdf(dictionary, data):
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R"
            b"/Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length 5>>stream\n/I Do\nendstream endobj\n5 0 obj<</Subtype/Image" + dictionary +
            b"/Length %d>>stream\n" % len(data) + data + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n")


def pictures():
    yield "claims.png", png(60000, 60000, zeros(1000))
    yield "white.png", png(6000, 6000, (b"\0" + b"\xff" * 6000) * 6000)
    yield "short.png", png(3000, 3000, zeros(10))
    yield "claims.jpg", b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x11\0\2\x11\0\3\x11\0\xff\xda\0\x0c\3\1\0\2\0\3\0\0\x3f\0" + zeros(4096)
    yield "pages.tif", tiff(2000, False)
    yield "loop.tif", tiff(3, True)
    yield "claims.tif", tiff(1, False, 0x7FFFFFFF, 0x7FFFFFFF)
    yield "fax.tif", tiff(1, False, 20000, 20000, 4)
    yield "claims.webp", b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f\xff\xff\xff\x0f" + zeros(64)
    for name, dictionary in (("huge", b"/Width 2000000000/Height 2000000000/BitsPerComponent 16/ColorSpace/DeviceCMYK"), ("minus", b"/Width -5/Height -5/BitsPerComponent 1/ColorSpace/DeviceGray"),
                             ("fax", b"/Width 30000/Height 30000/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2147483647>>"), ("loop", b"/Width 9/Height 9/BitsPerComponent 8/ColorSpace[/Indexed 5 0 R 255 5 0 R]"),
                             ("jpx", b"/Width 99/Height 99/Filter/JPXDecode"), ("bits", b"/Width 99/Height 99/BitsPerComponent 255/ColorSpace[/ICCBased 5 0 R]/N 4")):
        yield "image-%s.pdf" % name, picture_pdf(dictionary, zeros(3000))


def memos():
    """A table whose rows all lead to one memo of megabytes."""
    fields = b"NOTE".ljust(11, b"\0") + b"M" + zeros(4) + b"\4\0" + zeros(14) + b"\r"
    yield "memos.dbf", struct.pack("<BBBBIHH", 0xF5, 126, 11, 30, 30000, 32 + len(fields), 5) + zeros(17) + b"\x13\0\0" + fields + b" \1\0\0\0" * 30000
    yield "memos.fpt", struct.pack(">IHH", 9, 0, 512) + zeros(504) + struct.pack(">II", 1, 8 << 20) + b"x" * (8 << 20)


def many(n):
    z = Zip()
    for i in range(n):
        z.add(b"%d" % i, method=0)
    return z.done()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# ---- names

NAMES = [b"../../x", b"/etc/cron.d/x", b"a\0.txt", b"n" * 65000, b"a\nb.txt", b"\x1b]0;title\x07\x1b[31mred.txt", "名簿".encode("cp932"), b"\xff\xfe\xfd", b"..",
         b".", b"", b"a/../../../b", b"\\\\host\\share\\x", b"C:\\x.txt", "\u202etxt.exe".encode(), b"con", b"a" * 255, b"d/" * 2000 + b"x", b"-rf", b"%s%n%s", b"$(reboot)", b"'; drop table object; --"]


def names():
    for i, n in enumerate(NAMES):
        yield "name-%02d.zip" % i, Zip().add(n[:65535], SECRET).add(n[:65535], SECRET, local=b"other").done()
        yield "name-%02d.tar" % i, tar_of([n.decode("utf-8", "surrogateescape").replace("\0", "_") or "_"])
        yield "name-%02d.eml" % i, (b"From: a@example.com\nTo: b@example.com\nSubject: s\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=\"" +
                                    n.replace(b"\n", b" ")[:2000] + b"\"\n\n" + SECRET)
    yield "duplicates.zip", Zip().add(b"a.txt", SECRET).add(b"a.txt", b"other").add(b"a.txt", SECRET).done()


# ---- markup, JSON, PDF

LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)) + b"]>"


def outside_entity(outside):
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://%s"><!ENTITY %% p SYSTEM "file://%s"> %%p;]><x>&e;</x>' % (outside, outside)


def markup(outside):
    for ending in ("xml", "html", "svg", "docx", "odt"):
        for kind, data in (("laughs", b'<?xml version="1.0"?>' + LAUGHS + b"<x>&j;</x>"), ("outside", outside_entity(outside)), ("deep", b"<a>" * 100000 + b"x" + b"</a>" * 100000),
                           ("attributes", b"<a " + b"".join(b'b%d="x" ' % i for i in range(20000)) + b"/>"), ("long", b"<" + b"a" * (2 << 20) + b">x"), ("cdata", b"<a><![CDATA[" + b"]" * (1 << 20))):
            if ending == "docx":
                data = Zip().add(b"[Content_Types].xml", data).add(b"word/document.xml", data).done()
            if ending == "odt":
                data = Zip().add(b"mimetype", b"application/vnd.oasis.opendocument.text", method=0).add(b"content.xml", data).done()
            yield "%s.%s" % (kind, ending), data


def texts():
    n = 100000
    yield "deep-array.json", b"[" * n + b"1" + b"]" * n
    yield "deep-object.json", b'{"a":' * n + b"1" + b"}" * n
    yield "open.json", b'{"a":"' + b"x" * (3 << 20)
    yield "deep.yaml", b"".join(b" " * min(i, 500) + b"k%d:\n" % i for i in range(2000))
    yield "flow.yaml", b"a: " + b"[" * n
    yield "anchors.yaml", b"".join(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12))
    yield "quote.csv", b'a,b\n"' + b"x,y\n" * 500000
    yield "columns.csv", b"," * (2 << 20)
    yield "line.txt", b"9" * (8 << 20)
    yield "at.txt", b"@" * (8 << 20)
    yield "folded.vcf", b"BEGIN:VCARD\nNOTE:" + b"x\n " * 300000
    yield "soft.vcf", b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"x=\n" * 300000
    yield "deep.rtf", b"{\\rtf1 " + b"{" * n
    yield "parts.eml", b"From: a@example.com\nTo: b\nSubject: s\n" + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i) for i in range(3000))
    yield "headers.eml", b"From: a@example.com\nTo: b\n" + b"Subject: x\n" * 200000
    yield "insert.sql", b"INSERT INTO t VALUES (" + b"'a'," * 500000


PDF = b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
PDF_END = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def pdfs():
    for name, body in (("kid-is-itself", "2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj "), ("content-is-itself", "4 0 obj 4 0 R endobj "),
                       ("length-is-itself", "4 0 obj<</Length 4 0 R>>stream\nBT (x) Tj ET"), ("length-lies", "4 0 obj<</Length 999999999999>>stream\nBT (x) Tj ET"),
                       ("form-is-itself", "4 0 obj<</Type/XObject/Subtype/Form/Resources<</XObject<</F 4 0 R>>>>/Length 5>>stream\n/F Do"),
                       ("filters", "4 0 obj<</Length 9/Filter[%s]>>stream\nxxxxxxxxx" % ("/FlateDecode" * 500)), ("arrays", "4 0 obj" + "[" * 100000), ("names", "4 0 obj<<" + "/A" * 200000),
                       ("previous-is-itself", "startxref\n9\n%%EOF trailer<</Prev 9/Root 1 0 R>> startxref 9"), ("count-lies", "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 2147483647>>endobj "),
                       ("predictor", "4 0 obj<</Length 9/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647/Colors 99>>>>stream\nxxxxxxxxx")):
        yield name + ".pdf", PDF + body.encode() + PDF_END


# ---- real samples, damaged

def samples():
    for folder in sorted(os.listdir(SAMPLES)):
        for name in sorted(os.listdir(os.path.join(SAMPLES, folder))) if os.path.isdir(os.path.join(SAMPLES, folder)) else []:
            with open(os.path.join(SAMPLES, folder, name), "rb") as f:
                data = f.read()
            yield folder, name, gzip.decompress(data) if name == "slides.ppt.gz" else data


def one_of_each_format():
    seen = set()
    for folder, name, data in samples():
        ending = name[:-3] if name == "slides.ppt.gz" else name
        key = (folder, os.path.splitext(ending)[1])
        if key not in seen and len(data) < 1 << 20:
            seen.add(key)
            yield ending, data


def truncated():
    """At every 64th byte; of longer samples at 40 of these, evenly."""
    for name, data in one_of_each_format():
        cuts = list(range(64, len(data), 64))
        for at in cuts[::max(1, len(cuts) // 40)]:
            yield "%06d-%s" % (at, name), data[:at]


def flipped():
    for name, data in one_of_each_format():
        r = random.Random(name)
        for i in range(14):
            b = bytearray(data)
            for _ in range(1 << i % 7):
                b[r.randrange(len(b))] ^= 1 << r.randrange(8)
            yield "%02d-%s" % (i, name), bytes(b)


def lying():
    """Four bytes that are lengths or offsets somewhere, set to what programs trip over."""
    for name, data in one_of_each_format():
        if name.rsplit(".", 1)[-1] not in ("xls", "doc", "msg", "dbf", "dat", "jpg", "png", "tif", "webp", "7z", "pdf", "xlsx", "zip"):
            continue
        r = random.Random(name)
        for i, value in enumerate((0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0, 0xFFFF, 0x00010000)):
            b = bytearray(data)
            for _ in range(6):
                at = r.randrange(0, max(1, min(len(b), 4096) - 4), 4)
                b[at:at + 4] = struct.pack("<I", value)
            yield "%d-%s" % (i, name), bytes(b)


def polyglots():
    zipped = Zip().add(b"a.txt", SECRET).done()
    heads = {"jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9", "gif": b"GIF89a\1\0\1\0\0\0\0;", "pdf": b"%PDF-1.4\n%%EOF\n", "html": b"<html><!--", "exe": b"MZ" + zeros(62),
             "sh": b"#!/bin/sh\nexit\n", "csv": b"a,b,c\n1,2,3\n" * 3, "eml": b"From: a@example.com\nTo: b\nSubject: x\n\n", "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xml": b"<?xml version='1.0'?><a/>"}
    for a, head in heads.items():
        yield "zip-behind." + a, head + zipped
        for b, other in heads.items():
            if a != b:
                yield "%s-as.%s" % (a, b), head + other + SECRET


def on_disk(folder, outside, sample):
    """What is no plain file, or has a name or a size of an odd kind. Returns how many."""
    n = 0
    raw = os.fsencode(folder)

    def put(name, data=SECRET):
        nonlocal n
        try:
            with open(os.path.join(raw, name), "wb") as f:
                f.write(data)
            n += 1
        except OSError:
            pass		# a file system that has no such name

    for name in (b"a\nb.txt", b"\x1b[31mred\x1b[0m.txt", b"\x1b]0;title\x07.txt", "名簿.txt".encode("cp932"), b"\xff\xfe.txt", b"a" * 251 + b".txt", b"-rf.txt", b"%s%n.txt", b"$(reboot).txt",
                 b" .txt", b"a\tb.txt", b"a\\b.txt", "\u202etxt.exe".encode(), b"con.txt", b".hidden.txt", b"~$lock.docx", b"a'b\"c.txt"):
        put(name)
    os.mkfifo(os.path.join(folder, "fifo"))
    for name, target in (("loop", "loop"), ("up", ".."), ("outside.txt", outside), ("dangling", "nowhere"), ("a-to-b", "b-to-a"), ("b-to-a", "a-to-b")):
        os.symlink(target, os.path.join(folder, name))
    with open(os.path.join(folder, "sparse.bin"), "wb") as f:
        f.truncate(1 << 40 if not sample else 1 << 36)
    with open(os.path.join(folder, "sparse.zip"), "wb") as f:
        f.write(b"PK\3\4")
        f.truncate(1 << 34)
    with open(os.path.join(folder, "empty"), "wb"):
        pass
    put(b"closed.txt")
    os.chmod(os.path.join(folder, "closed.txt"), 0)
    os.mkdir(os.path.join(folder, "closed"))
    with open(os.path.join(folder, "closed", "in.txt"), "wb") as f:
        f.write(SECRET)
    os.chmod(os.path.join(folder, "closed"), 0)
    try:
        os.mknod(os.path.join(folder, "device"), stat.S_IFCHR | 0o666, os.makedev(1, 5))
        n += 1
    except OSError:
        pass
    here = os.open(folder, os.O_RDONLY)
    for i in range(60 if sample else 300):		# a path longer than PATH_MAX
        os.mkdir("deep-folder-%04d" % i, dir_fd=here)
        below = os.open("deep-folder-%04d" % i, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with os.fdopen(os.open("end.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here), "wb") as f:
        f.write(SECRET)
    os.close(here)
    return n + 14


def family(folder, name, items, sample):
    """sample: how many of it, evenly chosen with the first and the last; 0: all."""
    items = list(items)
    if sample and sample < len(items):
        items = [items[i * (len(items) - 1) // max(1, sample - 1)] for i in range(sample)]
    os.makedirs(os.path.join(folder, name))
    for n, data in items:
        with open(os.path.join(folder, name, n), "wb") as f:
            f.write(data)
    return len(items)


def main(folder, sample):
    outside = os.path.join(os.path.dirname(os.path.abspath(folder)), "outside", "secret.txt")
    made = {}
    for name, items, few in (("bombs", bombs(), 14), ("names", names(), 16), ("markup", markup(os.fsencode(outside)), 14), ("texts", texts(), 10), ("pdfs", pdfs(), 8), ("pictures", pictures(), 8), ("memos", memos(), 0),
                             ("truncated", truncated(), 30), ("flipped", flipped(), 20), ("lying", lying(), 12), ("polyglots", polyglots(), 10)):
        made[name] = family(folder, name, items, few if sample else 0)
    os.mkdir(os.path.join(folder, "disk"))
    made["disk"] = on_disk(os.path.join(folder, "disk"), outside, sample)
    print(json.dumps({"items": sum(made.values()), **made}))


if __name__ == "__main__":
    main(sys.argv[1], "--sample" in sys.argv)
