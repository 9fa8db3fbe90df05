import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether, judgeRefusals } from './harness/hold-together.ts'
import { readMetric } from './harness/read-metric.ts'
import { newPlace, type Server, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { quantile, sendSteadily } from './harness/steady-load.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

const rate = 500
const diskMb = 512

/** The analytics engine's directory is a small disk of its own, which somebody else fills to the last byte. Only root may mount one. */
export const diskFull: Fault = {
  id: 'F9',
  title: `the disk of the analytics directory full while ${rate} events a second come`,
  criterion: 'events are taken or refused with 503, the lag is visible, goes on by itself once there is room, lost 0',
  long: { rounds: 3, events: 60_000 },
  run: async ({ rounds, events, seed, say }) => {
    const place = await newPlace()
    const disk = mountDisk(join(place.dataDir, 'clickhouse'))
    let server: Server | undefined
    try {
      server = await startServer(place)
      const shop = await setUp(place.url, server)
      const acknowledged: string[] = []
      const took: number[] = []
      const refused = new Map<number, number>()
      const back: number[] = []
      let [withoutRetryAfter, seenLag] = [0, 0]
      const perRound = Math.ceil(events / rounds)
      for (let round = 0; round < rounds; round++) {
        disk.fill()
        // What merges set free meanwhile is taken too.
        const refill = setInterval(disk.fill, 500)
        const sent = await sendSteadily({
          url: place.url,
          key: shop.writeKey,
          seed,
          eventsPerSecond: rate,
          seconds: perRound / rate,
          from: round * perRound,
        })
        clearInterval(refill)
        for (const id of sent.acknowledged) acknowledged.push(id)
        for (const ms of sent.took) took.push(ms)
        for (const [status, n] of sent.refused) refused.set(status, (refused.get(status) ?? 0) + n)
        withoutRetryAfter += sent.withoutRetryAfter
        seenLag = Math.max(seenLag, await readMetric(place.url, 'regulars_batches_waiting'))
        disk.free()
        back.push(await waitCaughtUp(place.dataDir, server))
        say(`full ${round + 1}: caught up ${seconds(back.at(-1) ?? 0)} after there was room`)
      }
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, acknowledged)
      const refusals = judgeRefusals(refused, withoutRetryAfter, [503])
      return {
        passed: holdsTogether(checked) && refusals.areFair && seenLag > 0,
        load: `${acknowledged.length} events, full ${rounds} times for ${perRound / rate} s`,
        figures: {
          ...checkedFigures(checked),
          ...refusals.figures,
          'p99 meanwhile': `${Math.round(quantile(took, 0.99))} ms`,
          'batches waiting, as told by /metrics': seenLag,
          'caught up after (slowest)': seconds(Math.max(...back)),
        },
        notes: checked.differences,
      }
    } finally {
      await server?.stop()
      disk.unmount()
      place.remove()
    }
  },
}

type Disk = { fill: () => void; free: () => void; unmount: () => void }

function mountDisk(directory: string): Disk {
  const ballast = join(directory, 'ballast')
  mkdirSync(directory, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', directory])
  return {
    fill: () => {
      const file = openSync(ballast, 'a')
      try {
        for (let size = 1 << 20; size >= 1; size >>= 1) writeWhileThereIsRoom(file, Buffer.alloc(size))
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['--lazy', directory]),
  }
}

function writeWhileThereIsRoom(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
