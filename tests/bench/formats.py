#!/usr/bin/env python3
"""How fast formats are read, beside the least that reading them costs: archives beside zlib alone, PDF beside pdftotext, sheets and a tree
of office files in MB of text for each second of one core. Processor seconds, medians of some rounds taken turn by turn.
   python3 tests/bench/formats.py BUILD-FOLDER [FILES-OF-EACH-KIND]
"""
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from email.message import EmailMessage

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "corpora", "generate"))
from bench import sentence	# noqa: E402
from demo import Company	# noqa: E402

ROUNDS = 5
MB = 1e6


def spent(command):
    """Processor seconds of a command and of what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def turns(*what):
    """Medians of each function's answers, asked in turn."""
    rounds = [[f() for f in what] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds)]


class Texts:
    """A megabyte of prose; with persons in every fortieth line, or without any."""

    def __init__(self):
        self.r, self.c = random.Random(5), Company(5)
        self.lines = [sentence(self.r) + sentence(self.r) for _ in range(20000)]

    def text(self, size, hits):
        out, n = [], 0
        while n < size:
            if hits and len(out) % 40 == 39:
                p = self.c.person()
                line = "担当:%s 電話 %s" % (p["name"], p["tel"])
            else:
                line = self.r.choice(self.lines)
            out.append(line)
            n += len(line.encode()) + 1
        return out


def packed(members):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return b.getvalue()


def docx(lines):
    body = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % t for t in lines)
    return packed([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<?xml version='1.0' encoding='UTF-8'?><w:document "
        "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>%s</w:body></w:document>" % body)])


def sheet_xml(lines):
    rows = ["<row r='%d'>%s</row>" % (i + 1, "".join("<c r='%s%d' t='inlineStr'><is><t>%s</t></is></c>" % ("ABCD"[k], i + 1, t)
        for k, t in enumerate(lines[i * 4:i * 4 + 4]))) for i in range(len(lines) // 4)]
    return "<?xml version='1.0' encoding='UTF-8'?><worksheet><sheetData>%s</sheetData></worksheet>" % "".join(rows)


def xlsx(lines):
    return packed([("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook><sheets><sheet name='s' sheetId='1' r:id='r1' "
        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'/></sheets></workbook>"),
        ("xl/worksheets/sheet1.xml", sheet_xml(lines))])


def pptx(lines):
    slides = [("ppt/slides/slide%d.xml" % (i + 1), "<p:sld xmlns:a='a' xmlns:p='p'>%s</p:sld>" % "".join(
        "<a:p><a:r><a:t>%s</a:t></a:r></a:p>" % t for t in lines[i * 20:i * 20 + 20])) for i in range(len(lines) // 20)]
    return packed([("[Content_Types].xml", "<Types/>")] + slides)


def odt(lines):
    return packed([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<?xml version='1.0' encoding='UTF-8'?>"
        "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text>%s</office:text></office:body></office:document-content>"
        % "".join("<text:p>%s</text:p>" % t for t in lines))])


def ods(lines):
    rows = "".join("<table:table-row>%s</table:table-row>" % "".join("<table:table-cell><text:p>%s</text:p></table:table-cell>" % t
        for t in lines[i:i + 4]) for i in range(0, len(lines), 4))
    return packed([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<?xml version='1.0' encoding='UTF-8'?>"
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b'><office:body><office:spreadsheet><table:table table:name='s'>%s"
        "</table:table></office:spreadsheet></office:body></office:document-content>" % rows)])


def eml(lines):
    m = EmailMessage()
    m["From"], m["Subject"] = "soumu@daicho-rei.co.jp", "報告"
    m.set_content("\n".join(lines), charset="utf-8", cte="base64")
    return m.as_bytes()


def html(lines):
    return ("<html><head><meta charset='utf-8'></head><body>%s</body></html>" % "".join("<p>%s</p>\n" % t for t in lines)).encode()


def pdf(lines):
    """Pages of forty lines in Shift_JIS by a predefined CMap, packed as a printer driver would."""
    pages = [lines[i:i + 40] for i in range(0, len(lines), 40)]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), " ".join("%d 0 R" % (5 + 2 * i) for i in range(len(pages)))),
        "<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>"]
    out, at = [b"%PDF-1.4\n"], []
    for i, page in enumerate(pages):
        objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (6 + 2 * i))
        objects.append(zlib.compress(b"".join(b"BT /F 9 Tf 30 %d Td <%s> Tj ET\n" % (800 - 18 * k, t.encode("cp932").hex().encode())
            for k, t in enumerate(page))))
    for i, o in enumerate(objects):
        at.append(sum(map(len, out)) if i == 0 else at[-1] + len(out[-1]))
        body = o.encode() if isinstance(o, str) else b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(o), o)
        out.append(b"%d 0 obj\n%s\nendobj\n" % (i + 1, body))
    end = sum(map(len, out))
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % n for n in at) +
        b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, end))
    return b"".join(out)


