import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { type Outbound, OutboundError, signWebhook } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import { readWebhookKeys, type WebhookKeyDeps } from './webhook-key.ts'
import { isGone, noteGone } from './webhooks-gone.ts'

export const webhookJob = 'journeys.webhook'
const payload = z.object({
  workspaceId: z.uuid(),
  id: z.string(),
  url: z.string(),
  body: z.record(z.string(), z.string()),
  /** how often it was called before */
  tries: z.int().default(0),
})

/** Seconds until the next call: https://github.com/standard-webhooks/standard-webhooks, “Retry schedule”; then it is given up. */
const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
/** One that hangs for its ten seconds holds up few others. */
const atOnce = 16

type Deps = WebhookKeyDeps & { log: Log; outbound: Outbound }

/**
 * Calls the addresses of webhook steps, after the step has committed, signed as Standard Webhooks says once the workspace has a key. Who
 * does not answer with 2xx is called again, ever later, for three days; who may not be asked is not, and who says that it is gone (410)
 * is called by nobody any more.
 */
export async function defineJourneyJobs(deps: Deps, jobs: Pick<Jobs, 'define' | 'enqueue'>): Promise<void> {
  const work = async (told: z.output<typeof payload>): Promise<void> => {
    const pause = pauses[told.tries]
    if ((await call(deps, told)) || pause === undefined) return
    const tries = told.tries + 1
    await jobs.enqueue(webhookJob, { ...told, tries }, { key: `${told.id}:${tries}`, afterSeconds: pause })
  }
  await jobs.define(webhookJob, payload, work, { concurrency: atOnce })
}

/** Whether nothing is left to be told, or nobody to be told it. */
async function call(deps: Deps, { workspaceId, id, url, body: told }: z.output<typeof payload>): Promise<boolean> {
  if (await inWorkspace(deps.db, workspaceId, (tx) => isGone(tx, workspaceId, url))) return true
  const body = JSON.stringify(told)
  // Of this call, not of the step: receivers refuse what is older than some minutes.
  const timestamp = String(Math.floor(deps.clock.now().epochMilliseconds / 1000))
  const keys = await readWebhookKeys(deps, workspaceId)
  const signature = keys.map((key) => signWebhook(key, id, timestamp, body)).join(' ')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signature === '' ? {} : { 'webhook-signature': signature }),
  }
  try {
    const { status } = await deps.outbound(url, { method: 'POST', headers, body })
    if (status !== 410) return status >= 200 && status <= 299
    await inWorkspace(deps.db, workspaceId, (tx) => noteGone(tx, workspaceId, url, deps.clock.now()))
    deps.log.warn({ webhook: id }, 'A webhook of a journey is gone')
    return true
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    if (error.outcome !== 'refused') return false
    deps.log.warn({ webhook: id, reason: error.message }, 'A webhook of a journey may not be called')
    return true
  }
}
