import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { locales } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { dryRunImport } from './dry-run-import.ts'
import { getImport } from './imports.repo.ts'
import { errorsPath } from './open-import.ts'
import { readRowErrors } from './row-errors.ts'
import { tellReason } from './tell-import.ts'
import { openShop, readLog } from './testing.ts'

const shop = await openShop()
const workspaceId = await newWorkspace(shop.deps.db)
const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')

async function refused(path: string): Promise<{ reason: string; details: Record<string, unknown> }> {
  const error = await shop.take(workspaceId, path).catch((thrown: unknown) => thrown)
  return error as { reason: string; details: Record<string, unknown> }
}

const wholeFiles: [string, string, string | Buffer][] = [
  ['file_empty', 'nothing.csv', ''],
  ['file_empty', 'blank.csv', '\n\n  \n'],
  ['file_not_text', 'picture.csv', Buffer.concat([png, Buffer.alloc(4000, 7)])],
  ['one_column', 'one.csv', 'email\na@example.com\nb@example.com\n'],
  ['too_many_columns', 'wide.csv', `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n`],
  ['no_rows', 'headings.csv', 'order,customer,date,total\n'],
  [
    'file_damaged',
    'half.csv.gz',
    gzipSync(`order,customer,date,total\n${'1,a,2025-01-01,5.00\n'.repeat(5000)}`).subarray(0, 60),
  ],
  ['too_many_errors', 'year.csv', `order,customer,date,total\n${'1,a,12.05.20111,5.00\n'.repeat(50)}`],
  ['nothing_usable', 'nobody.csv', `order,customer,date,total\n2,,2025-01-01,5.00\n`],
  ['not_json_lines', 'events.jsonl', 'order,customer\n1,2\n'],
]

test.each(wholeFiles)('a file that cannot be imported says why: %s (%s)', async (reason, name, content) => {
  const error = await refused(shop.write(content, name))
  expect(error.reason).toBe(reason)
  for (const locale of locales) {
    const told = tellReason(locale, error.reason, error.details)
    expect(told, locale).not.toBe(error.reason)
    expect(told).not.toContain('{')
  }
})

test('rows in error are listed with their line and reason, the others are imported', async () => {
  const path = shop.write(
    [
      'order,customer,date,total',
      '10,anna,2025-01-01,5.00',
      '11,anna,2025-13-01,5.00',
      '12,anna,2025-01-02,five',
      '13,bela,2025-01-03,-6.00',
      '14,bela,20111-01-03,6.00',
      '15,=cmd(),2025-01-03,7.00',
      '16,cili,2025-01-04,7.00',
    ].join('\n'),
  )
  const { importId, progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ rows: 7, errors: 3, orders: 3, refunds: 1 })
  const listed = []
  for await (const { line, reason, cells } of readRowErrors(errorsPath(shop.deps.dataDir, importId)))
    listed.push([line, reason, cells[0]])
  expect(listed).toEqual([
    [3, 'bad_date', '11'],
    [4, 'bad_amount', '12'],
    [6, 'bad_date', '14'],
  ])
})

test('mixed encodings warn and are imported', async () => {
  const path = shop.write(
    Buffer.concat([
      Buffer.from('order,customer,date,total,name\n20,anna,2025-01-01,5.00,Kovács Anna\n'),
      Buffer.from('21,bela,2025-01-02,6.00,Tóth Béla\n', 'latin1'),
      Buffer.from(`${'22,cili,2025-01-02,6.00,Őri Cecília\n'.repeat(3)}`),
    ]),
  )
  const preview = await shop.draft(workspaceId, path)
  expect(preview.problems.map(({ reason }) => reason)).toContain('mixed_encodings')
  const progress = await shop.run(workspaceId, path, preview)
  expect(progress).toMatchObject({ orders: 3, errors: 0 })
})

test('a trial counts everything and writes nothing', async () => {
  const fresh = await newWorkspace(shop.deps.db)
  const path = shop.write(
    'order,customer,date,total\n1,anna,2025-01-01,5.00\n2,bela,2025-02-01,x\nC3,anna,2025-03-01,-2.00\n',
  )
  const { importId } = await shop.draft(fresh, path)
  const found = await dryRunImport(shop.deps, { workspaceId: fresh, importId })
  expect(found).toMatchObject({ firstDay: '2025-01-01', lastDay: '2025-01-01', currency: 'EUR', revenueMinor: 500 })
  expect(found.progress).toMatchObject({ rows: 3, orders: 1, refunds: 1, errors: 1, customers: 1 })
  expect(found.errors).toEqual([{ line: 3, reason: 'bad_amount', detail: 'total: x' }])
  expect(await readLog(shop.deps, fresh)).toEqual([])
})

