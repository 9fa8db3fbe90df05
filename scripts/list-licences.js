// Writes docs/licences.md from the lockfile: node scripts/list-licences.js
import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './bootstrap/paths.js'

const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
const { dependencies, devDependencies } = packages['']
const licenceOf = (name) => packages[`node_modules/${name}`].license ?? 'not stated'
const row = (name) => `| ${name} | ${packages[`node_modules/${name}`].version} | ${licenceOf(name)} |`
const table = (names) => ['| package | version | licence |', '| --- | --- | --- |', ...Object.keys(names).map(row)]

const counts = new Map()
for (const [path, { license = 'not stated' }] of Object.entries(packages)) {
  if (path !== '') counts.set(license, (counts.get(license) ?? 0) + 1)
}
const summary = [...counts].sort((a, b) => b[1] - a[1]).map(([licence, count]) => `| ${licence} | ${count} |`)

writeFileSync(
  inRoot('docs', 'licences.md'),
  `${[
    '# Licences',
    '',
    'Made from `package-lock.json` by `node scripts/list-licences.js`; run it again after a dependency has changed.',
    '',
    '## The server runs with',
    '',
    ...table(dependencies),
    '',
    '## The console is built and everything is tested with',
    'What the console uses of these (React, Mantine, TanStack, icons, typefaces) is part of the built console.',
    '',
    ...table(devDependencies),
    '',
    '## All packages of the lockfile, by licence',
    'Every platform’s optional binaries are counted.',
    '',
    '| licence | packages |',
    '| --- | --- |',
    ...summary,
    '',
    'MPL-2.0 covers lightningcss, which runs while the console is built, and axe-core, which runs in tests; neither is changed',
    'and neither is part of what is shipped. No package is under the GPL, the LGPL or the AGPL.',
    '',
    'Inside these packages travel PostgreSQL (PostgreSQL Licence), ClickHouse (Apache-2.0), Node.js (MIT and others) and, for tests,',
    'Chromium (BSD-3-Clause and others), unchanged.',
    '',
    '## Data',
    '`samples/online-retail.csv.gz`: CC BY 4.0, see `samples/README.md`.',
  ].join('\n')}\n`,
)
