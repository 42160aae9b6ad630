#!/usr/bin/env python3
"""Gathers the words of the lexicon from their sources into one table for pack.c.

usage: gather.py MUNICIPALITIES.csv FORENAMES.csv SURNAMES.csv WESTERN.tsv OUT-FOLDER

WESTERN.tsv is western.mjs's. Reads besides: /usr/share/mecab/dic/ipadic (package mecab-ipadic), /usr/share/skk/SKK-JISYO.zipcode (skkdic-extra),
/usr/share/dict/scowl (scowl). Writes OUT-FOLDER/entries.tsv (key, classes, cost), postal.txt (one code a line) and
sampling.tsv (names with costs and readings) and words.tsv (words that are no names), which train.c draws from. The numbers are those of lexicon.h.
"""
import csv
import glob
import itertools
import os
import re
import sys
import unicodedata

SURNAME, GIVEN, FULL, SURNAME_KANA, GIVEN_KANA = 1, 2, 4, 8, 16
PREFECTURE, MUNICIPALITY, TOWN, WORD = 32, 64, 128, 256
PLACE, ORG, PROPER, FOREIGN = 512, 1024, 2048, 4096
WEST_SURNAME, WEST_GIVEN, ROMAJI_SURNAME, ROMAJI_GIVEN, ENGLISH, ENGLISH_PROPER = 1, 2, 8, 16, 256, 2048
IPADIC = '/usr/share/mecab/dic/ipadic'
SCOWL = '/usr/share/dict/scowl'
MORE_COST = 60       # of a Western name that only the larger lists have: such a surname alone wakes nothing
LONGEST = 8          # characters of a word kept as a feature; places may be longer

entries = {}         # key -> {class: cost}


def put(key, cls, cost):
    e = entries.setdefault(key, {})
    e[cls] = min(e.get(cls, 255), max(0, min(255, cost)))


def scaled(ipadic_cost):
    """ipadic costs of names run from 1650 (commonest) to 15187; 50 to the step."""
    return (ipadic_cost - 1500) // 50


def kana_only(s):
    return all('ァ' <= c <= 'ヺ' or c in 'ー・' for c in s)


def has_kanji(s):
    return any('\u3400' <= c <= '\u9fff' or c in '々\uf9dc\ufa11' for c in s)


def hiragana(katakana):
    return ''.join(chr(ord(c) - 0x60) if 'ァ' <= c <= 'ヶ' else c for c in katakana)


def ipadic(name):
    with open(f'{IPADIC}/{name}', encoding='euc-jp') as f:
        yield from csv.reader(f)


KANA = {}
for row, kana in (('', 'アイウエオ'), ('k', 'カキクケコ'), ('s', 'サシスセソ'), ('t', 'タチツテト'), ('n', 'ナニヌネノ'),
                  ('h', 'ハヒフヘホ'), ('m', 'マミムメモ'), ('r', 'ラリルレロ'), ('g', 'ガギグゲゴ'), ('z', 'ザジズゼゾ'),
                  ('d', 'ダヂヅデド'), ('b', 'バビブベボ'), ('p', 'パピプペポ')):
    for k, vowel in zip(kana, 'aiueo'):
        KANA[k] = row + vowel
KANA.update({'ヤ': 'ya', 'ユ': 'yu', 'ヨ': 'yo', 'ワ': 'wa', 'ヲ': 'o', 'ヰ': 'i', 'ヱ': 'e', 'ヴ': 'vu', 'ン': 'n', 'ヂ': 'zi', 'ヅ': 'zu'})
SMALL = {'ャ': 'a', 'ュ': 'u', 'ョ': 'o'}
HEPBURN = (('sya', 'sha'), ('syu', 'shu'), ('syo', 'sho'), ('tya', 'cha'), ('tyu', 'chu'), ('tyo', 'cho'), ('zya', 'ja'),
           ('zyu', 'ju'), ('zyo', 'jo'), ('si', 'shi'), ('ti', 'chi'), ('tu', 'tsu'), ('hu', 'fu'), ('zi', 'ji'))


def romaji(kana):
    """Kunrei and Hepburn spellings of a reading, each with its long vowels written ou, oh and o."""
    out = ''
    for c in kana:
        if c in SMALL and out.endswith('i') and len(out) > 1:
            out = out[:-1] + 'y' + SMALL[c]
        elif c == 'ッ':
            out += '*'
        elif c == 'ー':
            out += out[-1:]
        elif c in KANA:
            out += KANA[c]
        else:
            return set()
    out = re.sub(r'\*(.)', r'\1\1', out).replace('*', '')
    hepburn = out
    for a, b in HEPBURN:
        hepburn = re.sub(f'(?<![sctz]){a}', b, hepburn) if len(a) == 2 else hepburn.replace(a, b)
    hepburn = hepburn.replace('cch', 'tch').replace('ssi', 'sshi').replace('tti', 'tchi').replace('ttu', 'ttsu')
    forms = set()
    for base in {out, hepburn}:
        for o, u in itertools.product(('ou', 'oh', 'o'), ('uu', 'u')):
            f = base.replace('oo', 'ou').replace('ou', o).replace('uu', u)
            forms |= {f, re.sub(r'n(?=[bmp])', 'm', f)}
    return {f for f in forms if 2 <= len(f) <= 16}


