import type { DeadLetter } from '#contract/dead-letters'

type Translate = (key: string, params?: DeadLetter['params']) => string

/** What exactly is wrong, in the reader's language; undefined for reasons that we do not know. */
export function reasonDetail(t: Translate, { reason, params }: DeadLetter): string | undefined {
  const key = `dead_letters.detail.${reason}`
  const words = t(key, params)
  return words === key ? undefined : words
}

/** A reason code in words; codes that we do not know are shown as they are. */
export function reasonWord(t: (key: string) => string, reason: string): string {
  const key = `dead_letters.reason.${reason}`
  const word = t(key)
  return word === key ? reason : word
}
