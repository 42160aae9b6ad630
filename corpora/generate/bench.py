#!/usr/bin/env python3
"""Makes the texts that speed is quoted for: Japanese prose with a few persons, dense CSV, many small files.
   python3 corpora/generate/bench.py JAPANESE-FOLDER CSV-FOLDER SMALL-FOLDER"""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from demo import Company, table	# noqa: E402

WORDS = ("本書 手順 仕様 様式 同様 設定 画面 入力 出力 確認 処理 対象 範囲 記録 保存 期間 利用 目的 変更 追加 削除 部署 会議 資料 計画 予算 報告 検討 "
	"システム サーバー データ ファイル フォルダ ネットワーク バックアップ メンテナンス スケジュール 担当 部門 全体 概要 詳細 例外 注意 事項 次回 前回").split()
LINKS = "は が を に で と の から まで より について として による ための における".split()
ENDS = "する。 した。 である。 と考える。 を行う。 が必要である。 に留意する。 を確認すること。".split()


def sentence(r):
	return "".join(r.choice(WORDS) + r.choice(LINKS) for _ in range(r.randint(4, 9))) + r.choice(WORDS) + r.choice(ENDS)


def main(japanese, dense, small):
	r, c = random.Random(3), Company(3)
	lines = []
	for i in range(60000):
		lines.append(sentence(r) + sentence(r) + "\n")
		if i % 400 == 0:
			p = c.person()
			lines.append("担当:%s 電話 %s\n" % (p["name"], p["tel"]))
	text = "".join(lines)
	for i in range(8):
		with open("%s/%d.txt" % (japanese, i), "w", encoding="utf-8") as f:
			f.write(text)
	people = c.people(800)
	head = ["顧客番号", "氏名", "フリガナ", "郵便番号", "住所", "電話番号", "メールアドレス"]
	for k in range(4):
		rows = [[i, p["name"], p["kana"], p["zip"], p["address"], p["tel"], p["mail"]]
			for i, p in ((i, people[r.randrange(len(people))]) for i in range(100000))]
		with open("%s/%d.csv" % (dense, k), "w", encoding="utf-8", newline="") as f:
			f.write(table([head] + rows))
	for k in range(100):
		os.makedirs("%s/%d" % (small, k), exist_ok=True)
		for i in range(1000):
			with open("%s/%d/%d.txt" % (small, k, i), "w", encoding="utf-8") as f:
				f.write("".join(lines[(k * 1000 + i) % 50000:][:12]))


if __name__ == "__main__":
	if len(sys.argv) != 4:
		sys.exit(__doc__)
	main(*sys.argv[1:])