test('customers become profiles with tags and birthday, said again they change nothing', async () => {
  const fresh = await newWorkspace(shop.deps.db)
  const path = shop.write(
    'Name,Email,Phone,Birthday,Tags,Favourite cup\nKovács Anna,anna@example.com,+36301234567,1990-04-01,"vip, tea",green\nBéla,bela@example.com,,,,\n',
    'customers.csv',
  )
  const { progress } = await shop.take(fresh, path, { kind: 'customers' })
  expect(progress).toMatchObject({ rows: 2, rowsUsed: 2, eventsWritten: 2 })
  const [anna] = (await readLog(shop.deps, fresh)).filter(({ traits }) => traits.email === 'anna@example.com')
  expect(anna).toMatchObject({ event: 'identify' })
  expect(anna?.traits).toMatchObject({
    birthday: '1990-04-01',
    tags: ['vip', 'tea'],
    'Favourite cup': 'green',
    name: 'Kovács Anna',
  })
  expect((await shop.take(fresh, path, { kind: 'customers' })).progress).toMatchObject({
    eventsWritten: 0,
    duplicates: 2,
  })
})

test('events come from JSON lines and from a table', async () => {
  const fresh = await newWorkspace(shop.deps.db)
  const json = shop.write(
    [
      '{"type":"track","event":"Table Reserved","userId":"anna","timestamp":"2025-01-01T10:00:00Z","properties":{"seats":2}}',
      '{"type":"track","event":"Table Reserved","timestamp":"2025-01-01T10:00:00Z"}',
      '{"event":"Newsletter Read","anonymousId":"x1","timestamp":"2025-01-02T10:00:00Z","messageId":"m1"}',
      '{"event":"Newsletter Read"',
      '{"event":"Newsletter Read","userId":"bela","timestamp":"yesterday"}',
      '{"event":"Visit","userId":"bela","timestamp":"2025-01-05T10:00:00Z"}',
      '{"event":"Visit","userId":"cili","timestamp":"2025-01-05T10:00:00Z"}',
    ].join('\n'),
    'events.jsonl',
  )
  const first = await shop.take(fresh, json)
  expect(first.progress).toMatchObject({ rows: 7, rowsUsed: 4, errors: 3, eventsWritten: 4 })
  const table = shop.write(
    'event,user_id,timestamp,seats\nTable Reserved,dora,2025-01-03 12:00:00,4\nVisit,dora,2025-01-04 12:00:00,\n',
    'events.csv',
  )
  const second = await shop.take(fresh, table, { kind: 'events' })
  expect(second.progress).toMatchObject({ rows: 2, rowsUsed: 2, eventsWritten: 2 })
  const log = await readLog(shop.deps, fresh)
  expect(
    log
      .filter(({ event }) => event === 'Table Reserved')
      .map(({ userId, properties }) => [userId, String(properties.seats)])
      .toSorted(),
  ).toEqual([
    ['anna', '2'],
    ['dora', '4'],
  ])
})

test('a list of customers that was cut off goes on where it stood', async () => {
  const rows = Array.from({ length: 9_000 }, (_, i) =>
    i % 7 === 3 ? `,,nobody ${i}` : `c${i},c${i}@example.com,Customer ${i}`,
  )
  const path = shop.write(`customer_id,email,name\n${rows.join('\n')}\n`, 'many.csv')
  const whole = await newWorkspace(shop.deps.db)
  const cut = await newWorkspace(shop.deps.db)
  const expected = await shop.take(whole, path, { kind: 'customers' })
  const preview = await shop.draft(cut, path, { kind: 'customers' })
  const tries = []
  for (const checks of [2, 5, 9, 1000]) {
    let left = checks
    const signal = { aborted: false, throwIfAborted: () => (left-- > 0 ? undefined : stop()) } as unknown as AbortSignal
    tries.push(
      await shop.run(cut, path, preview, { signal }).then(
        () => 'done',
        () => 'cut',
      ),
    )
  }
  expect(tries).toContain('cut')
  expect(tries.at(-1)).toBe('done')
  const { progress } = await inWorkspace(shop.deps.db, cut, (tx) => getImport(tx, cut, preview.importId))
  const { rows: read, rowsUsed, errors, eventsWritten, duplicates } = expected.progress
  expect(progress).toMatchObject({ rows: read, rowsUsed, errors, eventsWritten, duplicates })
  expect(await readLog(shop.deps, cut)).toEqual(await readLog(shop.deps, whole))
  const listed = async (importId: string) =>
    (await Array.fromAsync(readRowErrors(errorsPath(shop.deps.dataDir, importId)))).map(({ line }) => line)
  expect(await listed(preview.importId)).toEqual(await listed(expected.importId))
})

function stop(): never {
  throw new DOMException('Stopped', 'AbortError')
}
