/** `npm run bench -- import --gigabytes=5`: a file of that size through the API of a real server, and what memory does meanwhile. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportPreview, ImportRow } from '#contract/imports'
import { newPlace, type Place, startServer } from '../faults/harness/server.ts'
import { setUp } from '../faults/harness/set-up.ts'
import { tellSection } from '../harness/figures.ts'
import { type Memory, measureMemory } from '../harness/memory.ts'
import { writeLargeOrders } from './large-orders.ts'

type Mark = Memory & { stage: string; seconds: number }

const n = (value: number): string => Math.round(value).toLocaleString('en')

export async function benchLargeImport(options: { gigabytes: number; write: boolean }): Promise<void> {
  const { gigabytes } = options
  const folder = mkdtempSync(join(tmpdir(), 'regulars-bench-large-'))
  const place = await newPlace()
  try {
    const path = join(folder, 'orders.csv')
    const file = await writeLargeOrders(path, gigabytes * 1e9)
    process.stdout.write(`${n(file.bytes)} bytes, ${n(file.lines)} lines, ${n(file.orders)} orders\n`)
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const { row, marks, peak } = await importWatched(place, server.pid, shop.serverKey, { path, orders: file.orders })
      if (row.status !== 'done' || row.progress.orders !== file.orders) throw new Error(JSON.stringify(row))
      const end = marks.at(-1)
      const perSecond = file.lines / (end?.seconds ?? 1)
      const line = (m: Mark) =>
        `| ${m.stage} | ${n(m.seconds)} | ${n(m.server)} | ${n(m.postgres)} | ${n(m.clickhouse)} |`
      tellSection(options, 'import-large', [
        `### A file of ${(file.bytes / 1e9).toFixed(1)} GB`,
        '',
        `\`npm run bench -- import --gigabytes=${gigabytes}\`: ${n(file.lines)} lines, ${n(file.orders)} orders of ${n(row.progress.customers)} customers,`,
        'uploaded to a fresh installation and imported by it. Resident memory of the server, of PostgreSQL (all of its',
        'processes, shared pages once) and of ClickHouse in MB; seconds from the start of the upload, which make',
        `${n(perSecond)} lines or ${(file.bytes / 1e6 / (end?.seconds ?? 1)).toFixed(1)} MB a second until both engines show them.`,
        '',
        '| stage | seconds | server | PostgreSQL | ClickHouse |',
        '| --- | ---: | ---: | ---: | ---: |',
        ...marks.map(line),
        `| highest of all samples, one a second | | ${n(peak.server)} | ${n(peak.postgres)} | ${n(peak.clickhouse)} |`,
      ])
    } finally {
      await server.stop()
    }
  } finally {
    place.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importWatched(
  place: Place,
  pid: number,
  key: string,
  { path, orders }: { path: string; orders: number },
): Promise<{ row: ImportRow; marks: Mark[]; peak: Memory }> {
  const begin = performance.now()
  const marks: Mark[] = []
  const peak: Memory = { server: 0, postgres: 0, clickhouse: 0 }
  const sample = (): Memory => {
    const now = measureMemory(place.dataDir, pid)
    for (const name of ['server', 'postgres', 'clickhouse'] as const) peak[name] = Math.max(peak[name], now[name])
    return now
  }
  const mark = (stage: string): void => {
    if (marks.some((known) => known.stage === stage)) return
    const seconds = (performance.now() - begin) / 1000
    marks.push({ stage, seconds, ...sample() })
    process.stdout.write(`${JSON.stringify(marks.at(-1))}\n`)
  }
  const ask = async <T>(method: string, route: string, body?: ReadableStream): Promise<T> => {
    const answer = await fetch(`${place.url}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body ? { body, duplex: 'half' } : {}),
    } as RequestInit)
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  mark('before')
  const watch = setInterval(sample, 1000)
  try {
    const upload = Readable.toWeb(createReadStream(path, { highWaterMark: 1024 * 1024 })) as ReadableStream
    const { importId } = await ask<ImportPreview>('POST', '/imports?kind=orders&fileName=orders.csv', upload)
    mark('uploaded and looked at')
    await ask('POST', `/imports/${importId}/start`)
    for (;;) {
      const row = await ask<ImportRow>('GET', `/imports/${importId}`)
      if (row.status === 'done') mark('in both engines')
      if (row.status === 'done' || row.status === 'failed') return { row, marks, peak }
      for (const percent of [10, 50, 100])
        if (shareOf(row, orders) * 100 >= percent) mark(`${percent} % ${wordOf(row)}`)
      await sleep(250)
    }
  } finally {
    clearInterval(watch)
  }
}

function shareOf({ status, progress: p }: ImportRow, orders: number): number {
  if (status === 'reading') return p.bytesRead / Math.max(1, p.totalBytes)
  if (status === 'writing') return p.eventsWritten / orders
  return status === 'projecting' ? 1 : 0
}

const wordOf = ({ status }: ImportRow): string => (status === 'reading' ? 'read' : 'written')
