/* Access lists as libsmbclient writes them (its header: system.nt_sec_desc), SIDs of MS-DTYP 2.4.2.4; credentials as mount.cifs(8). */
#include "table.h"

#include "share.h"

#include <string.h>

#define HEAD "REVISION:1,OWNER:S-1-5-21-1-2-3-500,GROUP:S-1-5-21-1-2-3-513"
#define HEAD_NAMED "REVISION:1,OWNER:D\\adm,GROUP:D\\Domain Users"

static void test_readers(void **state)
{
	static const struct { const char *why, *numbers, *named; bool everyone; const char *readers; } rows[] = {
		{ "Everyone, read", HEAD ",ACL:S-1-1-0:0/0/0x001200a9", NULL, true, "" },
		{ "Everyone, write alone", HEAD ",ACL:S-1-1-0:0/0/0x00000002", NULL, false, "" },
		{ "Authenticated Users, full", HEAD ",ACL:S-1-5-11:0/0/0x001f01ff", NULL, true, "" },
		{ "generic all", HEAD ",ACL:S-1-1-0:0/0/0x10000000", NULL, true, "" },
		{ "generic read", HEAD ",ACL:S-1-1-0:0/0/0x80000000", NULL, true, "" },
		{ "Domain Users of any domain", HEAD ",ACL:S-1-5-21-7-8-9-513:0/0/0x001200a9", NULL, true, "" },
		{ "a user whose number ends alike", HEAD ",ACL:S-1-5-21-7-8-9-1513:0/0/0x001200a9", NULL, false, "S-1-5-21-7-8-9-1513" },
		{ "local Users", HEAD ",ACL:S-1-5-32-545:0/0/0x001200a9", NULL, true, "" },
		{ "what the system may tells nothing", HEAD ",ACL:S-1-5-18:0/0/0x001f01ff,ACL:S-1-5-32-544:0/0/0x001f01ff", NULL, false, "" },
		{ "a group, by name", HEAD ",ACL:S-1-5-21-1-2-3-1107:0/3/0x001200a9", HEAD_NAMED ",ACL:D\\hr:0/3/0x001200a9", false, "D\\hr" },
		{ "the owner is no other", HEAD ",ACL:S-1-5-21-1-2-3-500:0/0/0x001f01ff", HEAD_NAMED ",ACL:D\\adm:0/0/0x001f01ff", false, "" },
		{ "as Samba 4.17 answers", "REVISION:1,OWNER:S-1-5-21-39-23-24-1000,GROUP:S-1-22-2-0,ACL:S-1-5-21-39-23-24-1000:0/0/0x0012019f,"
			"ACL:S-1-22-2-0:0/0/0x00120089,ACL:S-1-1-0:0/0/0x00120089", "REVISION:1,OWNER:VM\\root,GROUP:Unix Group\\root,ACL:VM\\root:0/0/0x0012019f,"
			"ACL:Unix Group\\root:0/0/0x00120089,ACL:\\Everyone:0/0/0x00120089", true, "Unix Group\\root" },
		{ "for children alone", HEAD ",ACL:S-1-1-0:0/11/0x001f01ff", NULL, false, "" },
		{ "denied before it is allowed", HEAD ",ACL:S-1-1-0:1/0/0x001f01ff,ACL:S-1-1-0:0/0/0x001200a9", NULL, false, "" },
		{ "another is denied", HEAD ",ACL:S-1-5-7:1/0/0x001f01ff,ACL:S-1-1-0:0/0/0x001200a9", NULL, true, "" },
		{ "two of them", HEAD ",ACL:S-1-5-21-1-2-3-1:0/0/0x1,ACL:S-1-5-21-1-2-3-2:0/0/0x1", "ACL:D\\a:0/0/0x1,ACL:D\\b c:0/0/0x1", false, "D\\a\nD\\b c" },
		{ "no list at all", "", "", false, "" }, { "cut", HEAD ",ACL:S-1-1-0:0/", NULL, false, "" }, { "cut before", HEAD ",ACL:", NULL, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char readers[256];
		bool everyone;

		smb_readers(rows[i].numbers, rows[i].named, &everyone, readers, sizeof readers);
		if (everyone != rows[i].everyone || strcmp(readers, rows[i].readers) != 0)
			fail_msg("%s: everyone %d, readers '%s'", rows[i].why, everyone, readers);
	}
}

static void test_credentials(void **state)
{
	static const struct { const char *why, *text, *user, *password, *domain; } rows[] = {
		{ "a password alone", "s3cret\n", "", "s3cret", "" }, { "with signs in it", "a=b#c d\r\nmore", "", "a=b#c d", "" },
		{ "as mount.cifs has it", "username=a\npassword=b=c d\ndomain=E\n", "a", "b=c d", "E" }, { "in any order", "domain=E\r\npassword=p", "", "p", "E" },
		{ "blanks before", "  username = a\n\tpassword=p", " a", "p", "" }, { "empty", "", "", "", "" }, { "a key alone", "username\n", "", "username", "" },
		{ "a key that only begins so", "passwords=1\n", "", "passwords=1", "" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct smb_credentials c;

		smb_credentials(rows[i].text, &c);
		if (strcmp(c.user, rows[i].user) != 0 || strcmp(c.password, rows[i].password) != 0 || strcmp(c.domain, rows[i].domain) != 0)
			fail_msg("%s: '%s' '%s' '%s'", rows[i].why, c.user, c.password, c.domain);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_readers), cmocka_unit_test(test_credentials) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
