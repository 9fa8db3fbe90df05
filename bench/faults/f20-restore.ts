import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether } from './harness/hold-together.ts'
import { startLoad } from './harness/raw-loader.ts'
import { newPlace, type Place, root, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

/** A backup as docs/self-hosting.md has it, taken while clients send, and unpacked on an empty machine. */
export const restore: Fault = {
  id: 'F20',
  title: 'a backup as the guide has it, taken while clients send, restored into an empty directory',
  criterion: 'everything acknowledged before the backup is there, both engines agree, restored ≤ 10 min',
  long: { rounds: 1, events: 1_000_000 },
  run: async ({ events, seed, say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'regulars-backup-'))
    const archive = join(folder, 'backup.tar.gz')
    const [place, empty] = await Promise.all([newPlace(), newPlace()])
    let server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const load = startLoad({ url: place.url, key: shop.writeKey, seed, events, connections: 4 })
      while (load.acknowledged.size < events * 0.9) await sleep(100)
      const downMs = await timed(async () => {
        await server.stop()
        pack(place, archive)
      })
      const before = [...load.acknowledged]
      say(`backup of ${before.length} events, the server away for ${seconds(downMs)}`)
      server = await startServer(place)
      await load.done
      await server.stop()
      const restoreMs = await timed(async () => {
        execFileSync('tar', ['xzf', archive, '-C', empty.dataDir])
        execFileSync(process.execPath, ['src/cli.ts', 'analytics', 'rebuild'], {
          cwd: root,
          env: { ...process.env, DATA_DIR: empty.dataDir, LOG_LEVEL: 'warn' },
          stdio: 'ignore',
        })
        server = await startServer(empty)
        await waitCaughtUp(empty.dataDir, server)
      })
      await server.stop()
      const checked = await checkData(empty.dataDir, shop.workspaceId, before)
      return {
        passed: holdsTogether(checked) && restoreMs <= 600_000,
        load: `${before.length} events acknowledged before, ${load.acknowledged.size} in all`,
        figures: {
          ...checkedFigures(checked),
          'server away for the backup': seconds(downMs),
          'restored, ClickHouse made anew, ready': seconds(restoreMs),
        },
        notes: checked.differences,
      }
    } finally {
      await server.stop()
      place.remove()
      empty.remove()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const pack = ({ dataDir }: Place, archive: string): void =>
  void execFileSync('tar', ['czf', archive, '--exclude=./clickhouse', '-C', dataDir, '.'])

async function timed(work: () => Promise<void>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}
