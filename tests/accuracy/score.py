#!/usr/bin/env python3
"""Precision, recall, F1 per kind and band, and calibration, of hits against labels.

  score.py LABELLED HITS [--baseline FILE [--write]] [--wrong N] [--family F]
  score.py --baseline FILE --readme README.md [--write]   the README's table is the baseline's: compares, or writes it

With a baseline: exit 1 if recall, precision or the calibration error of a kind is worse than it by more than its slack.
A hit is right if it covers at least half of a label of its category (or a sibling of it) and no more than twice its length.
"""
import argparse
import collections
import json
import sys

BANDS = [("high", 0.90), ("medium", 0.60), ("low", 0.30)]
SLACK = 0.015
# F1 that a kind is to have at the medium band and up, on texts with and without headings.
TARGETS = {"contact.email": 0.98, "contact.phone": 0.98, "contact.postal_code": 0.98, "finance.card_number": 0.98, "govid.my_number": 0.98,
           "person.birth_date": 0.95, "contact.address": 0.95, "finance.bank_account": 0.95, "govid.drivers_license": 0.95,
           "govid.passport": 0.95, "govid.pension": 0.95, "person.name": 0.95, "person.name_kana": 0.95}
MARKS = "<!-- accuracy: tests/accuracy/baseline.json -->", "<!-- end of accuracy -->"
SIBLINGS = {"contact.fax": "contact.phone", "contact.emergency": "contact.phone"}


def family_of(category):
    return SIBLINGS.get(category, category)


def load(labelled, hits):
    docs, known, columns = {}, set(), []
    for line in open(labelled, encoding="utf-8"):
        d = json.loads(line)
        d["hits"] = []
        docs[d["id"]] = d
    for line in open(hits, encoding="utf-8"):
        h = json.loads(line)
        if "known" in h:
            known.add(family_of(h["known"]))
        elif "column" in h:
            columns.append(h)
        else:
            docs[h["id"]]["hits"].append(h)
    return docs, known, columns


def byte_places(text):
    at, n = [], 0
    for c in text:
        at.append(n)
        n += len(c.encode())
    return at + [n]


def judge(doc):
    """Pairs (hit, right) and labels that were missed, each with its best hit or None."""
    found = {}
    pairs = []
    if "text" in doc:
        at = byte_places(doc["text"])
        labels = [(at[a], at[b], family_of(c)) for a, b, c in doc["labels"]]
        for h in doc["hits"]:
            right = None
            for i, (a, b, c) in enumerate(labels):
                common = min(b, h["end"]) - max(a, h["start"])
                if c == family_of(h["category"]) and common * 2 >= b - a and h["end"] - h["start"] <= 2 * (b - a) + 24:
                    right = i
            pairs.append((h, right is not None))
            if right is not None and (right not in found or h["p"] > found[right]["p"]):
                found[right] = h
        return pairs, [(labels[i][2], found.get(i), doc["text"][doc["labels"][i][0]:doc["labels"][i][1]]) for i in range(len(labels))]
    labels = [(r, c, family_of(k)) for r, c, k in doc["labels"]]
    index = {l: i for i, l in enumerate(labels)}
    for h in doc["hits"]:
        i = index.get((h["row"], h["col"], family_of(h["category"])))
        pairs.append((h, i is not None))
        if i is not None and (i not in found or h["p"] > found[i]["p"]):
            found[i] = h
    return pairs, [(labels[i][2], found.get(i), doc["rows"][labels[i][0]][labels[i][1]]) for i in range(len(labels))]


def context_of(doc, h):
    if "rows" in doc:
        return f"{doc['columns'][h['col']]} | {doc['rows'][h['row']][h['col']]}"
    raw = doc["text"].encode()
    return (raw[max(0, h["start"] - 30):h["start"]] + b">>" + raw[h["start"]:h["end"]] + b"<<" + raw[h["end"]:h["end"] + 20]).decode(
        errors="replace").replace("\n", "/")


def table(docs, known, only):
    pairs, wanted = collections.defaultdict(list), collections.defaultdict(list)
    for d in docs.values():
        if only and d["family"] != only:
            continue
        p, w = judge(d)
        for h, right in p:
            if not h["flags"] & 3:
                pairs[family_of(h["category"])].append((h["p"], right, h["raw"], d, h))
        for kind, h, value in w:
            wanted[kind].append((h["p"] if h else 0.0, value, d))
    return pairs, wanted


def ece(points):
    """Expected calibration error over ten bins, of hits from 0.3 up."""
    bins = collections.defaultdict(list)
    for p, right, *_ in points:
        bins[min(9, int(p * 10))].append((p, right))
    n = sum(map(len, bins.values()))
    return 0.0 if n == 0 else sum(abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins.values()) / n


def measure(pairs, wanted, known):
    out = {}
    for kind in sorted(set(pairs) | (set(wanted) & known)):
        row = {"labels": len(wanted[kind]), "ece": round(ece(pairs[kind]), 4)}
        for band, least in BANDS:
            hits = [x for x in pairs[kind] if x[0] >= least]
            right = sum(x[1] for x in hits)
            found = sum(p >= least for p, *_ in wanted[kind])
            row[band] = {"precision": round(right / len(hits), 4) if hits else None,
                         "recall": round(found / len(wanted[kind]), 4) if wanted[kind] else None}
        out[kind] = row
    return out


