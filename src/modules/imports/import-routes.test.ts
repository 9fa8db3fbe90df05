import { afterAll, expect, test } from 'vitest'
import type { ImportDryRun, ImportPreview, ImportRow } from '#contract/imports'
import { createHttpApp, createLifecycle, createMetrics } from '#platform/http'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { newWorkspace } from '#testing'
import { defineImportJobs } from './import-jobs.ts'
import { importRoutes } from './import-routes.ts'
import { openShop } from './testing.ts'

const shop = await openShop()
const jobs = await startJobs(shop.url, { log: silentLog })
afterAll(() => jobs.stop())
const deps = { ...shop.deps, jobs }
await defineImportJobs(deps, jobs)
const workspaceId = await newWorkspace(shop.deps.db)
const app = createHttpApp({
  log: silentLog,
  metrics: createMetrics(),
  lifecycle: createLifecycle(),
  checks: {},
  publicUrl: 'http://localhost',
  version: '0.0.0',
})
app.use('/api/*', (c, next) => {
  c.set('workspaceId', c.req.header('x-workspace') ?? workspaceId)
  c.set('actor', { kind: 'key', actorId: 'test', may: () => true })
  return next()
})
app.route('/api/v1', importRoutes(deps))

const ask = (method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) =>
  app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer sk_x', ...headers },
    ...(body === undefined ? {} : { body }),
  })
const csv = { 'content-type': 'text/csv' }
const json = { 'content-type': 'application/json' }

async function settled(importId: string): Promise<ImportRow> {
  for (;;) {
    const row = (await (await ask('GET', `/imports/${importId}`)).json()) as ImportRow
    if (['done', 'failed', 'undone'].includes(row.status)) return row
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a file goes from the upload through preview, correction, trial and import to its undoing', async () => {
  const text =
    'number;who;when;sum;note\n1;anna;01.02.2025;5,00;=1+1\n2;bela;02.02.2025;six;x\n3;bela;03.02.2025;7,00;\n'
  const uploaded = await ask('POST', '/imports?kind=orders&fileName=till.csv', text, csv)
  expect(uploaded.status).toBe(201)
  const preview = (await uploaded.json()) as ImportPreview
  expect(preview).toMatchObject({
    delimiter: ';',
    hasHeader: true,
    kind: 'orders',
    fileName: 'till.csv',
    sameFileAs: null,
  })
  expect(preview.rows).toHaveLength(3)

  const mapping = {
    ...preview.mapping,
    columns: { order: 0, customer: 1, date: 2, amount: 3 },
    dateFormat: 'dmy',
    numberFormat: ',',
  }
  const corrected = await ask('PUT', `/imports/${preview.importId}/mapping`, JSON.stringify(mapping), json)
  expect(corrected.status).toBe(200)
  expect(((await corrected.json()) as ImportPreview).columns.map(({ role }) => role)).toEqual([
    'order',
    'customer',
    'date',
    'amount',
    null,
  ])

  const tried = (await (await ask('POST', `/imports/${preview.importId}/dry-run`)).json()) as ImportDryRun
  expect(tried).toMatchObject({ firstDay: '2025-02-01', lastDay: '2025-02-03', revenueMinor: 1200 })

  const started = await ask('POST', `/imports/${preview.importId}/start`)
  expect(started.status).toBe(202)
  expect(await settled(preview.importId)).toMatchObject({
    status: 'done',
    progress: { orders: 2, errors: 1, eventsProjected: 2 },
  })
  expect((await ask('POST', `/imports/${preview.importId}/start`)).status).toBe(409)

  const errors = await (
    await ask('GET', `/imports/${preview.importId}/errors`, undefined, { 'accept-language': 'hu' })
  ).text()
  expect(errors.split('\r\n')[1]).toBe('3,bad_amount,Az összeg nem szám.,sum: six,2,bela,02.02.2025,six,x')

  const again = (await (await ask('POST', '/imports?fileName=copy.csv', text, csv)).json()) as ImportPreview
  expect(again.sameFileAs).toBe(preview.importId)
  expect((await ask('DELETE', `/imports/${again.importId}`)).status).toBe(204)

  expect((await ask('POST', `/imports/${preview.importId}/undo`)).status).toBe(202)
  expect(await settled(preview.importId)).toMatchObject({ status: 'undone' })
  const list = (await (await ask('GET', '/imports')).json()) as { imports: ImportRow[] }
  expect(list.imports.map(({ importId }) => importId)).toEqual([preview.importId])
})

test('a file that is no table is refused with its reason and leaves nothing behind', async () => {
  const answer = await ask(
    'POST',
    '/imports?fileName=picture.csv',
    Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500)]),
    { ...csv, 'accept-language': 'hu' },
  )
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ reason: 'file_not_text', detail: expect.stringContaining('Ez kép') })
  const list = (await (await ask('GET', '/imports')).json()) as { imports: ImportRow[] }
  expect(list.imports.some(({ fileName }) => fileName === 'picture.csv')).toBe(false)
})

test('an import that cannot begin says which column it lacks; a failed one tells why', async () => {
  const preview = (await (
    await ask('POST', '/imports?kind=orders&fileName=a.csv', 'order,customer,total\n1,a,5\n2,b,6\n', csv)
  ).json()) as ImportPreview
  const answer = await ask('POST', `/imports/${preview.importId}/start`)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ reason: 'no_date_column' })

  const bad = `order,customer,date,total\n${'1,a,2025-45-45,5\n'.repeat(30)}`
  const failing = (await (await ask('POST', '/imports?kind=orders&fileName=b.csv', bad, csv)).json()) as ImportPreview
  await ask(
    'PUT',
    `/imports/${failing.importId}/mapping`,
    JSON.stringify({ ...failing.mapping, columns: { order: 0, customer: 1, date: 2, amount: 3 } }),
    json,
  )
  await ask('POST', `/imports/${failing.importId}/start`)
  expect(await settled(failing.importId)).toMatchObject({ status: 'failed', error: { reason: 'too_many_errors' } })
})

test('a file of negative totals alone says why it brings no purchase', async () => {
  const text = 'order,customer,date,total\n1,a,2025-01-01,-5\n2,b,2025-01-02,-6\n'
  const { importId } = (await (
    await ask('POST', '/imports?kind=orders&fileName=d.csv', text, csv)
  ).json()) as ImportPreview
  const tried = (await (await ask('POST', `/imports/${importId}/dry-run`)).json()) as ImportDryRun
  expect(tried.warnings).toMatchObject([{ reason: 'only_refunds', message: expect.stringContaining('minus') }])
  await ask('POST', `/imports/${importId}/start`)
  const ended = await settled(importId)
  expect(ended).toMatchObject({ status: 'done', progress: { orders: 0, refunds: 2 }, warnings: tried.warnings })
})

test('imports of another workspace are not there', async () => {
  const preview = (await (
    await ask('POST', '/imports?fileName=c.csv', 'order,customer,date,total\n1,a,2025-01-01,5\n', csv)
  ).json()) as ImportPreview
  const other = { 'x-workspace': await newWorkspace(shop.deps.db) }
  expect((await ask('GET', `/imports/${preview.importId}`, undefined, other)).status).toBe(404)
  expect((await ask('POST', `/imports/${preview.importId}/start`, undefined, other)).status).toBe(404)
  expect((await ask('DELETE', `/imports/${preview.importId}`, undefined, other)).status).toBe(404)
})
