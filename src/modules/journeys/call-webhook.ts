import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { type Outbound, OutboundError, signWebhook } from '#platform/outbound'
import { readWebhookKeys, type WebhookKeyDeps } from './webhook-key.ts'

export const webhookJob = 'journeys.webhook'
const payload = z.object({
  workspaceId: z.uuid(),
  id: z.string(),
  url: z.string(),
  body: z.record(z.string(), z.string()),
})

/**
 * Calls the addresses of webhook steps, after the step has committed, signed as Standard Webhooks says once the workspace has a key. Who
 * does not answer with 2xx is called again, ever later; who may not be asked, or says that it is gone, is not.
 */
export async function defineJourneyJobs(
  { outbound, ...deps }: WebhookKeyDeps & { log: Log; outbound: Outbound },
  jobs: Pick<Jobs, 'define'>,
): Promise<void> {
  await jobs.define(webhookJob, payload, async ({ workspaceId, id, url, body: told }) => {
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
      const { status } = await outbound(url, { method: 'POST', headers, body })
      if (status === 410) deps.log.warn({ webhook: id }, 'A webhook of a journey is gone')
      else if (status < 200 || status > 299) throw new Error(`The webhook answered ${status}`)
    } catch (error) {
      if (!(error instanceof OutboundError) || error.outcome !== 'refused') throw error
      deps.log.warn({ webhook: id, reason: error.message }, 'A webhook of a journey may not be called')
    }
  })
}
