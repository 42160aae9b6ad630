"""Zips that lie, or say things in odd places: written header by header, since Python's zipfile writes only honest ones. Deflate64 and
AES are 7z's. And what stands behind the end of a tar or a gz.   zips.py FOLDER"""
import gzip, io, os, struct, subprocess, sys, tarfile, tempfile, zlib


def extra(ident, data):
    return struct.pack("<HH", ident, len(data)) + data


def unicode_path(raw, name, stale=False):
    """Info-ZIP's Unicode Path field (APPNOTE 4.6.9): it holds as long as the CRC is that of the name in the header."""
    return extra(0x7075, struct.pack("<BI", 1, zlib.crc32(raw) ^ stale) + name.encode())


class Zip:
    def __init__(self):
        self.bytes, self.directory, self.n = bytearray(), bytearray(), 0

    def add(self, name, data=b"", listed=True, local=None, method=8, flags=0x800, extra=b"", comment=b"", smash=False):
        """local: the name in the local header, if it is another."""
        local = name if local is None else local
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = deflate.compress(data) + deflate.flush() if method == 8 else data
        fixed = struct.pack("<HHHHIII", flags, method, 0, 0x5CA1, zlib.crc32(data), len(packed), len(data))
        at = len(self.bytes)
        self.bytes += b"XX" if smash else b"PK"
        self.bytes += b"\3\4" + struct.pack("<H", 20) + fixed + struct.pack("<HH", len(local), len(extra)) + local + extra + packed
        if listed:
            self.n += 1
            self.directory += b"PK\1\2" + struct.pack("<HH", 20, 20) + fixed + struct.pack("<HHHHHII", len(name), len(extra), len(comment), 0, 0, 0, at)
            self.directory += name + extra + comment
        return self

    def done(self, comment=b"", behind=b""):
        return (bytes(self.bytes + self.directory) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, self.n, self.n, len(self.directory), len(self.bytes),
                len(comment)) + comment + behind)


def samples():
    hello, secret = b"hello\n", "山本花江 090-1234-5678\n".encode()
    yield "two-names.zip", Zip().add("山本花江.txt".encode(), hello, local=b"a.txt").done()
    yield "unicode-path.zip", (Zip().add(b"____.txt", hello, flags=0, extra=unicode_path(b"____.txt", "名簿.txt"))
                               .add(b"b.txt", hello, flags=0, extra=unicode_path(b"b.txt", "嘘.txt", stale=True)).done())
    yield "nul-name.zip", Zip().add("a.txt\0山本花江.txt".encode(), hello).done()
    yield "unlisted.zip", (Zip().add(b"before.txt", secret, listed=False).add(b"a.txt", hello).add(b"between.txt", secret, listed=False)
                           .add(b"b.txt", hello).add(b"behind.txt", secret, listed=False).done())
    yield "cp932-folders.zip", (Zip().add("名簿表能/".encode("cp932"), method=0, flags=0)
                                .add("名簿表能/顧客/".encode("cp932"), method=0, flags=0).add("名簿表能/a.txt".encode("cp932"), hello, flags=0).done())
    yield "method-97.zip", Zip().add(b"song.wav", secret, method=97).add(b"a.txt", hello).done()
    yield "comments.zip", (Zip().add(b"a.txt", hello, comment="担当 佐藤一".encode("cp932"))
                           .done("山本花江".encode("cp932"), behind="佐藤一 080-1234-5678 様\n".encode()))
    yield "broken-middle.zip", Zip().add(b"a.txt", hello).add(b"b.txt", secret, smash=True).add(b"c.txt", secret).done()


def tar_of(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def behind_the_end():
    secret = "山本花江 090-1234-5678\n".encode()
    two = tar_of("a.txt", b"hello\n") + tar_of("b.txt", secret)
    yield "two.tar", two
    yield "two.tar.gz", gzip.compress(two, mtime=0)
    yield "behind.tar.gz", gzip.compress(tar_of("a.txt", b"hello\n"), mtime=0) + bytes(100) + secret
    yield "behind.gz", gzip.compress(b"hello\n", mtime=0) + secret


def by_7z(out):
    with tempfile.TemporaryDirectory() as work:
        open(work + "/a.txt", "wb").write(b"hello " * 40)
        for name, options in ("deflate64.zip", ["-mm=Deflate64"]), ("aes.zip", ["-mem=AES256", "-psecret"]):
            target = os.path.abspath(os.path.join(out, name))
            if os.path.exists(target):
                os.unlink(target)
            subprocess.run(["7z", "a", "-tzip", *options, target, "a.txt"], cwd=work, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    for name, data in [*samples(), *behind_the_end()]:
        open(os.path.join(sys.argv[1], name), "wb").write(data)
    by_7z(sys.argv[1])
