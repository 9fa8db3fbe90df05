import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { type Outbound, OutboundError } from '#platform/outbound'

export const webhookJob = 'journeys.webhook'
const payload = z.object({
  id: z.string(),
  url: z.string(),
  body: z.record(z.string(), z.string()),
  /** seconds since 1970 when the step was taken */
  timestamp: z.int(),
})

/**
 * Calls the addresses of webhook steps, after the step has committed. Who does not answer with 2xx is called again, ever later; who may
 * not be asked, or says that it is gone, is not.
 */
export async function defineJourneyJobs(
  { log, outbound }: { log: Log; outbound: Outbound },
  jobs: Pick<Jobs, 'define'>,
): Promise<void> {
  await jobs.define(webhookJob, payload, async ({ id, url, body, timestamp }) => {
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
    }
    try {
      const { status } = await outbound(url, { method: 'POST', headers, body: JSON.stringify(body) })
      if (status === 410) log.warn({ webhook: id }, 'A webhook of a journey is gone')
      else if (status < 200 || status > 299) throw new Error(`The webhook answered ${status}`)
    } catch (error) {
      if (!(error instanceof OutboundError) || error.outcome !== 'refused') throw error
      log.warn({ webhook: id, reason: error.message }, 'A webhook of a journey may not be called')
    }
  })
}
