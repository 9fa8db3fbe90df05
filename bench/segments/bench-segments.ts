/**
 * Segments over a million customers and ten million events: counting twenty typical ones anew, and the count while one is
 * written. node bench/segments/bench-segments.ts [--customers=1000000] [--events=10000000] [--write]
 */
import { loadavg } from 'node:os'
import { sql } from 'kysely'
import { createSegment, previewSegment, recountSegment, settleSegments } from '#modules/segments'
import type { Actor } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'
import { generatePeople } from './generate-people.ts'
import { typicalSegments } from './typical-segments.ts'

const options = benchOptions({ customers: 1_000_000, events: 10_000_000 })
const size = { customers: options.customers, events: options.events }
const actor: Actor = { kind: 'key', actorId: '00000000-0000-7000-8000-000000000001' } as Actor

await onStand('web', async ({ regulars, workspaceId }) => {
  const made = await timed(() => generatePeople(regulars, workspaceId, size))
  process.stderr.write(`made in ${Math.round(made / 1000)} s\n`)
  const deps = regulars.segments
  const ch = regulars.ch.forWorkspace(workspaceId)
  const raw = await timed(() =>
    ch.query(`SELECT count() FROM (SELECT customer_id, countIf(event = 'Order Completed') AS orders FROM events
      WHERE workspace_id = {workspace_id:UUID} GROUP BY customer_id HAVING orders > 3)`),
  )
  const rows: string[] = []
  const worst = { recount: 0, about: 0 }
  for (const [name, definition] of Object.entries(typicalSegments)) {
    const preview = async (quick: boolean): Promise<{ ms: number; members: number }> => {
      const times: number[] = []
      let members = 0
      for (let i = 0; i < 3; i++)
        times.push(
          await timed(async () => {
            members = (await previewSegment(deps, workspaceId, definition, { quick })).members
          }),
        )
      return { ms: median(times), members }
    }
    const [about, exact] = [await preview(true), await preview(false)]
    const { segmentId } = await createSegment(deps, workspaceId, actor, { name, definition })
    const first = await timed(() => settleSegments(deps))
    const again: number[] = []
    const used = usedSeconds()
    for (let i = 0; i < 3; i++) {
      await recountSegment(deps, workspaceId, segmentId)
      again.push(await timed(() => settleSegments(deps)))
    }
    const cpu = ((usedSeconds() - used) / 3) * 1000
    const found = await inWorkspace(regulars.db, workspaceId, (tx) =>
      sql<{ members: number }>`select members from segments where segment_id = ${segmentId}`.execute(tx),
    )
    worst.recount = Math.max(worst.recount, median(again))
    worst.about = Math.max(worst.about, about.ms)
    const ms = (value: number) => Math.round(value)
    const off = exact.members === 0 ? 0 : (100 * Math.abs(about.members - exact.members)) / exact.members
    rows.push(
      `| ${name} | ${found.rows[0]?.members} | ${ms(about.ms)} | ${off.toFixed(1)} | ${ms(exact.ms)} | ${ms(median(again))} | ${ms(cpu)} | ${ms(first)} |`,
    )
    process.stderr.write(`${rows.at(-1)}\n`)
  }
  const lines = [
    '## Segments',
    '',
    `${size.customers.toLocaleString('en')} customers, ${size.events.toLocaleString('en')} events. While a definition is edited a sixteenth of the people is asked first, shown as “about”, and the exact number follows.`,
    `One plain grouping of the same events by customer, for comparison: ${Math.round(raw)} ms. Load at the end: ${loadavg()[0]?.toFixed(1)}.`,
    '',
    '| what | measured | target |',
    '| --- | ---: | ---: |',
    `| dearest of ${rows.length} segments, counted anew, ms | ${Math.round(worst.recount)} | ≤ 2,000 |`,
    `| dearest count while editing, ms | ${Math.round(worst.about)} | ≤ 500 |`,
    '',
    '| segment | members | count while editing: about, ms | off by, % | exact, ms | counted anew, ms | processor time of that, ms | first time, with every membership written, ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ]
  tellSection(options, 'segments', lines)
})