def f1(p, r):
    return 2 * p * r / (p + r) if p and r else 0.0


def goal(kind, row):
    """The target and whether it is met: "0.98 no"; "" where there is none."""
    if kind not in TARGETS:
        return ""
    met = f1(row["medium"]["precision"], row["medium"]["recall"]) >= TARGETS[kind]
    return f"{TARGETS[kind]:.2f} {'yes' if met else 'no'}"


def markdown(base):
    lines = ["| kind | values | high: precision | recall | medium and up: precision | recall | F1 | target |", "|---|---|---|---|---|---|---|---|"]
    for kind, row in base.items():
        cells = [f"{row[b][w]:.2f}" if row[b][w] is not None else "-" for b in ("high", "medium") for w in ("precision", "recall")]
        lines.append(f"| {kind} | {row['labels']} | " + " | ".join(cells) +
                     f" | {f1(row['medium']['precision'], row['medium']['recall']):.2f} | {goal(kind, row) or '-'} |")
    return "\n".join(lines)


def readme(path, base, write):
    text = open(path, encoding="utf-8").read()
    at, end = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    wanted = "\n" + markdown(base) + "\n"
    if write:
        open(path, "w", encoding="utf-8").write(text[:at] + wanted + text[end:])
    elif text[at:end] != wanted:
        sys.exit(f"{path}: the table of accuracy is not that of the baseline; score.py --readme --write makes it")


def show(result, pairs):
    print(f"{'kind':28} {'labels':>6}  " + "  ".join(f"{b + ' P':>8} {'R':>6} {'F1':>6}" for b, _ in BANDS) + f"  {'ECE':>6}  target of F1 at medium")
    for kind, row in result.items():
        cells = []
        for b, _ in BANDS:
            p, r = row[b]["precision"], row[b]["recall"]
            f = f1(p, r)
            cells.append(f"{'-' if p is None else format(p, '.3f'):>8} {'-' if r is None else format(r, '.3f'):>6} {f:6.3f}")
        print(f"{kind:28} {row['labels']:6}  " + "  ".join(cells) + f"  {row['ece']:6.3f}  {goal(kind, row)}")
    every = [x for points in pairs.values() for x in points]
    print("\nreliability (all kinds):  said   was    hits")
    for i in range(3, 10):
        b = [x for x in every if min(9, int(x[0] * 10)) == i]
        if b:
            print(f"  {i / 10:.1f}-{(i + 1) / 10:.1f}                 {sum(x[0] for x in b) / len(b):.3f}  "
                  f"{sum(x[1] for x in b) / len(b):.3f}  {len(b)}")
    high = [x for x in every if x[0] >= 0.9]
    if high:
        print(f"high: right {sum(x[1] for x in high) / len(high):.4f} of {len(high)};  ECE of all {ece(every):.4f}")


def show_wrong(pairs, wanted, known, n):
    for kind in sorted(pairs):
        wrong = sorted((x for x in pairs[kind] if not x[1]), key=lambda x: -x[0])[:n]
        for p, _, raw, d, h in wrong:
            print(f"WRONG {kind} {p:.2f} raw {raw:.1f} {d['family']}: {context_of(d, h)} | {h['why']}")
    for kind in sorted(known):
        missed = sorted((x for x in wanted[kind] if x[0] < 0.6), key=lambda x: x[0])
        step = max(1, len(missed) // n) if n else 1
        for p, value, d in missed[::step][:n]:
            print(f"MISSED {kind} {p:.2f} {d['family']}: {value}")


def compare(result, base):
    bad = 0
    for kind, was in base.items():
        now = result.get(kind)
        if now is None:
            print(f"{kind}: no longer measured")
            bad += 1
            continue
        for band, _ in BANDS:
            for what in ("precision", "recall"):
                if was[band][what] is not None and (now[band][what] or 0.0) < was[band][what] - SLACK:
                    print(f"{kind}: {band} {what} {now[band][what]}, was {was[band][what]}")
                    bad += 1
        if now["ece"] > was["ece"] + 2 * SLACK:
            print(f"{kind}: calibration error {now['ece']}, was {was['ece']}")
            bad += 1
    return bad


def main():
    a = argparse.ArgumentParser()
    a.add_argument("labelled", nargs="?")
    a.add_argument("hits", nargs="?")
    a.add_argument("--readme")
    a.add_argument("--baseline")
    a.add_argument("--write", action="store_true")
    a.add_argument("--wrong", type=int, default=0)
    a.add_argument("--family")
    o = a.parse_args()
    if o.readme:
        readme(o.readme, json.load(open(o.baseline, encoding="utf-8")), o.write)
        return
    docs, known, _ = load(o.labelled, o.hits)
    pairs, wanted = table(docs, known, o.family)
    result = measure(pairs, wanted, known)
    show(result, pairs)
    if o.wrong:
        show_wrong(pairs, wanted, known, o.wrong)
    if o.baseline and o.write:
        with open(o.baseline, "w", encoding="utf-8") as f:
            json.dump(result, f, indent=1, sort_keys=True)
            f.write("\n")
    elif o.baseline:
        sys.exit(1 if compare(result, json.load(open(o.baseline, encoding="utf-8"))) else 0)


if __name__ == "__main__":
    main()
