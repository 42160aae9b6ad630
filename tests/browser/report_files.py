"""Reads reports over a hostile inventory with other programs' parsers: CSV, JSON, XLSX, SARIF."""
import csv
import glob
import io
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

folder = sys.argv[1]
FORMULA = tuple("=+-@\t\r|%") + ("\uff1d", "\uff0b", "\uff0d", "\uff20")
checked = 0


def check(ok, what):
    global checked
    checked += 1
    if not ok:
        sys.exit("failed: " + what)


for name in glob.glob(folder + "/*.csv"):
    with open(name, "rb") as f:
        data = f.read()
    check(data.startswith(b"\xef\xbb\xbf"), name + ": no UTF-8 mark")
    rows = list(csv.reader(io.StringIO(data[3:].decode("utf-8"), newline=""), strict=True))
    check(len(rows) > 5, name + ": no rows")
    for row in rows:
        for cell in row:
            number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            check(number or not cell.lstrip(" \u00a0\u3000").startswith(FORMULA), name + ": formula " + repr(cell))

for name in glob.glob(folder + "/*.jsonl"):
    with open(name, "rb") as f:
        for line in f:
            json.loads(line.decode("utf-8"))
            check(not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", line), name + ": a control character")

for name in glob.glob(folder + "/*.xlsx"):
    with zipfile.ZipFile(name) as book:
        for part in book.namelist():
            text = book.read(part)
            tree.fromstring(text)
            check(b"<f>" not in text and b"<f " not in text, name + ": a formula in " + part)
            check(b"<hyperlink" not in text and b"relationships/hyperlink" not in text, name + ": a link in " + part)
            check(b"compliant" not in text.lower(), name + ": " + part)
        sheets = b"".join(book.read(p) for p in book.namelist() if "worksheets" in p)
        check("不存在".encode() in sheets or b"not proof of absence" in sheets, name + ": the sentence is missing")
        check(b"inlineStr" in sheets, name + ": strings are not in the cells")

for name in (folder + "/demo.sarif", folder + "/hostile.sarif"):
    with open(name, encoding="utf-8") as f:
        log = json.load(f)
    check(log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json"), name + ": version")
    for run in log["runs"]:
        rules = {r["id"] for r in run["tool"]["driver"]["rules"]}
        check(run["tool"]["driver"]["name"] == "daicho", name + ": driver")
        check(len(rules) == len(run["tool"]["driver"]["rules"]), name + ": a rule twice")
        check(run["results"], name + ": no results")
        for r in run["results"]:
            check(r["ruleId"] in rules, name + ": a result of no rule")
            check(r["message"]["text"], name + ": no message")
            check(r["kind"] in ("pass", "open", "informational", "notApplicable", "review", "fail"), name + ": kind")
            check(r["level"] in ("none", "note", "warning", "error"), name + ": level")
            check(r["kind"] == "fail" or r["level"] == "none", name + ": level without fail (3.27.10)")
            check("snippet" not in json.dumps(r), name + ": a snippet")
            check("locations" in r or r["ruleId"].startswith("NOT_FOUND"), name + ": no place")
            for place in r.get("locations", []):
                uri = place["physicalLocation"]["artifactLocation"]["uri"]
                check(re.fullmatch(r"([a-z]+://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri), name + ": URI " + uri)
        for i in run["invocations"]:
            check(isinstance(i["executionSuccessful"], bool), name + ": executionSuccessful is required (3.20.14)")
            check(i["toolExecutionNotifications"], name + ": what was not read is not told")


def event_holds(name, schema, event):
    """Each object of the schema that the event has: keys required, keys there are, values allowed."""
    for path, rule in schema.items():
        at = event
        for key in path.split(".") if path != "event" else []:
            at = at.get(key) if at else None
        if at is None:
            continue
        check(set(rule["required"]) <= set(at), "%s: %s lacks %s" % (name, path, set(rule["required"]) - set(at)))
        check(set(at) <= set(rule["only"]), "%s: %s has %s" % (name, path, set(at) - set(rule["only"])))
        for key, among in rule["among"].items():
            check(key not in at or at[key] in among, "%s: %s.%s is %s" % (name, path, key, at.get(key)))


with open(folder + "/ocsf-2006.schema", encoding="utf-8") as f:
    schema = {k: v for k, v in json.load(f).items() if k != "about"}
seen = set()
for name in glob.glob(folder + "/*.ocsf"):
    with open(name, encoding="utf-8") as f:
        events = [json.loads(line) for line in f]
    check(events, name + ": no event")
    for event in events:
        event_holds(name, schema, event)
        check(event["type_uid"] == event["class_uid"] * 100 + event["activity_id"], name + ": type_uid")
        check("pattern" not in json.dumps(event["data_security"]) and isinstance(event["time"], int), name + ": pattern or time")
        seen.add(event["activity_id"])
    uids = [e["finding_info"]["uid"] for e in events if "file" in e or "table" in e]
    check(name.endswith("diff.ocsf") or len(uids) == len(set(uids)), name + ": a uid twice")
check({1, 2, 3} <= seen, "created, updated and closed: %s" % seen)
print(checked, "checks of files passed")
