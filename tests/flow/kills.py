#!/usr/bin/env python3
"""kills.py -- kill -9 and Ctrl-C at random points of a scan, then --resume: the canonical dump must equal that of a scan that
nobody disturbed, no process may be left, and the inventory must be sound.

  kills.py DAICHO SOURCE_DIR WORK     N=15 points, SEED=number (printed; the same seed, the same points as far as time allows)

Half of the points lie in a first scan, half in a night: a scan of the tree after some files changed, moved and went. Who is killed:
the controller (its writer with it), a worker, or the reader of a database (a worker too: an SQLite target); SIGINT stands for Ctrl-C.

A run of hours that ends before its time says why: a signal that it gets, what a scan that failed said, where a scan that hangs waits. What
it was about to do stands in WORK/now, for the end that nobody can announce (kill -9, memory that is out).
"""
import os, random, resource, shutil, signal, sqlite3, subprocess, sys, time, traceback

daicho, source, work = sys.argv[1:4]
points, seed = int(os.environ.get("N", "15")), int(os.environ.get("SEED", str(random.SystemRandom().randrange(1 << 32))))
rnd = random.Random(seed)
tree, base = os.path.join(work, "tree"), os.path.join(work, "tables.db")
declaration = os.path.join(source, "corpora/demo/daicho.yaml")
said = os.path.join(work, "said")


def make():
    shutil.copytree(os.path.join(source, "corpora/demo/share"), tree)
    for i in range(300):
        folder = os.path.join(tree, "many", str(i % 9))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "file %d.txt" % i), "w") as f:
            f.write("row %d: hanae%d.yoshikawa@daicho-rei.co.jp, 03-5321-1%03d\n" % (i, i, i) * (1 + i % 50))
    shutil.make_archive(os.path.join(tree, "packed"), "zip", os.path.join(tree, "many", "0"))
    os.link(os.path.join(tree, "many/1/file 1.txt"), os.path.join(tree, "a second name.txt"))
    os.symlink("many", os.path.join(tree, "link"))
    db = sqlite3.connect(base)
    db.execute("CREATE TABLE customer (name TEXT, mail TEXT)")
    db.executemany("INSERT INTO customer VALUES (?, ?)", (("row %d" % i, "mitsuo%d@daicho-rei.co.jp" % i) for i in range(20000)))
    db.commit()
    db.close()


def change():
    for i in range(0, 300, 11):
        with open(os.path.join(tree, "many", str(i % 9), "file %d.txt" % i), "a") as f:
            f.write("and 090-1234-%04d\n" % i)
    for i in range(1, 300, 37):
        os.unlink(os.path.join(tree, "many", str(i % 9), "file %d.txt" % i))
    os.rename(os.path.join(tree, "many/2"), os.path.join(tree, "many/moved"))


def command(inventory, resume=False):
    return [daicho, "scan", "-q", "-j", "2", "-p", declaration, "--fail-on", "never", "-i", inventory] + \
        (["--resume"] if resume else []) + [tree, "sqlite:" + base]


def dump(inventory):
    return subprocess.run([daicho, "inventory", "dump", "-i", inventory], check=True, stdout=subprocess.PIPE).stdout


def stat(pid):
    """State and parent; of a process that is gone ("X", 0)."""
    try:
        fields = open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()
    except OSError:
        fields = []
    return (fields[0], int(fields[1])) if len(fields) > 1 else ("X", 0)


def children(pid):
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and stat(int(name))[1] == pid]