KINDS = {"docx": docx, "xlsx": xlsx, "pptx": pptx, "odt": odt, "ods": ods, "eml": eml, "html": html, "pdf": pdf, "txt": lambda lines: "\n".join(lines).encode()}


class Bench:
    def __init__(self, build, work):
        self.daicho, self.extract, self.work = build + "/daicho", build + "/tests/bench_extract", work
        self.empty = self.put("empty.txt", b"")

    def put(self, name, data):
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)
        return path

    def read(self, path):
        """Seconds that reading takes, no detector on; bytes of text."""
        seconds, n, _ = subprocess.run([self.extract, path], capture_output=True, text=True, check=True).stdout.split(maxsplit=2)
        return float(seconds), int(n)

    def scan(self, path):
        """Seconds of a whole scan, all kinds on, its start-up in it."""
        inventory = os.path.join(self.work, "inventory.db")
        for ending in ("", "-wal", "-shm", ".key"):
            if os.path.exists(inventory + ending):
                os.remove(inventory + ending)
        return spent([self.daicho, "scan", "-q", "-j", "1", "--profile", "fast", "--fail-on", "never", "-i", inventory, path])

    def archives(self, lines):
        text = "\n".join(lines).encode()
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        raw = deflate.compress(text) + deflate.flush()
        b = io.BytesIO()
        with tarfile.open(fileobj=b, mode="w:gz", compresslevel=6) as t:
            i = tarfile.TarInfo("a.txt")
            i.size = len(text)
            t.addfile(i, io.BytesIO(text))
        found = [("zip", self.put("a.zip", packed([("a.txt", text)]))), ("tar.gz", self.put("a.tar.gz", b.getvalue()))]

        def inflate():
            before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
            d = zlib.decompressobj(-15)
            for i in range(0, len(raw), 1 << 16):
                d.decompress(raw[i:i + (1 << 16)])
            return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before

        for name, path in found:
            alone, read, scan, start = turns(inflate, lambda: self.read(path)[0], lambda: self.scan(path), lambda: self.scan(self.empty))
            print("%-8s %5.0f MB of text  zlib alone %.3f s  read %.3f s, %.2f times  scanned %.3f s, %.2f times" %
                (name, len(text) / MB, alone, read, read / alone, scan - start, (scan - start) / alone))

    def sheets(self, lines):
        path, size = self.put("big.xlsx", xlsx(lines)), len(sheet_xml(lines).encode())
        read, scan, start = turns(lambda: self.read(path)[0], lambda: self.scan(path), lambda: self.scan(self.empty))
        print("xlsx     %5.0f MB of sheet XML  read %.0f MB/s  scanned %.0f MB/s" % (size / MB, size / read / MB, size / (scan - start) / MB))

    def documents(self, paths):
        for path in paths:
            out = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=False).stdout
            pages = int(dict(line.split(":", 1) for line in out.splitlines() if ":" in line).get("Pages", 0))
            theirs, read, scan, start = turns(lambda: spent(["pdftotext", "-q", path, "-"]), lambda: self.read(path)[0], lambda: self.scan(path),
                lambda: self.scan(self.empty))
            print("pdf      %-28s %4d pages  pdftotext %.0f pages/s  read %.0f, %.1f times  scanned %.0f, %.1f times" % (os.path.basename(path), pages,
                pages / theirs, pages / read, theirs / read, pages / (scan - start), theirs / (scan - start)))

    def tree(self, texts, each):
        size = 0
        for kind, make in KINDS.items():
            for i in range(each):
                lines = texts.text(1000000, i % 2 == 0)
                size += sum(len(t.encode()) + 1 for t in lines)
                self.put("tree/%s/%d.%s" % (kind, i, kind), make(lines))
        scan, start = turns(lambda: self.scan(self.work + "/tree"), lambda: self.scan(self.empty))
        print("tree     %d files of 1 MB of text  scanned %.0f MB/s" % (each * len(KINDS), size / (scan - start) / MB))
        for kind in KINDS:
            scan, start = turns(lambda: self.scan(self.work + "/tree/" + kind), lambda: self.scan(self.empty))
            read = sum(self.read("%s/tree/%s/%d.%s" % (self.work, kind, i, kind))[0] for i in range(each))
            print("  %-6s read %.0f MB/s  scanned %.0f MB/s" % (kind, size / len(KINDS) / read / MB, size / len(KINDS) / (scan - start) / MB))


def main(build, each=10):
    with tempfile.TemporaryDirectory(prefix="daicho-bench.") as work:
        b, texts = Bench(os.path.abspath(build), work), Texts()
        b.archives(texts.text(64000000, False))
        b.sheets(texts.text(40000000, True))
        b.documents([b.put("made.pdf", pdf(texts.text(4000000, True)))] + [p for p in ("/usr/share/debian-reference/debian-reference.ja.pdf",
            "/usr/share/debian-reference/debian-reference.en.pdf") if os.path.exists(p)])
        b.tree(texts, int(each))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
