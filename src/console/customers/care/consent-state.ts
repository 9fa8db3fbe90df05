import type { Channel, ConsentEntry, Purpose } from '#contract/care'

/** What was said last about a channel and purpose; `consents` are newest first. */
export function stateOf(
  consents: ConsentEntry[],
  channel: Channel,
  purpose: Purpose,
): ConsentEntry['state'] | undefined {
  return consents.find((entry) => entry.channel === channel && entry.purpose === purpose)?.state
}
