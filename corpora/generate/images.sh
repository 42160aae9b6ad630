#!/bin/sh
# images.sh -- makes the samples of corpora/files/image with cjpeg, pnmtopng, ppm2tiff, cwebp and exiftool: run by hand when one is to
# change, not by the tests.   sh corpora/generate/images.sh FOLDER
set -eu
cd "$1"
grey=$(mktemp)
trap 'rm -f "$grey"' EXIT
python3 -c 'import sys; sys.stdout.buffer.write(b"P6 8 8 255\n" + bytes([128]) * 192)' > "$grey"
cjpeg "$grey" > a.jpg
pnmtopng "$grey" > a.png
ppm2tiff "$grey" a.tif
cwebp -quiet a.png -o a.webp
set -- -q -overwrite_original -Artist=山本花江 -XMP-dc:Creator=高橋陽菜
exiftool "$@" -OwnerName=佐藤一 -GPSLatitude=35.681236 -GPSLatitudeRef=N -GPSLongitude=139.767125 -GPSLongitudeRef=W -IPTC:By-line=鈴木健 \
	-codedcharacterset=utf8 -Comment="call 090-1234-5678" -UserComment="担当 田中" -XPAuthor=渡辺 a.jpg
exiftool "$@" -PNG:Author=佐藤一 -PNG:Comment=080-1234-5678 -z -PNG:Description="$(printf '%0200d' 0) 03-1234-5678" a.png
exiftool "$@" -codedcharacterset=utf8 -IPTC:By-line=鈴木健 a.tif
exiftool "$@" a.webp
