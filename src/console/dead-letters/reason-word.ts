/** A reason code in words; codes that we do not know are shown as they are. */
export function reasonWord(t: (key: string) => string, reason: string): string {
  const key = `dead_letters.reason.${reason}`
  const word = t(key)
  return word === key ? reason : word
}
