/** A copy of the program that knows one migration more of each engine, as the next version will. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './server.ts'

export type NextVersion = { folder: string; remove: () => void }

// Each takes a while, so that a kill meets it half-way.
const postgres = [
  `alter table event_log add column of_the_next_version integer not null default 7;
select pg_sleep(0.5);
create index of_the_next_version on event_log (workspace_id, of_the_next_version);
select pg_sleep(0.5);`,
  'alter table customers add column of_the_next_version text; select pg_sleep(0.5);',
]
const clickhouse = `ALTER TABLE events ADD COLUMN of_the_next_version UInt8 DEFAULT 7;
SELECT sleep(0.5);
CREATE TABLE of_the_next_version (workspace_id UUID, value UInt8) ENGINE = MergeTree ORDER BY (workspace_id, value);
SELECT sleep(0.5);
ALTER TABLE sales ADD COLUMN of_the_next_version UInt8 DEFAULT 7;
SELECT sleep(0.5);`

export function makeNextVersion(): NextVersion {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-next-'))
  for (const name of ['src', 'migrations', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(folder, name))
  for (const [n, text] of postgres.entries())
    writeFileSync(join(folder, 'migrations', 'postgres', `${9_998 + n}_next.sql`), text)
  writeFileSync(join(folder, 'migrations', 'clickhouse', '9999_next.sql'), clickhouse)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
