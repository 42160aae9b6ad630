#!/usr/bin/env python3
"""triage.py -- how long the first estimate of a breach triage takes on a big share.

	triage.py DAICHO [FILES [FOLDER]]

Makes FILES (100,000) small made-up files, starts a triage, prints the plan and when its estimate came, and stops it there. Times are
of one run on this machine; nothing is asserted. The tree is removed."""
import os, random, shutil, signal, subprocess, sys, tempfile, time

daicho, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
root = tempfile.mkdtemp(prefix="daicho-triage-", dir=sys.argv[3] if len(sys.argv) > 3 else None)
r = random.Random(7)
names = ["list", "memo", "minutes", "名簿", "report", "order", "log", "応募者", "給与", "draft"]


def text(i):
	"""One file in eight is of a customer; the others are of nobody."""
	if i % 8 == 0:
		return "氏名,メール,電話\n例示 太郎,taro.reiji%d@kaisha-reiji.co.jp,03-1234-%04d\n" % (i, i % 10000)
	return "order %d shipped, %d boxes\n" % (i, r.randrange(90))


try:
	share = os.path.join(root, "share")
	for i in range(n):
		folder = os.path.join(share, "d%03d" % (i // 500))
		if i % 500 == 0:
			os.makedirs(folder)
		with open(os.path.join(folder, "%s-%06d.%s" % (r.choice(names), i, r.choice(["csv", "txt"]))), "w", encoding="utf-8") as f:
			f.write(text(i))
	began, estimate = time.monotonic(), None
	p = subprocess.Popen([daicho, "triage", share, "--known-at", "2026-11-20T09:30", "-i", os.path.join(root, "e.db"), "-o", os.path.join(root, "t.html")],
		stdout=subprocess.PIPE, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
	for line in p.stdout:
		print(line, end="")
		if line.startswith("First estimate"):
			estimate = time.monotonic() - began
		if line.startswith("Reading everything"):
			break
	p.send_signal(signal.SIGINT)
	p.wait()
	print("%d files: the first estimate after %.1f s" % (n, estimate) if estimate is not None else "there was no estimate: exit code %d" % p.returncode)
finally:
	shutil.rmtree(root)
