"""A server that is none. fake_server.py KIND PORT-FILE GOT-FILE listens on loopback, writes its port, and what clients send to GOT-FILE.
garbage: random bytes at once; closes: nothing, and goodbye; huge: a packet that says it is 4 GB; infile:PATH, infile-list:PATH: greets
as MySQL, takes any password, and asks for the file PATH (LOCAL INFILE) in answer to the first query, or to the first that is no SET."""
import os, random, socket, sys

kind, port_file, got_file = sys.argv[1:4]
got = open(got_file, "wb", buffering=0)


def packet(number, body):
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def receive(s):
    head = b""
    while len(head) < 4:
        more = s.recv(4 - len(head))
        if not more:
            return None, 0
        head += more
    body = b""
    while len(body) < int.from_bytes(head[:3], "little"):
        more = s.recv(65536)
        if not more:
            return None, 0
        body += more
    got.write(head + body)
    return body, head[3]


def mysql(s, path, after_set):
    flags = 0x00000001 | 0x00000008 | 0x00000080 | 0x00000200 | 0x00008000 | 0x00080000   # long password, with db, LOCAL FILES, 4.1, secure, plugin
    s.sendall(packet(0, b"\x0a8.0.99\0" + (7).to_bytes(4, "little") + b"abcdefgh\0" + (flags & 0xffff).to_bytes(2, "little") + b"\x2d\x02\x00" +
                     (flags >> 16).to_bytes(2, "little") + b"\x15" + bytes(10) + b"ijklmnopqrst\0" + b"mysql_native_password\0"))
    body, number = receive(s)
    ok = b"\x00\x00\x00\x02\x00\x00\x00"
    s.sendall(packet(number + 1, ok))
    while True:
        body, number = receive(s)
        if body is None:
            return
        if body[:1] == b"\x03" and not (after_set and body[1:4].upper() == b"SET"):
            s.sendall(packet(1, b"\xfb" + path.encode()))
            body, number = receive(s)        # the file's bytes, if they were sent; an empty packet ends them
            while body:
                body, number = receive(s)
            s.sendall(packet((number + 1) & 255, ok))
        else:
            s.sendall(packet(1, ok))


def serve(s):
    if kind == "garbage":
        s.sendall(random.Random(1).randbytes(65536))
    elif kind == "huge":
        s.sendall(b"R\xff\xff\xff\xff" + bytes(1000))
    elif kind.startswith("infile"):
        mysql(s, kind.split(":", 1)[1], kind.startswith("infile-list"))


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(8)
with open(port_file + ".new", "w") as f:
    f.write(str(listener.getsockname()[1]))
os.rename(port_file + ".new", port_file)
while True:
    s, _ = listener.accept()
    try:
        serve(s)
    except OSError:
        pass
    s.close()
