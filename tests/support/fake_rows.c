/* fake_rows.c -- made-up inventories for tests of reports: "demo" is what a scan of a small company's share would give,
 * "hostile" has markup, formulas and broken bytes in every name, "empty" found nothing, "many" has 100,000 findings, "million" as
 * many as it says. */
#include "fake_store.h"

#include <stdio.h>
#include <string.h>

#define W(id, x) { DC_E_##id, x }
static const struct dc_weight sure[] = { W(form, -0.40f), W(check_digit, 2.10f), W(label, 1.90f), W(column_confirms, 1.35f) };
static const struct dc_weight fair[] = { W(form, -1.10f), W(context, 1.60f), W(row_neighbours, 1.15f), W(context_against, -0.35f) };
static const struct dc_weight weak[] = { W(form_weak, -1.60f), W(check_digit, 2.05f), W(context_against, -0.90f) };

#define TARGET "/srv/share"
#define RUN_END 1795339800000000000	/* 2026-11-22T09:30:00Z */

/* object: id, path, reason, detail, size, read, format, findings */
#define O(i, p, r, d, s, n, f, k) { .id = i, .asset = TARGET, .path = TARGET "/" p, .path_len = sizeof(TARGET "/" p) - 1, \
	.reason = DC_R_##r, .detail = d, .size = s, .bytes_read = n, .format = f, .charset = "UTF-8", .mode = 0100644, \
	.mtime_ns = RUN_END - 86400000000000, .findings = k }
static const struct dc_stored_object demo_objects[] = {
	O(1, "campaign/2025夏/当選者.csv", none, "", 48211, 48211, "csv", 2),
	O(2, "campaign/2025夏/応募データ.zip", encrypted, "", 912004, 0, "zip", 0),
	O(3, "docs/build.log", none, "", 22340112, 22340112, "text", 0),
	O(4, "hr/payroll/給与明細-2026-10.csv", none, "", 71020, 71020, "csv", 2),
	O(5, "hr/健診/2026-面談メモ.txt", none, "", 5120, 5120, "text", 2),
	O(6, "hr/社員名簿.csv", none, "", 33012, 33012, "csv", 2),
	O(7, "old/backup/2019/名簿-途中.zip", corrupt_after, "名簿.csv: data ends early", 1830044, 1100230, "zip", 1),
	O(8, "old/backup/memo.txt", none, "", 2044, 2044, "text", 1),
	O(9, "partner/out/配送先-20261105.csv", none, "", 812330, 812330, "csv", 2),
	O(10, "sales/顧客名簿.csv", none, "", 5320110, 5320110, "csv", 3),
	O(11, "sales/顧客名簿 - コピー.bak", none, "", 5320110, 5320110, "csv", 1),
	O(12, "stats/匿名加工/利用統計.csv", none, "", 640021, 640021, "csv", 1),
	O(13, "support/inquiries.log", none, "", 1204553, 1204553, "text", 1),
	O(14, "support/scan-0042.png", image_no_ocr, "", 2201340, 2201340, "png", 0),
	O(15, "役員", access_denied, "Permission denied", 0, 0, "", 0),
};

/* finding: id, object, path, inner, table, field, category, kind, high, medium, low, confidence, lo, best, hi, weights */
#define F(i, o, p, in, tb, fd, c, k, h, m, l, x, lo_, b_, hi_, w) { .id = i, .object_id = o, .asset = TARGET, .path = TARGET "/" p, \
	.path_len = sizeof(TARGET "/" p) - 1, .inner = in, .table = tb, .field = fd, .format = "csv", .category = c, .kind = k, \
	.high = h, .medium = m, .low = l, .confidence = x, .persons = { lo_, b_, hi_ }, .mtime_ns = RUN_END - 86400000000000, \
	.mode = 0100644, .first_run = 1, .last_run = 2, .line = 2, .start = 120, .end = 131, .masked = "***********", \
	.weights = w, .n_weights = sizeof(w) / sizeof(w[0]), .fingerprint = { i } }
