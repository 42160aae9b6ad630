"""Small Outlook stores written by hand from [MS-PST], since no free program writes one: 32 and 64 bits, plain, permuted and cyclic.
readpst reads the same in them.   pst.py FOLDER"""
import os, re, struct, sys

TABLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scanner", "extract", "pst_crypt.c")
R, S = [bytes(int(n) for n in re.findall(r"\d+", t)) for t in re.findall(r"\[256\] = \{(.*?)\}", open(TABLES).read(), re.S)]
I = bytes(R.index(i) for i in range(256))


def coded(data, how, key):
    if how == 1:
        return data.translate(R)
    if how == 2:
        w, out = (key ^ key >> 16) & 0xFFFF, bytearray()
        for b in data:
            b = R[b + w & 255]
            b = S[b + (w >> 8) & 255]
            out.append(I[b - (w >> 8) & 255] - w & 255)
            w = w + 1 & 0xFFFF
        return bytes(out)
    return data


class Heap:
    """A heap on one block [MS-PST] 2.3.1."""

    def __init__(self, kind):
        self.kind, self.parts = kind, [b""]		# the first is the root, set at the end

    def add(self, data):
        self.parts.append(data)
        return len(self.parts) << 5

    def done(self, root):
        self.parts[0] = root
        body, places = b"", [12]
        for p in self.parts:
            body += p
            places.append(12 + len(body))
        body += b"\0" * (len(body) & 1)
        return struct.pack("<HBBII", 12 + len(body), 0xEC, self.kind, 0x20, 0) + body + struct.pack("<HH", len(self.parts), 0) + struct.pack("<%dH" % len(places), *places)


def text(s, wide=True):
    return (0x1F, s.encode("utf-16-le")) if wide else (0x1E, s.encode("cp932"))


