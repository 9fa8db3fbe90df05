import { type Outbound, type OutboundAnswer, OutboundError } from '#platform/outbound'
import type { ChannelHandover } from './channel.ts'

/** Asks a service and lets `judge` say what its answer means; what went wrong before there was one is judged here. */
export async function askService(
  outbound: Outbound,
  url: string,
  request: Parameters<Outbound>[1],
  judge: (answer: OutboundAnswer) => ChannelHandover,
  /** those that `judge` knows better */
  own: readonly number[] = [],
): Promise<ChannelHandover> {
  try {
    const answer = await outbound(url, request)
    const { status } = answer
    if (own.includes(status)) return judge(answer)
    if (status === 429 || status === 503) return { outcome: 'later', answer: String(status) }
    // About the account, not about this message: for the operator to put right.
    if (status === 401 || status === 403) return { outcome: 'unreachable', answer: String(status) }
    if (status >= 500) return { outcome: 'unclear', answer: String(status) }
    return judge(answer)
  } catch (error) {
    if (error instanceof OutboundError) return { outcome: error.outcome, answer: error.outcome }
    return { outcome: 'unclear', answer: 'unreadable' }
  }
}

export const formBody = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()
export const formType = { 'Content-Type': 'application/x-www-form-urlencoded' }
