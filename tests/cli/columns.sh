#!/bin/sh
# columns.sh -- which columns of words in Latin letters are names of persons: by heading, by their words alone, and not under a bare "name".
. "$SOURCE_DIR/tests/support/check.sh"

given="Priya Keith Oluwaseun Chidi Marisol Ngozi Eleanor Wojciech Folake Layla Giorgia Jasper Emeka Siobhan Joaquin Thabo"
surnames="Vandersloot Nakamura Lindqvist Achebe Ruiz Okonkwo Whitcombe Szczepanski Oyelaran Haddad Bianchi Thorne Maddox Eze Dube Ncube"
common="James Mary Robert Patricia Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas"
readings="Satou Suzuki Takahashi Tanaka Watanabe Yamamoto Nakamura Kobayashi Yoshida Sasaki Matsumoto Inoue Kimura Hayashi Shimizu Ikeda"
cities="London Paris Berlin Madrid Rome Vienna Chicago Houston Phoenix Dallas Denver Boston Seattle Lisbon Dublin Prague"
prefectures="Aomori Iwate Miyagi Akita Fukushima Ibaraki Tochigi Gunma Chiba Niigata Toyama Ishikawa Nagano Gifu Osaka Hiroshima"
firms="Sony Nokia Apple Toyota Honda Mazda Ford Tesla Nike Gucci Siemens Bosch Canon Dell Intel Cisco"
wares="Widget Gadget Sprocket Hammer Wrench Table Chair Lamp Monitor Keyboard Mouse Printer Router Cable Charger Notebook"

# share BAND HEADING WORDS: of 16 cells, how many are names at the band or above
share()
{
	{ echo "id,$2"; i=0; for word in $3; do i=$((i + 1)); echo "$i,$word"; done; } > "$work/t.csv"
	"$DAICHO" detect "$work/t.csv" 2>> "$work/err" |
		jq -r --arg b "$1" 'select(.type == "person.name" and .row > 1 and (.band == "high" or ($b == "medium" and .band == "medium"))) | .row' | sort -u | wc -l
}

for heading in "Last Name" last_name lname name_last Surname familyName customer_last_name; do
	check "$heading" test "$(share high "$heading" "$surnames")" = 16
done
for heading in "First Name" first_name fname Forename "Preferred name"; do
	check "$heading" test "$(share high "$heading" "$given")" = 16
done
check "capitals" test "$(share high lastname "$(echo "$surnames" | tr a-z A-Z)")" = 16
{ echo id,surname; for word in $surnames; do echo "1,van der $word"; done; } > "$work/p.csv"
check "particles before a surname" test "$("$DAICHO" detect "$work/p.csv" | jq -r "select(.band == \"high\") | .row" | wc -l)" = 16
check "no heading that tells, common names" test "$(share medium c2 "$common")" = 16
check "no heading that tells, readings" test "$(share medium c2 "$readings")" = 16
check "under a bare name, persons" test "$(share high name "$common")" = 16
for what in cities prefectures firms wares; do
	eval "words=\$$what"
	check "under a bare name, $what" test "$(share medium name "$words")" = 0
	check "without a heading that tells, $what" test "$(share medium c2 "$words")" = 0
done
printf '会員ID,お名前,セイメイ\n1,望月 遼,モチヅキ リョウ\n2,風間 沙織,カザマ サオリ\n3,(株)大槻商店,\n4,羽生 真由美,ハニュウ マユミ\n' > "$work/j.csv"
check "a full name is the whole cell, not the part the model is surest of" test "$("$DAICHO" detect "$work/j.csv" | jq -r 'select(.row == 2 and .type == "person.name") | .end - .start')" = 10
check "セイメイ heads readings" test "$("$DAICHO" detect "$work/j.csv" | jq -r 'select(.type == "person.name_kana" and .band == "high") | .row' | sort -u | wc -l)" = 3
printf '紹介先：国立循環器病研究センター　心臓血管内科　御中\n患者氏名：　新垣　優菜　（アラカキ　ユウナ）　殿\n' > "$work/letter.txt"
check "a name ends before the blank and the bracket behind it" test "$("$DAICHO" detect "$work/letter.txt" | jq -r 'select(.line == 2 and .type == "person.name") | .end - .start')" = 15
check "nothing was wrong" test ! -s "$work/err"

finish
