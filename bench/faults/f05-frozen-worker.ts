import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { startMailServer } from './harness/mail-server.ts'
import { openMailShop, startCampaign, waitSent } from './harness/mail-shop.ts'
import { newPlace, postgresUrl, root, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'

const secondsPerRound = 24

/** Three workers send one campaign, and one of them stands still for longer than its leases last. */
export const frozenWorker: Fault = {
  id: 'F5',
  title: 'one of three workers frozen (SIGSTOP) while a campaign is sent, and continued',
  criterion: 'late writes of the frozen one accepted 0, duplicates 0, every letter accepted or unknown',
  long: { rounds: 5, events: 10_000 },
  run: async ({ rounds, events: people, seed, say }) => {
    const mail = await startMailServer()
    const place = await newPlace()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'hello@corner.example' }
    const server = await startServer(place, env)
    const workers: ChildProcess[] = []
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people)
      for (let i = 0; i < 2; i++) workers.push(startWorker(postgresUrl(place.dataDir), mail.url))
      while ((await countConnected(place.dataDir)) < workers.length) await sleep(100)
      const campaignId = await startCampaign(shop, people)
      const [frozen] = workers
      const enough = 1 + (seed % Math.max(1, Math.floor(people / 4)))
      while (mail.accepted.length < enough) await sleep(5)
      frozen?.kill('SIGSTOP')
      const sofar = mail.accepted.length
      say(`frozen with ${sofar} accepted`)
      await sleep(rounds * secondsPerRound * 1000)
      const meanwhile = mail.accepted.length - sofar
      const states = await waitSent(place.dataDir, campaignId, people)
      const settled = new Map([...states].flatMap(([state, ids]) => ids.map((id) => [id, state])))
      frozen?.kill('SIGCONT')
      say('continued')
      await sleep(15_000)
      const after = await waitSent(place.dataDir, campaignId, people)
      const late = [...after].flatMap(([state, ids]) => ids.filter((id) => settled.get(id) !== state)).length
      const accepted = new Set(mail.accepted)
      const takenOver = await withPostgres(place.dataDir, async (client) => {
        const text = "select count(*) as n from messages where source_id = $1 and (fence > 1 or state = 'unknown')"
        return Number((await client.query(text, [campaignId])).rows[0]?.n ?? 0)
      })
      const duplicates = mail.accepted.length - accepted.size
      const unknown = after.get('unknown') ?? []
      const nowhere = people - new Set([...accepted, ...unknown]).size
      return {
        passed: late === 0 && duplicates === 0 && nowhere === 0,
        load: `${people} letters, three workers, one frozen for ${rounds * secondsPerRound} s`,
        figures: {
          'sent by the others meanwhile': meanwhile,
          'taken over from the frozen one': takenOver,
          'late writes accepted': late,
          unknown: unknown.length,
          'neither accepted nor unknown': nowhere,
          duplicates,
        },
      }
    } finally {
      for (const worker of workers) worker.kill('SIGKILL')
      await server.stop()
      await mail.close()
      place.remove()
    }
  },
}

const workerName = 'outbox-worker'

async function countConnected(dataDir: string): Promise<number> {
  const text = 'select count(distinct client_port) as n from pg_stat_activity where application_name = $1'
  return await withPostgres(dataDir, async (client) => Number((await client.query(text, [workerName])).rows[0]?.n ?? 0))
}

/** A process that does nothing but hand over what is in the outbox. */
function startWorker(database: string, smtp: string): ChildProcess {
  const file = join(root, 'src/modules/messaging/testing/outbox-worker.ts')
  const env = { PATH: process.env.PATH, TEST_DATABASE: `${database}?application_name=${workerName}`, TEST_SMTP: smtp }
  return spawn(process.execPath, [file], { cwd: root, env, stdio: 'ignore' })
}
