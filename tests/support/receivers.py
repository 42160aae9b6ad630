"""Receivers of a watch's messages on loopback: HTTP (signature checked), SMTP, syslog over UDP, TCP and a local socket, one that
never answers, a local socket whose queue is full and stays so, and one that answers 503 twice. Ports go to FOLDER/ports as shell variables, what comes to FOLDER/<name>.got.
Ends when FOLDER/end appears, or after ten minutes.   receivers.py FOLDER SECRET"""
import asyncio, hashlib, hmac, json, os, sys, time

folder, secret = sys.argv[1], sys.argv[2].encode()
refusals = {"n": 0}


def note(name, data):
    with open(os.path.join(folder, name + ".got"), "ab") as f:
        f.write(data + b"\n")


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    fields = {k.strip().lower(): v.strip() for k, _, v in (l.partition(":") for l in head.split("\r\n")[1:] if l)}
    return head.split("\r\n")[0], fields, await reader.readexactly(int(fields.get("content-length", "0")))


async def web(reader, writer):
    line, fields, body = await read_request(reader)
    want = hmac.new(secret, fields["x-daicho-timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    good = hmac.compare_digest("sha256=" + want, fields.get("x-daicho-signature", ""))
    if line.split()[1] == "/busy" and refusals["n"] < 2:
        refusals["n"] += 1
        status = b"503 Busy"
    elif line.split()[1] == "/no":
        status = b"403 No"
    else:
        status = b"204 Good"
        note("web", json.dumps({"signed": good, "id": fields["x-daicho-delivery"], "body": json.loads(body)}).encode())
    writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def smtp(reader, writer):
    writer.write(b"220 receiver\r\n")
    while line := await reader.readline():
        verb = line.split()[0].upper() if line.split() else b""
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            mail = await reader.readuntil(b"\r\n.\r\n")
            note("mail", mail)
        elif verb in (b"MAIL", b"RCPT"):
            note("envelope", line.strip())
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        writer.write(b"250 good\r\n")
        await writer.drain()
    writer.close()


async def silent(reader, writer):
    await asyncio.sleep(600)


async def stream(reader, writer):
    note("tcp", await reader.read())
    writer.close()


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name = name

    def datagram_received(self, data, addr):
        note(self.name, data)


async def main():
    loop = asyncio.get_running_loop()
    ports = {}
    for name, serve in (("web", web), ("smtp", smtp), ("silent", silent), ("tcp", stream)):
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        ports[name] = server.sockets[0].getsockname()[1]
    udp, _ = await loop.create_datagram_endpoint(lambda: Datagrams("udp"), local_addr=("127.0.0.1", 0))
    ports["udp"] = udp.get_extra_info("sockname")[1]
    import socket
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.bind(os.path.join(folder, "log.sock"))
    s.setblocking(False)
    await loop.create_datagram_endpoint(lambda: Datagrams("unix"), sock=s)
    full = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    full.bind(os.path.join(folder, "full.sock"))
    filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    filler.setblocking(False)
    try:
        while True:
            filler.sendto(b"x" * 1000, os.path.join(folder, "full.sock"))
    except BlockingIOError:
        pass
    with open(os.path.join(folder, "ports.new"), "w") as f:
        f.write("".join(f"{k}_port={v}\n" for k, v in ports.items()))
    os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
    until = time.time() + 600
    while time.time() < until and not os.path.exists(os.path.join(folder, "end")):
        await asyncio.sleep(0.05)
    os._exit(0)


asyncio.run(main())