static const struct dc_stored_finding demo_findings[] = {
	F(1, 1, "campaign/2025夏/当選者.csv", "", "", "住所", "contact.address", "jp.address", 60, 0, 0, 0.993f, 0, 60, 60, sure),
	F(2, 1, "campaign/2025夏/当選者.csv", "", "", "氏名", "person.name", "jp.person_name", 60, 0, 0, 0.993f, 0, 60, 60, sure),
	F(3, 4, "hr/payroll/給与明細-2026-10.csv", "", "", "個人番号", "govid.my_number", "jp.my_number", 143, 0, 0, 0.993f, 143, 143, 143, sure),
	F(4, 4, "hr/payroll/給与明細-2026-10.csv", "", "", "氏名", "person.name", "jp.person_name", 143, 0, 0, 0.993f, 0, 143, 143, sure),
	F(5, 5, "hr/健診/2026-面談メモ.txt", "", "", "", "person.name", "jp.person_name", 0, 9, 1, 0.786f, 0, 8, 10, fair),
	F(6, 5, "hr/健診/2026-面談メモ.txt", "", "", "", "special.medical_history", "special.medical_history", 0, 4, 0, 0.786f, 0, 4, 4, fair),
	F(7, 6, "hr/社員名簿.csv", "", "", "メール", "contact.email", "email", 143, 0, 0, 0.993f, 0, 143, 143, sure),
	F(8, 6, "hr/社員名簿.csv", "", "", "社員番号", "work.employee_id", "employee_id", 143, 0, 0, 0.993f, 143, 143, 143, sure),
	F(9, 7, "old/backup/2019/名簿-途中.zip", "名簿.csv", "", "電話", "contact.phone", "jp.phone", 2210, 14, 0, 0.993f, 0, 2190,
		DC_PERSONS_UNKNOWN, sure),
	F(10, 8, "old/backup/memo.txt", "", "", "", "govid.my_number", "jp.my_number", 0, 0, 9, 0.389f, 0, 9, 9, weak),
	F(11, 9, "partner/out/配送先-20261105.csv", "", "", "生年月日", "person.birth_date", "birth_date", 240, 0, 0, 0.993f, 0, 240, 240, sure),
	F(12, 9, "partner/out/配送先-20261105.csv", "", "", "電話", "contact.phone", "jp.phone", 240, 0, 0, 0.993f, 0, 240, 240, sure),
	F(13, 10, "sales/顧客名簿.csv", "", "", "カード番号", "finance.card_number", "card", 812, 0, 0, 0.993f, 0, 804, 812, sure),
	F(14, 10, "sales/顧客名簿.csv", "", "", "メール", "contact.email", "email", 5100, 0, 0, 0.993f, 0, 4870, 5100, sure),
	F(15, 10, "sales/顧客名簿.csv", "", "", "氏名", "person.name", "jp.person_name", 5100, 0, 0, 0.993f, 0, 4870, 5100, sure),
	F(16, 11, "sales/顧客名簿 - コピー.bak", "", "", "氏名", "person.name", "jp.person_name", 5100, 0, 0, 0.993f, 0, 4870, 5100, sure),
	F(17, 12, "stats/匿名加工/利用統計.csv", "", "", "連絡先", "contact.email", "email", 39, 0, 0, 0.993f, 0, 39, 39, sure),
	F(18, 13, "support/inquiries.log", "", "", "", "contact.email", "email", 311, 20, 2, 0.993f, 0, 290, 333, sure),
};

/* verdict: finding index, object index, scope, verdict, reason, level, would be, clause, text, candidates, step, detail, primary */
#define V(f, o, s, v, r, l, wb, cl, ct, ca, st, d, pr) { { (f) < 0 ? 0 : (f) + 1, (o) < 0 ? 0 : (o) + 1, s, v, r, l, wb, cl, ct, ca, "", st, \
	d, pr }, f, o }