def names(out):
    with open(f'{out}/sampling.tsv', 'w', encoding='utf-8') as sampling:
        for r in ipadic('Noun.name.csv'):
            key, cost, kind, reading = r[0], scaled(int(r[3])), r[7], r[11]
            if not 1 <= len(key) <= LONGEST:
                continue
            if kind == '一般':
                put(key, FOREIGN if kana_only(key) else FULL, cost)
                continue
            if kana_only(key) and kind == '姓':
                put(key, FOREIGN, cost)
                continue
            surname = kind == '姓'
            put(key, SURNAME if surname else GIVEN, cost)
            if 2 <= len(reading) <= LONGEST and kana_only(reading):
                put(reading, SURNAME_KANA if surname else GIVEN_KANA, cost)
                put(hiragana(reading), SURNAME_KANA if surname else GIVEN_KANA, cost)
                for f in romaji(reading):
                    put(f, ROMAJI_SURNAME if surname else ROMAJI_GIVEN, cost)
            print(key, 'S' if surname else 'G', r[3], reading, sep='\t', file=sampling)


def words(out):
    sample = open(f'{out}/words.tsv', 'w', encoding='utf-8')
    for name in ('Noun.csv', 'Noun.verbal.csv', 'Noun.adjv.csv', 'Noun.adverbal.csv', 'Adverb.csv'):
        for r in ipadic(name):
            if 2 <= len(r[0]) <= LONGEST and (has_kanji(r[0]) or kana_only(r[0])):
                put(r[0], WORD, scaled(int(r[3])))
                if int(r[3]) < 6000:
                    print(r[0], 'W' if has_kanji(r[0]) else 'K', sep='\t', file=sample)
    for name, cls in (('Noun.place.csv', PLACE), ('Noun.org.csv', ORG), ('Noun.proper.csv', PROPER)):
        for r in ipadic(name):
            if 2 <= len(r[0]) <= 6 and (has_kanji(r[0]) or kana_only(r[0])):
                put(r[0], cls, scaled(int(r[3])))
                if has_kanji(r[0]):
                    print(r[0], 'P' if cls == PLACE else 'O', sep='\t', file=sample)


def places(path):
    """Prefectures and municipalities; returns {prefecture: {municipality as written in addresses}}."""
    found = {}
    for r in csv.DictReader(open(path, encoding='utf-8-sig')):
        put(r['pref'], PREFECTURE, 0)
        city, _, ward = r['city'].partition(' ')
        found.setdefault(r['pref'], set()).update({city, city + ward} if ward else {city})
        for name in {city, city + ward, ward} - {''}:
            put(name, MUNICIPALITY, 0)
    return found


def towns(municipalities, out):
    postal = set()
    for line in open('/usr/share/skk/SKK-JISYO.zipcode', encoding='euc_jis_2004'):
        m = re.match(r'(\d{7}) /(.*)/$', line.strip())
        if not m:
            continue
        postal.add(m[1])
        for place in m[2].split('/'):
            town(place.partition(';')[0], municipalities)
    with open(f'{out}/postal.txt', 'w') as f:
        f.write('\n'.join(sorted(postal)) + '\n')


def town(place, municipalities):
    pref = next((p for p in municipalities if place.startswith(p)), None)
    if pref is None:
        return
    rest = place[len(pref):]
    county = re.match(r'.{1,5}?郡', rest)
    inside = rest[county.end():] if county else rest
    best = max((m for m in municipalities[pref] if inside.startswith(m)), key=len, default=None)
    if best is None or (county and best[-1] not in '町村'):
        best, county = max((m for m in municipalities[pref] if rest.startswith(m)), key=len, default=None), None
        inside = rest
    if best is None:
        return
    if county:
        put(county[0] + best, MUNICIPALITY, 0)
    name = re.sub(r'[(（].*', '', inside[len(best):])
    name = re.sub(r'[一二三四五六七八九十百]+(条.*|丁目|線.*|号.*)$', '', name)
    if 2 <= len(name) <= LONGEST:
        put(name, TOWN, 0)


def ascii_word(s):
    s = unicodedata.normalize('NFD', s.replace('ø', 'o').replace('ł', 'l').replace('ß', 'ss').replace('ı', 'i'))
    s = ''.join(c for c in s if not unicodedata.combining(c)).lower()
    return s if re.fullmatch(r'[a-z]{2,20}', s) else None


def western(forenames, surnames, more):
    for path, cls in ((forenames, WEST_GIVEN), (surnames, WEST_SURNAME)):
        for r in csv.DictReader(open(path, encoding='utf-8-sig')):
            if r['Country' if 'Country' in r else '\ufeffCountry'] == 'JP':
                continue
            for field in ('Localized Name', 'Romanized Name'):
                w = ascii_word(r[field])
                if w and len(w) >= 3:
                    put(w, cls, 50)
    for line in open(more, encoding='utf-8'):
        kind, name = line.rstrip('\n').split('\t')
        w = ascii_word(name)
        if w and len(w) >= 3:
            put(w, WEST_GIVEN if kind == 'G' else WEST_SURNAME, MORE_COST)
    for path in glob.glob(f'{SCOWL}/*'):
        m = re.search(r'/(english|american|british|canadian)-(words|proper-names|upper|abbreviations)\.(\d+)$', path)
        if m is None or int(m[3]) > (70 if m[2] == 'words' else 80):
            continue
        for w in open(path, encoding='latin-1'):
            w = w.strip()
            if m[2] == 'words':
                low = ascii_word(w)
                if low and len(low) <= 10 and int(m[3]) <= 60:
                    put(low, ENGLISH, int(m[3]))
            elif m[2] != 'abbreviations' and (low := ascii_word(w)) and len(low) >= 3 and int(m[3]) <= 70:
                put(low, ENGLISH_PROPER, int(m[3]))


def main():
    municipalities, forenames, surnames, more, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    names(out)
    words(out)
    towns(places(municipalities), out)
    western(forenames, surnames, more)
    with open(f'{out}/entries.tsv', 'w', encoding='utf-8') as f:
        for key in sorted(entries):
            e = entries[key]
            name_costs = [c for k, c in e.items() if k & 31]
            print(key, sum(e), min(name_costs or e.values()), sep='\t', file=f)


main()
