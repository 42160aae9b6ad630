"""Opens reports over a hostile inventory in a real browser and asks it what it made of them, over the DevTools pipe:
no dialog, no request beside the page itself, no element that was not ours, no script run, nothing refused by the policy."""
import glob
import html.parser
import json
import os
import subprocess
import sys
import tempfile

browser, folder = sys.argv[1], sys.argv[2]


class Count(html.parser.HTMLParser):
    """The elements that the file itself writes; the browser must come to the same number."""

    def __init__(self):
        super().__init__()
        self.n = 0

    def handle_starttag(self, tag, attrs):
        self.n += 1

    def handle_startendtag(self, tag, attrs):
        self.n += 1


class Browser:
    def __init__(self):
        self.home = tempfile.mkdtemp()
        to_r, self.to = os.pipe()
        self.back, back_w = os.pipe()
        self.id, self.rest, self.events = 0, b"", []

        def wire():
            os.dup2(to_r, 3)
            os.dup2(back_w, 4)

        keep = {to_r, back_w, 3, 4}
        self.process = subprocess.Popen(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
             "--user-data-dir=" + self.home, "about:blank"],
            pass_fds=sorted(keep), preexec_fn=wire, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_r)
        os.close(back_w)

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.back, 65536)
            if not more:
                sys.exit("the browser went away")
            self.rest += more
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, session=None, **params):
        self.id += 1
        message = {"id": self.id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.id:
                if "error" in answer:
                    sys.exit(method + ": " + str(answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.read())


b = Browser()
pages = 0
for page in sorted(glob.glob(folder + "/*.html")):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    count = Count()
    count.feed(text)
    b.events = []
    target = b.call("Target.createTarget", url="about:blank")["targetId"]
    session = b.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Log", "Runtime"):
        b.call(domain + ".enable", session)
    b.call("Page.navigate", session, url="file://" + page)
    b.wait("Page.loadEventFired")
    ask = """(() => { const all = [...document.querySelectorAll('*')];
        return JSON.stringify({ n: all.length, scripts: document.scripts.length, images: document.images.length,
        handlers: all.filter(e => e.getAttributeNames().some(a => a.startsWith('on'))).length,
        links: [...document.links].filter(a => !a.getAttribute('href').startsWith('#')).length,
        frames: window.frames.length, styled: getComputedStyle(document.querySelector('.mast')).display,
        widest: all.filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > 391).map(e => e.tagName + '.' + e.className).slice(0, 9),
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth }) })()"""
    b.call("Emulation.setDeviceMetricsOverride", session, width=390, height=844, deviceScaleFactor=1, mobile=True)
    seen = json.loads(b.call("Runtime.evaluate", session, expression=ask)["result"]["value"])
    for e in b.events:
        name, params = e.get("method"), e.get("params", {})
        if name == "Page.javascriptDialogOpening":
            sys.exit(page + ": a dialog opened")
        if name == "Network.requestWillBeSent" and params["request"]["url"] != "file://" + page:
            sys.exit(page + ": a request for " + params["request"]["url"])
        if name == "Log.entryAdded" and params["entry"]["level"] == "error":
            sys.exit(page + ": " + params["entry"]["text"])
    if seen["n"] != count.n:
        sys.exit("%s: %d elements were written, the browser has %d" % (page, count.n, seen["n"]))
    for what in ("scripts", "images", "handlers", "links", "frames"):
        if seen[what]:
            sys.exit("%s: %d %s" % (page, seen[what], what))
    if seen["styled"] not in ("grid", "block"):
        sys.exit(page + ": the policy refused the style sheet")
    if seen["wide"] > 0:
        sys.exit("%s: %d px wider than a phone: %s" % (page, seen["wide"], seen["widest"]))
    b.call("Target.closeTarget", targetId=target)
    pages += 1
b.process.terminate()
b.process.wait()
print(pages, "pages: no dialog, no request, no element that was not written")
