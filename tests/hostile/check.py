"""What hostile.sh asserts.   check.py canaries SHARE | snapshot WORK FILE | same WORK FILE | scan WORK COMMAND... | ledger WORK | found WORK"""
import json, os, pickle, resource, sqlite3, stat, subprocess, sys

CANARY = "氏名: 佐々木 健\n電話: 03-6123-4567\nメール: ken.sasaki@daicho-rei.co.jp\n".encode()
MEMORY_MB = 512				# of one worker (DESIGN, limits)
CHANGING = ("grows.log", "flips.txt", "new")
# A reason that tells of a defect of ours, not of the item.
DEFECTS = ("internal", "sandbox_violation", "protocol_error", "parser_crash", "parser_timeout")


# What these must end with, whatever else is in them.
EXPECTED = {"flat.zip": "limit_ratio", "flat.gz": "limit_ratio", "dictionary.xz": "limit_memory", "dictionary-most.xz": "limit_memory", "nested-11.zip": "limit_depth", "nested-10.zip": "",
            "nested-11.tar": "limit_depth", "nested-10.tar": "", "nested-40.zip": "limit_depth", "nested-40.gz": "limit_depth", "bomb.pdf": "limit_memory", "bomb.png": "cell_truncated", "memos.dbf": "limit_ratio", "fifo": "special_file", "device": "special_file",
            "loop": "symlink", "outside.txt": "symlink", "dangling": "symlink", "sparse.bin": "limit_size", "empty": ""}


ZIP_BEHIND = ("zip-behind.jpg", "zip-behind.gif", "zip-behind.pdf", "zip-behind.exe")


def canaries(share):
    """One in each folder that can be written to, sorted before all else and behind it."""
    for folder, _, _ in os.walk(share):
        for name in ("000-good.txt", "zzz-good.txt"):
            if "deep-folder" not in folder and "closed" not in folder:
                with open(os.path.join(folder, name), "wb") as f:
                    f.write(CANARY)


def walk(root):
    """Every entry below root, as far as paths reach."""
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in folders + files:
            path = os.path.join(folder, name)
            try:
                yield path, os.lstat(path)
            except OSError:
                pass


def state(work):
    out = {}
    for part in ("share", "outside"):
        for path, s in walk(os.path.join(work, part)):
            if os.path.basename(path).decode("utf-8", "replace") not in CHANGING:
                folder = stat.S_ISDIR(s.st_mode) and os.path.dirname(path) == os.fsencode(work)
                out[path] = (s.st_mode, s.st_size, s.st_ino, 0 if folder else s.st_mtime_ns, s.st_ctime_ns)
    return out


def same(work, file):
    with open(file, "rb") as f:
        before = pickle.load(f)
    now = state(work)
    for path in sorted(set(before) ^ set(now)) + sorted(p for p in before if p in now and before[p] != now[p]):
        print("changed:", path)
    return before == now


def sanitized(program):
    """A sanitizer's program has no limit of memory: its shadow alone would be over it."""
    with open(program, "rb") as f:
        all_of_it = f.read()
    return b"__asan_init" in all_of_it or b"__tsan_init" in all_of_it


def scan(work, *command):
    code = subprocess.run(command).returncode
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print("peak memory of one process: %d MiB" % peak)
    return code == 0 and (sanitized(command[0]) or peak <= MEMORY_MB)


def ledger(work):
    db = sqlite3.connect(os.path.join(work, "out", "inv.db"))
    db.text_factory = bytes
    rows = db.execute("select path, reason from object where directory = 0 and gone_run is null").fetchall()
    files = [p for p, s in walk(os.path.join(work, "share")) if not stat.S_ISDIR(s.st_mode) and os.path.basename(p).decode("utf-8", "replace") not in CHANGING]
    told = {os.path.abspath(bytes(p)): bytes(r).decode() for p, r in rows}
    missing = [p for p in files if p not in told]
    defects = [(p, r) for p, r in told.items() if r in DEFECTS]
    expected = {n: r for n, r in EXPECTED.items() if r != "limit_memory" or not sanitized(os.environ["DAICHO"])}
    others = [(p, r) for p, r in told.items() if expected.get(os.path.basename(p).decode("utf-8", "replace"), r) != r]
    for p, r in others:
        print("%s: %s, want %s" % (p, r or "complete", EXPECTED[os.path.basename(p).decode()] or "complete"))
    for p in missing:
        print("not in the ledger:", p)
    for p, r in defects:
        print("%s: %s" % (p, r))
    return not missing and not defects and not others and len(told) >= len(files) > 0


def found(work):
    good, bad = set(), True
    behind = {n for _, _, files in os.walk(os.path.join(work, "share")) for n in files if n in ZIP_BEHIND}
    with open(os.path.join(work, "out", "f.jsonl"), encoding="utf-8", errors="surrogateescape") as f:
        for line in f:
            finding = json.loads(line)
            path = finding["path"]
            if "behind.zip" in finding["member"]:
                behind.discard(os.path.basename(path))
            if path.endswith("-good.txt"):
                good.add(os.path.basename(os.path.dirname(path)) + "/" + os.path.basename(path))
            if "outside" in path or path.endswith(CHANGING):
                print("reached:", path)
                bad = False
    want = {os.path.basename(d) + "/" + n for d, _, files in os.walk(os.path.join(work, "share")) for n in files if n.endswith("-good.txt")}
    for name in sorted((want - good) | behind):
        print("not found:", name)
    return bad and want == good and not behind and len(want) >= 20


def main(what, *args):
    if what == "snapshot":
        with open(args[1], "wb") as f:
            pickle.dump(state(args[0]), f)
        return True
    return {"canaries": lambda s: canaries(s) is None, "same": same, "scan": scan, "ledger": ledger, "found": found}[what](*args)


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
