#!/bin/sh
# texts.sh -- what is found in stretches of letters, forms, rosters, minutes and mails: each row a text, and what stands in it at medium or above.
. "$SOURCE_DIR/tests/support/check.sh"

# row WHY KIND TEXT WANTED...: those and no other of that kind ("-": none), in any order; TEXT by printf
row()
{
	why=$1; kind=$2; file=$work/t${ext:-.txt}
	printf "$3" > "$file"
	shift 3
	for want in "$@"; do [ "$want" = - ] || echo "$want"; done | sort > "$work/want"
	"$DAICHO" detect "$file" 2>> "$work/err" |
		jq -r --arg k "$kind" 'select(.type == $k and (.band == "high" or .band == "medium")) | "\(.start) \(.end)"' |
		while read -r from to; do tail -c +$((from + 1)) "$file" | head -c $((to - from)) | tr '\n' ' '; echo; done | sort -u > "$work/got"
	check "$why" cmp "$work/got" "$work/want"
}

row "a note behind the label, a seal behind the name" person.name '氏名（自署）　篠塚 真一　㊞　　フリガナ シノヅカ シンイチ\n' '篠塚 真一'
row "the note names the reading" person.name_kana '口座名義（カナ）　ｼﾉﾂﾞｶ ｼﾝｲﾁ\n' 'ｼﾉﾂﾞｶ ｼﾝｲﾁ'
row "a reading behind its label in hiragana and a blank" person.name_kana 'ふりがな　まつうら　りょうこ\n氏名　松浦　涼子\n' 'まつうら　りょうこ'
row "a reading behind the name in a roster" person.name_kana '5 仲宗根 大和　なかそね やまと　沖縄県\n' 'なかそね やまと'
row "an office before the name" person.name '書記 五十嵐（208）、会計 仁科（405）\n' 五十嵐 仁科
row "a foreign name behind a label" person.name '氏名 タパ・スニル　電話 048-251-7730\n' 'タパ・スニル'
row "firms called by persons" person.name '西田精機、山田製作所、松本清張記念館\n' -
row "blanks within a date" person.birth_date '1991年 11月 23日生（満32歳）\n昭和 55 年 12 月 1 日生 43歳\n' '1991年 11月 23日' '昭和 55 年 12 月 1 日'
row "an age behind a day of birth" person.age '1991年 11月 23日生（満32歳）\n昭和 55 年 12 月 1 日生 43歳\n' 32 43
row "an age behind a made-up name" person.age '田中さん（仮名、92）が話した。\n' 92
row "the label served the first date; the second is the contract's" person.birth_date '国籍 日本　生年月日 1996年2月11日\n令和6年6月15日\n' 1996年2月11日
row "a title behind a word in katakana" person.name 'トランプ大統領とアメリカ大統領府。\n' トランプ
row "greeting and surname of no list" person.name 'Hi Siobhan,\n\nplease let Mr Lachlan McAllister know.\n' Siobhan 'Lachlan McAllister'
row "the whole name again" person.name 'Ms. Rosa Okonkwo-Bright called. Later Rosa Okonkwo-Bright left.\n' 'Rosa Okonkwo-Bright'
row "several persons on a line" person.name '１班　相田 悠真（班長）　伊吹 咲良　宇田川 蓮　大石 心結\n' '相田 悠真' '伊吹 咲良' '宇田川 蓮' '大石 心結'
row "an address bears the name" person.name 'Zsófia Horváth\nBudapest, Hungary | zsofia.horvath@posteo.hu\n' 'Zsófia Horváth'
row "an address bears no name of a place" person.name 'Budapest Office, see budapest.office@example.com and info.desk@example.com\n' -
row "who stands behind a role" person.name 'Manager: Helena Strand\nHR representative: Baljit Sandhu\nPackage manager: Django\n' 'Helena Strand' 'Baljit Sandhu'
row "a given name in hiragana, whole" person.name 'お名前：桐山 ほのか\n東京 から来た。\n' '桐山 ほのか'
row "who signs a letter" person.name 'Yours sincerely,\n\nCressida Holloway\nPartner\n' 'Cressida Holloway'
row "a given name with a title" person.name '信夫氏より発言。取りまとめ：佐野（人事部）\n' 信夫 佐野
row "an address ends before another label, and before a particle" contact.address '所在地：埼玉県川口市西川口1-23-8　名称：第三荘　203号室\n住所は千葉県柏市豊四季台2-1-14 のアパートの201\n' \
	'埼玉県川口市西川口1-23-8' '千葉県柏市豊四季台2-1-14'
ext=.md
row "a table in Markdown" person.name '|室|氏名|\n|--|--|\n|904|モハメド・アリフ|\n|1001|古賀 源一郎|\n' 'モハメド・アリフ' '古賀 源一郎'
ext=.csv
row "a firm among customers" person.name 'No,お客様名,電話\n1,平良 健吾,098-867-3320\n2,有限会社丸八商店,0565-31-2210\n3,金 民秀,06-6715-3382\n4,仁木 ゆかり,011-702-6614\n' \
	'平良 健吾' '金 民秀' '仁木 ゆかり'
check "nothing was wrong" test ! -s "$work/err"

finish