def properties(**values):
    """p1234=(type, bytes), or (3, number), or (type, node) as a node's number."""
    heap, records = Heap(0xBC), b""
    at = heap.add(b"")
    for name, (kind, v) in sorted(values.items()):
        v = v if isinstance(v, int) else heap.add(v)
        records += struct.pack("<HHI", int(name[1:], 16), kind, v)
    heap.parts[at // 32 - 1] = records
    return heap.done(struct.pack("<BBBBI", 0xB5, 2, 6, 0, at))


def recipients(rows):
    heap = Heap(0x7C)
    columns = [(3, 0x67F2, 0, 4, 0), (3, 0x67F3, 4, 4, 1), (0x1F, 0x3001, 8, 4, 2), (0x1F, 0x39FE, 12, 4, 3)]
    data = b"".join(struct.pack("<IIII", i, 0, heap.add(n.encode("utf-16-le")), heap.add(a.encode("utf-16-le"))) + b"\xf0" for i, (n, a) in enumerate(rows))
    index = heap.add(struct.pack("<BBBBI", 0xB5, 4, 4, 0, heap.add(b"".join(struct.pack("<II", i, i) for i in range(len(rows))))))
    return heap.done(struct.pack("<BBHHHHIII", 0x7C, len(columns), 16, 16, 16, 17, index, heap.add(data), 0) +
                     b"".join(struct.pack("<HHHBB", *c) for c in columns))


class Store:
    def __init__(self, bits=64, how=1):
        self.w, self.how, self.n = bits == 64, how, 1
        self.file, self.blocks, self.nodes = bytearray(0x400), [], []

    def num(self, *v):
        return struct.pack("<%d%s" % (len(v), "Q" if self.w else "I"), *v)

    def block(self, data, internal=False):
        bid = self.n * 4 + 2 * internal
        self.n += 1
        at = len(self.file)
        data = data if internal else coded(data, self.how, bid)
        tail = 16 if self.w else 12
        self.file += data + b"\0" * (-(len(data) + tail) % 64)
        self.file += struct.pack("<HHIQ", len(data), 0, 0, bid) if self.w else struct.pack("<HHII", len(data), 0, bid, 0)
        self.blocks.append((bid, at, len(data)))
        return bid

    def data(self, data):
        """More than a block holds: a list of blocks."""
        most = 8192 - (16 if self.w else 12)
        if len(data) <= most:
            return self.block(data)
        bids = [self.block(data[i:i + most]) for i in range(0, len(data), most)]
        return self.block(struct.pack("<BBHI", 1, 1, len(bids), len(data)) + self.num(*bids), True)

    def sub(self, *nodes):
        return self.block(struct.pack("<BBH", 2, 0, len(nodes)) + b"\0" * (4 * self.w) + b"".join(self.num(*n) for n in sorted(nodes)), True)

    def node(self, nid, data, sub=0, parent=0):
        self.nodes.append((nid, data, sub, parent))

    def page(self, kind, entries, size):
        at, tail = len(self.file), 24 if self.w else 16
        self.file += b"".join(entries).ljust(512 - tail, b"\0") + struct.pack("<BBBB", len(entries), (512 - tail) // size, size, 0) + b"\0" * (4 * self.w)
        self.file += struct.pack("<BBHIQ", kind, kind, 0, 0, self.n * 4) if self.w else struct.pack("<BBHII", kind, kind, 0, self.n * 4, 0)
        return at

    def done(self):
        self.file += b"\0" * (-len(self.file) % 512)
        nodes = [self.num(*n[:3]) + struct.pack("<I", n[3]) + b"\0" * (4 * self.w) for n in sorted(self.nodes)]
        blocks = [self.num(b[0], b[1]) + struct.pack("<HH", b[2], 2) + b"\0" * (4 * self.w) for b in sorted(self.blocks)]
        nbt, bbt = self.page(0x81, nodes, 32 if self.w else 16), self.page(0x80, blocks, 24 if self.w else 12)
        self.file[0:12] = struct.pack("<4sI2sH", b"!BDN", 0, b"SM", 23 if self.w else 14)
        root, place, crypt = (0xB4, 216, 513) if self.w else (0xA4, 184, 461)
        self.file[root + 4:root + 4 + (8 if self.w else 4)] = self.num(len(self.file))
        self.file[place:place + 4 * (8 if self.w else 4)] = self.num(self.n * 4, nbt, self.n * 4, bbt)
        self.file[crypt] = self.how
        return bytes(self.file)


def store(bits, how):
    s = Store(bits, how)
    wide = bits == 64
    entry = b"\0" * 20 + struct.pack("<I", 0x8022)
    s.node(0x21, s.data(properties(p3001=text("個人用", wide), p35E0=(0x102, entry), p0FF9=(0x102, b"\0" * 16))))
    s.node(0x122, s.data(properties(p3001=text("", wide), p3602=(3, 0), p3603=(3, 0), p360A=(0xB, 1))), parent=0x122)
    s.node(0x8022, s.data(properties(p3001=text("受信トレイ", wide), p3602=(3, 1), p3603=(3, 0), p360A=(0xB, 0))), parent=0x122)
    table = "氏名,電話番号\r\n" + "".join("高橋陽菜%04d,080-1234-%04d\r\n" % (i, i) for i in range(320))
    inner_body = s.data(properties(p001A=text("IPM.Note", wide), p0037=text("転送", wide), p1000=text("鈴木健 03-1234-5678", wide)))
    inner = s.sub((0x200044, inner_body, 0))
    files = s.sub((0x8025, s.data(properties(p3705=(3, 1), p3701=(0x102, 0x817F), p3707=text("名簿.csv", wide))), s.sub((0x817F, s.data(table.encode("cp932")), 0))),
                  (0x8045, s.data(properties(p3705=(3, 5), p3701=(0xD, struct.pack("<II", 0x200044, 0)), p3704=text("内側", wide))), inner),
                  (0x692, s.data(recipients([("佐藤一", "hajime.sato@example.co.jp")])), 0),
                  (0x819F, s.data(text("山本花江です。電話は090-1234-5678\r\n" * 250, wide)[1]), 0))
    s.node(0x200024, s.data(properties(p001A=text("IPM.Note", wide), p0037=text("お問い合わせ", wide), p0C1A=text("山本花江", wide), p0C1F=text("hanae.y@example.co.jp", wide),
                                       p0E07=(3, 1), p1000=(0x1F if wide else 0x1E, 0x819F), p1013=(0x102, "<p>田中 080-9876-5432</p>".encode()), p3FFD=(3, 932))), files, 0x8022)
    return s.done()


if __name__ == "__main__":
    for name, bits, how in ("wide.pst", 64, 1), ("narrow.pst", 32, 0), ("cyclic.pst", 64, 2):
        open(os.path.join(sys.argv[1], name), "wb").write(store(bits, how))