static const struct fake_verdict demo_verdicts[] = {
	V(4, -1, "", "UNDECLARED_LOCATION", "", "error", "", "", "", "", "move", "", true),
	V(5, -1, "", "PROHIBITED", "special_care_no_basis", "error", "", "", "", "", "ask", "", true),
	V(5, -1, "", "UNDECLARED_LOCATION", "", "error", "", "", "", "", "move", "", false),
	V(8, -1, "", "UNDECLARED_LOCATION", "", "error", "", "", "", "", "delete_after_check", "", true),
	V(9, -1, "", "REVIEW", "mynumber_outside_scope", "note", "PROHIBITED/mynumber_outside_scope", "", "", "", "ask", "", true),
	V(-1, 6, "", "UNKNOWN", "corrupt", "open", "", "", "", "", "ask", "", true),
	V(-1, 14, "", "UNKNOWN", "permission", "open", "", "", "", "", "ask", "", true),
	V(0, -1, "campaign-2025s", "OVER_RETENTION", "", "warning", "", "campaign", "キャンペーンの抽選と賞品の発送のため", "", "delete_after_check",
		"2025-12-30 < 2026-11-22", true),
	V(1, -1, "campaign-2025s", "OVER_RETENTION", "", "warning", "", "campaign", "キャンペーンの抽選と賞品の発送のため", "", "delete_after_check",
		"2025-12-30 < 2026-11-22", true),
	V(-1, 1, "campaign-2025s", "UNKNOWN", "password", "open", "", "", "", "", "ask", "", true),
	V(10, -1, "partner-out", "PROHIBITED", "handover_item_excess", "error", "", "shipper", "必要な情報のみを提供します", "", "mask", "", true),
	V(11, -1, "partner-out", "DECLARED", "", "pass", "", "sell", "商品の販売、発送、代金の請求のため", "", "", "", true),
	V(2, -1, "payroll", "DECLARED", "", "pass", "", "personnel", "従業者の人事、給与、社会保険と税の事務のため", "", "", "", true),
	V(3, -1, "payroll", "DECLARED", "", "pass", "", "personnel", "従業者の人事、給与、社会保険と税の事務のため", "", "", "", true),
	V(6, -1, "personnel", "DECLARED", "", "pass", "", "personnel", "従業者の人事、給与、社会保険と税の事務のため", "", "", "", true),
	V(7, -1, "personnel", "DECLARED", "", "pass", "", "personnel", "従業者の人事、給与、社会保険と税の事務のため", "", "", "", true),
	V(12, -1, "sales", "PROHIBITED", "listed", "error", "", "sell", "商品の販売、発送、代金の請求のため", "", "delete_after_check", "", true),
	V(13, -1, "sales", "DECLARED", "", "pass", "", "sell", "商品の販売、発送、代金の請求のため", "", "", "", true),
	V(14, -1, "sales", "DECLARED", "", "pass", "", "sell", "商品の販売、発送、代金の請求のため", "", "", "", true),
	V(15, -1, "sales", "CONTROL_GAP", "residual", "warning", "", "sell", "商品の販売、発送、代金の請求のため", "", "delete_after_check", "", true),
	V(16, -1, "stats-anon", "PROHIBITED", "identifier_in_processed_data", "error", "", "stats", "サービスの改善に役立つ統計を作るため", "", "mask",
		"", true),
	V(17, -1, "support", "DECLARED", "", "pass", "", "support", "お問い合わせへの対応のため", "", "", "", true),
	V(-1, 13, "support", "UNKNOWN", "image_no_ocr", "open", "", "", "", "", "ask", "", true),
	V(-1, -1, "payroll", "NOT_FOUND", "", "note", "", "work.salary", "", "", "", "", true),
};

static const struct fake_part demo_parts[] = {
	{ 6, { 7, "名簿.csv", "", "csv", "CP932", DC_R_corrupt_after, "data ends early", 1100230 } },
};

static const struct fake_column demo_columns[] = {
	{ 3, "", "", "jp.my_number", { .column = 3, .field = "個人番号", .category = "govid.my_number", .confidence = 0.993f, .rows = 143,
		.filled = 143, .distinct = 143, .matching = 143, .weights = sure, .n_weights = 4 } },
	{ 9, "", "", "card", { .column = 7, .field = "カード番号", .category = "finance.card_number", .confidence = 0.993f, .rows = 5100,
		.filled = 812, .distinct = 804, .matching = 801, .weights = sure, .n_weights = 4 } },
};

