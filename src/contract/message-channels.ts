import { type MessageChannel, messageChannels } from './messaging-words.ts'

type Words = { body?: unknown; sms?: unknown; push?: unknown; webhook?: unknown }

/** Whether one language of a template has words for a channel. */
export function hasWords(variant: Words, channel: MessageChannel): boolean {
  return variant[channel === 'email' ? 'body' : channel] !== undefined
}

/** The channels a template has words for, in any of its languages. */
export function channelsOf(variants: Partial<Record<string, Words>>): MessageChannel[] {
  const all = Object.values(variants).filter((one) => one !== undefined)
  return messageChannels.filter((channel) => all.some((one) => hasWords(one, channel)))
}
