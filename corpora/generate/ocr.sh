#!/bin/sh
# ocr.sh -- makes the samples of corpora/files/ocr, pages of a made-up person as pictures: Chromium sets them, pdftoppm draws them, tiffcp,
# tiff2pdf and cjpeg pack them. Run by hand when one is to change, not by the tests.   sh corpora/generate/ocr.sh FOLDER
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# page NAME STYLE BODY: prints a page
page() {
	printf '<html><head><meta charset="utf-8"><style>@page{size:148mm 105mm;margin:8mm}%s</style></head><body>%s</body></html>\n' "$2" "$3" > "$work/$1.html"
	chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="$work/$1.pdf" "$work/$1.html" 2>/dev/null
}

page level 'body{font:14pt "Noto Sans CJK JP"}p{margin:4pt}' '<p>申込書（控）</p><p>氏名：佐藤花子</p><p>住所：東京都千代田区丸の内一丁目2番3号</p>
<p>電話番号：090-1234-5678</p><p>メール：hanako.sato@example.jp</p>'
page upright 'body{font:16pt "Noto Serif CJK JP";writing-mode:vertical-rl}p{margin:0 6pt}' '<p>拝啓　初秋の候、ますますご清栄のこととお喜び</p>
<p>申し上げます。下記のとおり転居いたしました。</p><p>東京都千代田区丸の内一丁目</p><p>氏名　佐藤花子</p><p>今後ともよろしくお願い申し上げます。</p>'

for name in level upright; do
	pdftoppm -r 150 -gray -singlefile "$work/$name.pdf" "$work/$name" 2>/dev/null
	pdftoppm -r 200 -mono -singlefile "$work/$name.pdf" "$work/$name-mono" 2>/dev/null
	ppm2tiff "$work/$name-mono.pbm" "$work/$name.tif"
done
pnmtopng -compression 9 "$work/level.pgm" > level.png
tiffcp -c g4 "$work/level.tif" "$work/upright.tif" two.tif
tiff2pdf -o fax.pdf two.tif
cjpeg -quality 60 "$work/level.pgm" > "$work/level.jpg"
cp level.png "$work/level.png"
page scan 'body{margin:0}img{display:block;width:120mm;page-break-after:always}' '<img src="level.jpg"><img src="level.png"><p>最後の頁</p>'
cp "$work/scan.pdf" scan.pdf