static const struct dc_declared_purpose demo_purposes[] = {
	{ "sell", "商品の販売、発送、代金の請求のため", "policy", "2(1)", false, "person.name,person.name_kana,contact" },
	{ "support", "お問い合わせへの対応のため", "policy", "2(2)", false, "unspecified" },
	{ "campaign", "キャンペーンの抽選と賞品の発送のため", "policy", "2(3)", false, "person.name,contact" },
	{ "personnel", "従業者の人事、給与、社会保険と税の事務のため", "policy", "2(5)", false, "person.name,work,govid.my_number" },
	{ "stats", "サービスの改善に役立つ統計を作るため", "policy", "2(6)", false, "person.age,online.usage_history" },
};

static const struct dc_declared_scope demo_scopes[] = {
	{ "sales", "営業共有", "営業部", "情報管理者A", "2026-04-01", "share/sales/**", "sell", "customer",
		"person.name,person.name_kana,contact", "P7Y" },
	{ "support", "サポート共有", "サポート部", "情報管理者B", "2026-04-01", "share/support/**", "support", "customer",
		"person.name,contact.email,content.inquiry", "P3Y" },
	{ "campaign-2025s", "2025年夏キャンペーン", "営業部", "情報管理者A", "2026-04-01", "share/campaign/2025夏/**", "campaign", "entrant",
		"unspecified", "P3M" },
	{ "payroll", "給与", "総務部", "情報管理者C", "2026-04-01", "share/hr/payroll/**", "personnel", "employee",
		"person.name,work,govid.my_number", "P7Y" },
	{ "personnel", "人事", "総務部", "情報管理者C", "2026-04-01", "share/hr/*", "personnel", "employee", "person.name,contact.email,work", "" },
	{ "partner-out", "配送委託先への引渡し", "物流部", "情報管理者D", "2026-04-01", "share/partner/out/**", "sell", "customer",
		"person.name,contact.address,contact.phone", "P1Y" },
	{ "stats-anon", "匿名加工した利用統計", "企画部", "情報管理者E", "2026-04-01", "share/stats/**", "stats", "customer",
		"person.age,online.usage_history", "" },
};
static const char *const demo_prefixes[] = { TARGET "/sales/", TARGET "/support/", TARGET "/campaign/2025夏/", TARGET "/hr/payroll/",
	TARGET "/hr/社員", TARGET "/partner/out/", TARGET "/stats/" };

#define RUN { .id = 2, .targets = TARGET, .declaration_sha256 = "", .rule_pack = "appi-2024-04", .tool_version = "0.1.0", \
	.detector_version = "2026-11", .options = "{}", .started_ns = RUN_END - 95000000000, .ended_ns = RUN_END, .sandboxed = true, \
	.judged_by = "3f1c", .persons = { 143, 5420, DC_PERSONS_UNKNOWN }, .objects = { 70, 10, 25, 5 }, .carried = 20, .bytes_read = 5000, \
	.took_ms = 61499 }
#define SHA "3f1c9a0b7e5d42c88a6f0e9b1d7c3a5542e0f8b6c1d9a7e3f4b2c8d6e0a19574"