def kill_child(pid, parent):
    """Never another process that has got the number meanwhile."""
    try:
        fd = os.pidfd_open(pid)
    except OSError:
        return
    try:
        if stat(pid)[1] == parent:
            signal.pidfd_send_signal(fd, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(fd)


def alive(pid):
    return stat(pid)[0] not in "ZX"


def words():
    try:
        return open(said, errors="replace").read()[-2000:]
    except OSError:
        return ""


def where(pid):
    """What a process waits for, by thread."""
    for task in sorted(os.listdir("/proc/%d/task" % pid)):
        told = []
        for name in ("comm", "wchan", "syscall", "stack"):
            try:
                told.append(open("/proc/%d/task/%s/%s" % (pid, task, name)).read().strip())
            except OSError as e:
                told.append(e.strerror)
        print("    %d/%s %s" % (pid, task, " | ".join(told)), file=sys.stderr, flush=True)


def wait(scan, seconds, below):
    try:
        return scan.wait(seconds)
    except subprocess.TimeoutExpired:
        for pid in [scan.pid] + [p for p in below if alive(p)]:
            where(pid)
        scan.kill()
        raise SystemExit("a scan hangs for %d s; it said: %s" % (seconds, words()))


def note(text):
    with open(os.path.join(work, "now"), "w") as f:
        f.write("%s %s\n" % (time.strftime("%F %T"), text))


def told_to_end(number, frame):
    raise SystemExit("ended by signal %d (%s) from outside" % (number, signal.strsignal(number)))


def prepared(i):
    inventory = os.path.join(work, "point", "inventory")
    shutil.rmtree(os.path.dirname(inventory), ignore_errors=True)
    os.mkdir(os.path.dirname(inventory), 0o700)
    if i % 2:
        for tail in ("", ".key"):
            shutil.copyfile(first + tail, inventory + tail)
            os.chmod(inventory + tail, 0o600)
    return inventory


def disturb(inventory, kills, length):
    """Until a scan comes to its end: most are disturbed again while they are resumed."""
    resume = False
    while True:
        who = rnd.choice(["controller", "controller", "worker", "interrupt"] + (["nobody"] if resume else []))
        after = rnd.random() ** 2 * length
        note("scan %d%s: %s after %.4f s; %s" % (i, " resumed" if resume else "", who, after, kills))
        with open(said, "wb") as f:
            scan = subprocess.Popen(command(inventory, resume), stdout=subprocess.DEVNULL, stderr=f)
        try:
            scan.wait(after)
        except subprocess.TimeoutExpired:
            below = children(scan.pid)
            if who == "worker" and below:
                kill_child(rnd.choice(below), scan.pid)
            elif who != "nobody":
                scan.send_signal(signal.SIGINT if who == "interrupt" else signal.SIGKILL)
            kills[who] = kills.get(who, 0) + 1
            kills["all"] += who != "nobody"
            code = wait(scan, 120, below)
            if code == -9:
                end = time.monotonic() + 10
                while any(alive(p) for p in below) and time.monotonic() < end:
                    time.sleep(0.01)
                left = [p for p in below if alive(p)]
                for p in left:
                    where(p)
                if left:
                    raise SystemExit("a worker outlived its controller by 10 s")
            elif code not in (0, 4, -2):		# -2: Ctrl-C before it listens
                raise SystemExit("a disturbed scan (%s after %.4f s) ends with %d: %s" % (who, after, code, words()))
            if code == 0 and who in ("worker", "nobody"):
                return
        else:
            if scan.returncode != 0:
                raise SystemExit("a scan that nobody disturbed yet ends with %d: %s" % (scan.returncode, words()))
            return
        resume = True


print("seed %d" % seed)
make()
first, second = os.path.join(work, "first"), os.path.join(work, "second")
began = time.monotonic()
subprocess.run(command(first), check=True)
length = time.monotonic() - began
want_first = dump(first)
change()
for tail in ("", ".key"):
    shutil.copyfile(first + tail, second + tail)
    os.chmod(second + tail, 0o600)
subprocess.run(command(second), check=True)
want_second = dump(second)
fresh = os.path.join(work, "fresh")
subprocess.run(command(fresh), check=True)
want = [dump(fresh), want_second]
assert want[0] != want_first and want[0] != want[1]

kills, i = {"all": 0}, 0
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):
    signal.signal(number, told_to_end)
try:
    while kills["all"] < points:
        inventory = prepared(i)
        disturb(inventory, kills, length)
        got = dump(inventory)
        if got != want[i % 2]:
            open(os.path.join(work, "want"), "wb").write(want[i % 2])
            open(os.path.join(work, "got"), "wb").write(got)
            subprocess.run(["diff", os.path.join(work, "want"), os.path.join(work, "got")])
            raise SystemExit("scan %d, seed %d: another dump than undisturbed" % (i, seed))
        if i % 5 == 0 or i < 3:
            subprocess.run([daicho, "inventory", "verify", "-i", inventory], check=True, stdout=subprocess.DEVNULL)
        i += 1
        if i % 50 == 0:
            print("%d scans, %s" % (i, kills), flush=True)
except BaseException as e:
    if not isinstance(e, SystemExit):
        traceback.print_exc()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    disk = shutil.disk_usage(work)
    print("ended at scan %d of seed %d, %s, by %s; %.1f GB free on the disk, %d MB the most memory of a scan" %
        (i, seed, kills, type(e).__name__, disk.free / 1e9, usage.ru_maxrss // 1000), file=sys.stderr, flush=True)
    raise
print("%d scans, %d points: %s: every dump as undisturbed" % (i, kills["all"], ", ".join("%s %d" % k for k in sorted(kills.items()) if k[0] != "all")))
