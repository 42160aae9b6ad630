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
print(checked, "checks of files passed")
