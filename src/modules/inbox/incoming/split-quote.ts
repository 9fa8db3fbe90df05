/** Lines that mail programs put before what they repeat, in the languages people write in; what differs is names and times. */
const introductions = [
  /^(on|am|le|el|il|op)\b.{0,200}(wrote|schrieb|a écrit|escribió|ha scritto|schreef)\s*:\s*$/i,
  /^.{0,200}\b(wrote|ezt írta|írta)\b.{0,120}:\s*$/i,
  /^.{0,200}(пишет|написал|написала|написал\(а\))\s*:?\s*$/i,
  /^.{0,200}(napisał|napisała|napisał\(a\)|pisze)\s*:\s*$/i,
  /^.{0,200}(نوشت|نوشته است|نوشته‌است)\s*[:：]?\s*$/,
  /^-{2,}\s*(original message|eredeti üzenet|исходное сообщение|пересылаемое сообщение|wiadomość oryginalna|پیام اصلی).{0,40}$/i,
  /^_{10,}\s*$/,
]

const isQuoted = (line: string): boolean => line.startsWith('>') || line.trim() === ''

/**
 * Divides a mail into what was written now and what it answers, as mail programs repeat it below. What stands between repeated lines is an
 * answer line by line, and stays whole.
 */
export function splitQuote(text: string): { text: string; quoted: string } {
  const lines = text.split('\n')
  const at = lines.findIndex(
    (line, place) => introduces(lines, place) || (line.startsWith('>') && lines.slice(place).every(isQuoted)),
  )
  if (at <= 0) return { text: text.trim(), quoted: '' }
  const own = lines.slice(0, at).join('\n').trim()
  return own === '' ? { text: text.trim(), quoted: '' } : { text: own, quoted: lines.slice(at).join('\n').trim() }
}

/** Some programs break the line in two. */
function introduces(lines: readonly string[], at: number): boolean {
  const line = lines[at]?.trim() ?? ''
  if (line === '' || line.length > 300) return false
  const isOne = (words: string): boolean => introductions.some((one) => one.test(words))
  const found = isOne(line) || isOne(`${line} ${lines[at + 1]?.trim() ?? ''}`)
  if (!found) return false
  const rest = lines.slice(at + 1).filter((one) => one.trim() !== '')
  // Below most of them every line is marked; a sentence that merely ends so is followed by the writer's own words.
  const own = rest.filter((one) => !one.startsWith('>')).length
  return rest.length > 0 && (own <= 1 || /^[-_]/.test(line))
}
