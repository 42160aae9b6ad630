/* rules.c -- values: ids, dates, periods, countries, patterns, and the closed lists of the schema. */
#include "rules.h"

#include "glob.h"

#include <string.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool id_char(char c)
{
	return (c >= 'a' && c <= 'z') || digit(c);
}

static bool id_valid(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > 64 || !id_char(s[0]))
		return false;
	for (size_t i = 1; i < n; i++)
		if (!id_char(s[i]) && s[i] != '.' && s[i] != '_' && s[i] != '-')
			return false;
	return true;
}

static bool date_valid(const char *s)
{
	int date;

	return when_parse(s, &date);
}

static bool span_valid(const char *s)
{
	struct span_of_time span;

	return when_parse_span(s, &span);
}

static bool upper_pair(const char *s)
{
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] == '\0';
}

/* ISO 3166-1 alpha-2, officially assigned. */
static bool country_valid(const char *s)
{
	static const char codes[] =
		"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
		"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
		"FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
		"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
		"MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
		"PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
		"TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

	for (size_t i = 0; upper_pair(s) && i + 2 < sizeof codes; i += 3)
		if (memcmp(codes + i, s, 2) == 0)
			return true;
	return false;
}

static bool territory_valid(const char *s)
{
	return strcmp(s, "EU") == 0 || strcmp(s, "EEA") == 0 || country_valid(s);
}

/* "ja", "en", "fil", "pt-BR" */
static bool language_valid(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");

	return (n == 2 || n == 3) && (s[n] == '\0' || (s[n] == '-' && upper_pair(s + n + 1)));
}

static bool number_valid(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && n <= 12 && s[n] == '\0';
}

static bool sha256_valid(const char *s)
{
	size_t n = strspn(s, "0123456789abcdef");

	return n >= 4 && n <= 64 && s[n] == '\0';
}

bool rules_zone(const char *s, int *minutes)
{
	int h, m;

	if (strcmp(s, "Asia/Tokyo") == 0 || strcmp(s, "UTC") == 0) {
		*minutes = s[0] == 'A' ? 9 * 60 : 0;
		return true;
	}
	if (strlen(s) != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':' || !digit(s[1]) || !digit(s[2]) || !digit(s[4]) ||
	    !digit(s[5]))
		return false;
	h = (s[1] - '0') * 10 + (s[2] - '0');
	m = (s[4] - '0') * 10 + (s[5] - '0');
	if (h > 14 || m > 59)
		return false;
	*minutes = (s[0] == '-' ? -1 : 1) * (h * 60 + m);
	return true;
}

static bool zone_valid(const char *s)
{
	int minutes;

	return rules_zone(s, &minutes);
}

static bool version_valid(const char *s)
{
	return strcmp(s, "1") == 0;
}

static bool verdict_valid(const char *s)
{
	static const char *const names[] = { "PROHIBITED", "UNDECLARED_CATEGORY", "OTHER_PURPOSE", "OVER_RETENTION", "CONTROL_GAP" };

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(s, names[i], n) == 0 && (s[n] == '\0' || (s[n] == '/' && s[n + 1] != '\0')))
			return true;
	}
	return false;
}

#define AMONG(...) .among = (const char *const[]){ __VA_ARGS__, NULL }