/* The classic ways out of text, attribute, comment, raw text, style and XML; bidi; broken UTF-8. */
#define X1 "<script>alert(1)</script>"
#define X2 "\"><img src=x onerror=alert(2)>"
#define X3 "' onmouseover='alert(3)"
#define X4 "</title></style></textarea>--><svg onload=alert(4)>"
#define X5 "=HYPERLINK(\"http://127.0.0.1:9/x\",\"a\")"
#define X6 "]]><a href=\"javascript:alert(6)\">x</a>"
#define X7 "&lt;script&gt;&#60;b&#62;\xe2\x80\xae" "fdp.exe"
#define X8 "\xff\xfe<b>\x1b[2J\r\n@SUM(1+1)"
static const struct dc_stored_object hostile_objects[] = {
	{ .id = 1, .asset = X1, .path = X2 "/" X8, .path_len = sizeof(X2 "/" X8) - 1, .detail = X3, .size = 10, .bytes_read = 10,
		.format = X4, .charset = X1, .findings = 2 },
	{ .id = 2, .asset = X6, .path = X7, .path_len = sizeof(X7) - 1, .reason = DC_R_access_denied, .detail = X2, .format = X1,
		.charset = X4 },
};
static const struct dc_stored_finding hostile_findings[] = {
	{ .id = 1, .object_id = 1, .asset = X1, .path = X2 "/" X8, .path_len = sizeof(X2 "/" X8) - 1, .inner = X3, .table = X4, .field = X5,
		.format = X6, .category = X7, .kind = X1, .high = 1, .confidence = 0.5f, .masked = X4, .first_run = 1, .last_run = 1,
		.weights = sure, .n_weights = 4 },
	{ .id = 2, .object_id = 1, .asset = X5, .path = X8, .path_len = sizeof(X8) - 1, .inner = X1, .table = X2, .field = X4,
		.format = X3, .category = X2, .kind = X6, .low = 1, .confidence = 0.4f, .masked = X1, .first_run = 1, .last_run = 1,
		.weights = weak, .n_weights = 3 },
};
static const struct fake_verdict hostile_verdicts[] = {
	V(0, -1, X1, X2, X3, "error", X4, X5, X6, X7, X1, X2, true),
	V(1, -1, X4, X6, X1, "warning", X2, X1, X4, X3, X5, X4, true),
	V(-1, 1, "", "UNKNOWN", X2, "open", X1, X4, X2, X3, X4, X1, true),
};
static const struct fake_part hostile_parts[] = { { 0, { 1, X1, X2, X3, X4, DC_R_corrupt_after, X6, 3 } } };
static const struct fake_column hostile_columns[] = {
	{ 0, X1, X2, X3, { .field = X4, .category = X6, .confidence = 0.5f, .rows = 3, .filled = 3, .distinct = 2, .matching = 1,
		.weights = weak, .n_weights = 3 } },
};
static const struct dc_declared_purpose hostile_purposes[] = { { X4, X1, X2, X3, true, X6 } };
static const struct dc_declared_scope hostile_scopes[] = {
	{ X1, X2, X3, X4, X5, X6, X4, X1, X2, X4 }, { X4, X1, X2, X6, X1, X2, X4, X4, X6, X5 },
};
static const char *const hostile_prefixes[] = { "\">", "\xff" };

/* A change of each kind; the cause decides where it is printed. */
#define CHANGE(what, why, at, from, ...) { .change = DC_CHANGE_##what, .cause = DC_CAUSE_##why, .asset = "/srv/share", .path = at, .path_len = sizeof at - 1, \
	.path_before = from, .path_before_len = sizeof from - 1, .inner = "", .table = "", .field = "", .column = DC_NO_COLUMN, .category = "contact.email", .kind = "email", __VA_ARGS__ }
static const struct dc_change_row changes[] = {
	CHANGE(NEW, DATA, "/srv/share/sales/名簿.csv", "", .before = { .verdict = "" }, .after = { .hits = 40, .persons = { 0, 38, 40 }, .confidence = 0.97f,
		.verdict = "UNDECLARED_CATEGORY" }),
	CHANGE(GONE, DATA, "/srv/share/old/list.csv", "", .before = { .hits = 12, .verdict = "DECLARED" }, .after = { .verdict = "" }),
	CHANGE(MOVED, DATA, "/srv/share/hr/list.csv", "/srv/share/tmp/list.csv",
		.before = { .hits = 7, .verdict = "DECLARED" }, .after = { .hits = 7, .verdict = "DECLARED" }),
	CHANGE(COUNT, DATA, "/srv/share/hr/a.csv", "", .before = { .hits = 100, .verdict = "DECLARED" }, .after = { .hits = 120, .verdict = "DECLARED" }),
	CHANGE(VERDICT, DECLARATION, "/srv/share/hr/b.csv", "", .before = { .hits = 5, .verdict = "DECLARED" },
		.after = { .hits = 5, .verdict = "PROHIBITED/listed" }),
	CHANGE(NEW, DETECTOR, "/srv/share/hr/c.csv", "", .before = { .verdict = "" }, .after = { .hits = 3, .verdict = "DECLARED" }),
	CHANGE(LOST_SIGHT, COVERAGE, "/srv/share/hr/d.csv", "", .before = { .hits = 9, .verdict = "DECLARED" },
		.after = { .object_reason = DC_R_access_denied, .verdict = "" }),
	CHANGE(REGAINED, COVERAGE, "/srv/share/hr/e.csv", "", .before = { .object_reason = DC_R_encrypted, .verdict = "" },
		.after = { .hits = 2, .verdict = "DECLARED" }),
};

