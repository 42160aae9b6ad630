"""columns.py WANT SET GOT: of schemas.py's WANT (SET: named or bare) and `report columns` lines, what is right. Prints precision and recall;
fails below what the set is to reach. A column counts once for each kind it is said to hold at medium or above."""
import json, sys

want = json.load(open(sys.argv[1], encoding="utf-8"))[sys.argv[2]]
least = {"named": 0.98, "bare": 0.95}[sys.argv[2]]
got = set()
for line in open(sys.argv[3], encoding="utf-8"):
    c = json.loads(line)
    key = c["table"] + "." + c["field"]
    if key in want and c["confidence"] >= 0.6:
        got.add((key, c["type"]))
true = {(k, v) for k, v in want.items() if v is not None}
precision, recall = len(got & true) / max(1, len(got)), len(got & true) / len(true)
print("%s: precision %.3f recall %.3f of %d columns; wrong %s missed %s" % (sys.argv[2], precision, recall, len(want), sorted(got - true), sorted(true - got)))
sys.exit(0 if precision >= 0.99 and recall >= least else 1)