const struct word_rule
	rule_version = { "1", "1", version_valid, NULL, ID_NONE },
	rule_text = { "text", "文字列", NULL, NULL, ID_NONE },
	rule_id = { "an id: a-z 0-9 . _ -, at most 64, beginning with a letter or digit", "id (a-z 0-9 . _ -、64字まで、英数字で始まる)",
		id_valid, NULL, ID_NONE },
	rule_flag = { "true or false", "true または false", AMONG("true", "false") },
	rule_date = { "a date as 2026-04-01", "日付 (例 2026-04-01)", date_valid, NULL, ID_NONE },
	rule_span = { "a period as P7Y, P3M, P30D", "期間 (例 P7Y, P3M, P30D)", span_valid, NULL, ID_NONE },
	rule_language = { "a language as ja, en", "言語 (例 ja, en)", language_valid, NULL, ID_NONE },
	rule_country = { "a country as JP, US (ISO 3166)", "国 (例 JP, US。ISO 3166)", country_valid, NULL, ID_NONE },
	rule_territory = { "EU or a country as IS, LI, NO", "EU または国 (例 IS, LI, NO)", territory_valid, NULL, ID_NONE },
	rule_number = { "a whole number", "整数", number_valid, NULL, ID_NONE },
	rule_sha256 = { "the file's SHA-256 in hex (or its beginning)", "ファイルの SHA-256 (16進、先頭だけでも可)", sha256_valid, NULL, ID_NONE },
	rule_zone = { "Asia/Tokyo, UTC or an offset as +09:00", "Asia/Tokyo、UTC、または +09:00 の形", zone_valid, NULL, ID_NONE },
	rule_file_pattern = { "a place: a path, or a file: smb: nfs: mbox: s3: URI, with * ** ? [a-z]; relative ones without ..",
		"場所: パスまたは file: smb: nfs: mbox: s3: のURI (* ** ? [a-z] 可。相対パスに .. は不可)", glob_file_valid, NULL, ID_NONE },
	rule_dsn = { "a database: pg:, postgresql:, mysql:, mariadb: or sqlite:", "データベース: pg: postgresql: mysql: mariadb: sqlite:",
		glob_dsn_valid, NULL, ID_NONE },
	rule_verdict = { "PROHIBITED, UNDECLARED_CATEGORY, OTHER_PURPOSE, OVER_RETENTION or CONTROL_GAP, with /reason if one alone is meant",
		"PROHIBITED, UNDECLARED_CATEGORY, OTHER_PURPOSE, OVER_RETENTION, CONTROL_GAP (理由を限るなら /reason を付ける)", verdict_valid, NULL, ID_NONE },
	rule_own_category = { "a dotted id as custom.badge", "点で区切った id (例 custom.badge)", id_valid, NULL, ID_NONE },
	rule_category_flag = { "a flag", "フラグ", AMONG("id", "quasi", "code", "fin", "sp", "eu") },
	rule_role = { "a role", "役割", AMONG("processor", "sub_processor", "joint_user", "third_party", "authority", "successor") },
	rule_basis = { "a basis of provision", "提供の根拠",
		AMONG("consent", "entrustment", "succession", "joint_use", "law", "life", "public_health", "cooperation", "opt_out", "vague") },
	rule_route = { "a route abroad", "外国提供の経路", AMONG("consent", "designated_country", "equivalent_system") },
	rule_from = { "where it comes from", "取得元", AMONG("principal", "third_party", "public", "created") },
	rule_form = { "how it comes", "取得の形態", AMONG("written", "web", "oral", "mail", "device") },
	rule_anchor = { "an anchor", "起算の種類", AMONG("column", "document", "name", "fixed", "register", "mtime") },
	rule_sharing = { "a kind of sharing", "共有の種類", AMONG("internal", "joint", "handover", "received") },
	rule_direction = { "a direction", "方向", AMONG("none", "out", "in") },
	rule_care = { "a basis of acquisition", "取得の根拠",
		AMONG("consent", "law", "life", "public_health", "cooperation", "public", "apparent", "entrusted") },
	rule_via = { "how it came", "受領の経路", AMONG("direct", "operator") },
	rule_processing = { "a processing", "加工の種類", AMONG("none", "anonymised", "pseudonymised", "statistical") },
	rule_strength = { "a confidence", "確度", AMONG("low", "medium", "high") },
	rule_policy_ref = { "the id of a policy", "方針の id", NULL, NULL, ID_POLICY },
	rule_subject_ref = { "the id of a subject", "本人の種別の id", NULL, NULL, ID_SUBJECT },
	rule_category_ref = { "a category", "項目", NULL, NULL, ID_CATEGORY },
	rule_purpose_ref = { "the id of a purpose", "目的の id", NULL, NULL, ID_PURPOSE },
	rule_recipient_ref = { "the id of a recipient", "提供先の id", NULL, NULL, ID_RECIPIENT },
	rule_joint_ref = { "the id of a joint use", "共同利用の id", NULL, NULL, ID_JOINT_USE },
	rule_scope_ref = { "the id of a scope", "スコープの id", NULL, NULL, ID_SCOPE };