static const struct dc_change_row hostile_changes[] = {
	{ .change = DC_CHANGE_MOVED, .asset = X1, .path = X2, .path_len = sizeof X2 - 1, .path_before = X3, .path_before_len = sizeof X3 - 1, .inner = X4,
		.table = X5, .field = X1, .category = X2, .kind = X3, .before = { .hits = 1, .verdict = X1 "/" X2 }, .after = { .hits = 1, .verdict = X3 } },
};

static const struct dc_declared_row demo_rows[] = {
	{ "sales/sell/customer", "顧客", "person.name, person.name_kana, contact", 0, 0 }, { "support/support/customer", "顧客", "unspecified", 1, 1 },
	{ "campaign-2025s/campaign/entrant", "応募者", "unspecified", 2, 2 }, { "payroll/personnel/employee", "従業者", "person.name, work, govid.my_number", 3, 3 },
	{ "personnel/personnel/employee", "従業者", "person.name, contact.email, work", 4, 3 },
	{ "partner-out/sell/customer", "顧客", "person.name, contact.address, contact.phone", 5, 0 }, { "stats-anon/stats/customer", "顧客", "person.age", 6, 4 },
};
static const struct dc_declared_row hostile_rows[] = { { X1, X2, X3, 0, 0 }, { X4, X5, X1, 0, -1 } };
static const struct fake_typed demo_typed[] = {
	{ "payroll/personnel/employee", "note", "棚卸しは毎年4月" }, { "payroll/personnel/employee", "risk", "高" },
};
static const struct fake_typed hostile_typed[] = { { X1, "note", X2 }, { X1, "risk", X3 } };
#define HANDLING(a, b, c, d, e) { a, b, c, d, e, a, b, c, d, e, a, b, c, d, e, a, b, true, false, true }

#define PUT(member, rows) .member = rows, .n_##member = sizeof(rows) / sizeof(rows[0])
static struct fake_set sets[] = {
	{ "demo", { .run = RUN, PUT(objects, demo_objects), PUT(findings, demo_findings), PUT(verdicts, demo_verdicts),
		PUT(parts, demo_parts), PUT(columns, demo_columns), PUT(changes, changes), PUT(typed, demo_typed) },
		{ "あおば雑貨株式会社（架空）", SHA, "appi-2024-04", PUT(purposes, demo_purposes), PUT(scopes, demo_scopes), PUT(rows, demo_rows),
			HANDLING("本人", "ウェブの入力画面", "架空運送、区分：委託先", "暗号化", "") , demo_prefixes } },
	{ "undeclared", { .run = RUN, PUT(objects, demo_objects), PUT(findings, demo_findings), PUT(parts, demo_parts),
		PUT(columns, demo_columns) }, { 0 } },
	{ "hostile", { .run = { .id = 1, .targets = X1 "\n" X5, .declaration_sha256 = X2, .rule_pack = X3, .tool_version = X4,
		.detector_version = X1, .options = X2, .judged_by = X4, .started_ns = RUN_END, .ended_ns = 0 }, PUT(objects, hostile_objects),
		PUT(findings, hostile_findings), PUT(verdicts, hostile_verdicts), PUT(parts, hostile_parts), PUT(columns, hostile_columns),
		PUT(changes, hostile_changes), PUT(typed, hostile_typed) },
		{ X1 X5, X2, X4, PUT(purposes, hostile_purposes), PUT(scopes, hostile_scopes), PUT(rows, hostile_rows),
			HANDLING(X1, X2, X3, X4, X5), hostile_prefixes } },
	{ "vectors", { .run = RUN }, { 0 } },
	{ "empty", { .run = RUN }, { 0 } },
	{ "many", { .run = RUN, PUT(objects, demo_objects), PUT(findings, demo_findings), PUT(verdicts, demo_verdicts), .repeat = 5556 },
		{ "あおば雑貨株式会社（架空）", SHA, "appi-2024-04", PUT(purposes, demo_purposes), PUT(scopes, demo_scopes), PUT(rows, demo_rows),
			HANDLING("本人", "ウェブの入力画面", "架空運送、区分：委託先", "暗号化", "") , demo_prefixes } },
	{ "million", { .run = RUN, PUT(objects, demo_objects), PUT(findings, demo_findings), PUT(verdicts, demo_verdicts), .repeat = 55556 },
		{ "あおば雑貨株式会社（架空）", SHA, "appi-2024-04", PUT(purposes, demo_purposes), PUT(scopes, demo_scopes), PUT(rows, demo_rows),
			HANDLING("本人", "ウェブの入力画面", "架空運送、区分：委託先", "暗号化", "") , demo_prefixes } },
};

static const struct dc_subject_place demo_found[] = {
	{ "/srv/share", "/srv/share/sales/名簿.csv", "", "", "present", "氏名、メール", "person.name,contact.email", 2, 0, true },
	{ "/srv/share", "/srv/share/hr/健診.xlsx", "", "Sheet1", "gone", "氏名", "person.name", 1, -1, false },
};
static const struct dc_subject_missed demo_missed[] = { { "/srv/share/old.zip", "encrypted_part" }, { "pg://crm/app", "database" } };
static const struct dc_subject_place hostile_found[] = { { X1, X2, X3, X4, X5, X1, X2, 3, 0, true } };
static const struct dc_subject_missed hostile_missed[] = { { X1, X2 } };

const struct dc_subject *fake_subject(const char *id)
{
	static const struct dc_subject demo = { demo_found, 2, demo_missed, 2, "1000 JPY / record" };
	static const struct dc_subject hostile = { hostile_found, 1, hostile_missed, 1, X3 };

	return strcmp(id, "hostile") == 0 ? &hostile : &demo;
}

/* Ways out of a context times ways to run something: 20 x 25 = 500 names, each in every field of a finding. */
static const char *const outs[] = { "", "\">", "'>", "\"", "'", "`", "</td>", "</title>", "</style>", "</script>", "</textarea>", "</svg>",
	"-->", "]]>", "?>", "<!--", "\xff", "\xe2\x80\xa8", "&quot;>", "\r\n\">" };
static const char *const runs[] = { "<script>alert(1)</script>", "<script src=//127.0.0.1:9/x></script>", "<img src=x onerror=alert(1)>",
	"<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>",
	" onmouseover=alert(1) x=", " autofocus onfocus=alert(1) x=", " style=background:url(//127.0.0.1:9/x) x=", "<style>@import'//127.0.0.1:9/x'</style>",
	"<link rel=stylesheet href=//127.0.0.1:9/x>", "<meta http-equiv=refresh content=0;url=//127.0.0.1:9/x>", "<base href=//127.0.0.1:9/>",
	"<object data=//127.0.0.1:9/x>", "<embed src=//127.0.0.1:9/x>", "<video><source onerror=alert(1)>", "<details open ontoggle=alert(1)>",
	"<form action=//127.0.0.1:9/><input type=submit autofocus>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
	"<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "&#60;script&#62;alert(1)",
	"<body onload=alert(1)>", "<input type=radio name=f-findings value=high checked>" };
#define N_VECTORS (sizeof(outs) / sizeof(outs[0]) * (sizeof(runs) / sizeof(runs[0])))
static char vector_text[N_VECTORS][160];
static struct dc_stored_finding vectors[N_VECTORS];

static void make_vectors(struct fake_set *set)
{
	for (size_t i = 0; i < N_VECTORS; i++) {
		char *t = vector_text[i];

		snprintf(t, sizeof vector_text[i], "%s%s", outs[i % 20], runs[i / 20]);
		vectors[i] = (struct dc_stored_finding){ .id = (int64_t)i + 1, .object_id = (int64_t)i + 1, .asset = t, .path = t,
			.path_len = strlen(t), .inner = t, .table = t, .field = t, .format = t, .category = t, .kind = t, .masked = t, .high = 1,
			.confidence = 0.993f, .first_run = 1, .weights = sure, .n_weights = 4 };
	}
	set->store.findings = vectors;
	set->store.n_findings = N_VECTORS;
}

struct fake_set *fake_set_find(const char *id)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(sets); i++) {
		if (strcmp(sets[i].id, id) != 0)
			continue;
		if (strcmp(id, "vectors") == 0)
			make_vectors(&sets[i]);
		return &sets[i];
	}
	return NULL;
}
