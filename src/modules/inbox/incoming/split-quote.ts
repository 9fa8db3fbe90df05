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

const isMarked = (line: string): boolean => line.startsWith('>')
const isEmpty = (line: string): boolean => line.trim() === ''

/**
 * Divides a mail into what was written now and what it answers, as mail programs repeat it below. What stands between repeated lines is an
 * answer line by line, and stays whole.
 */
export function splitQuote(text: string): { text: string; quoted: string } {
  const lines = text.split('\n')
  const below = countBelow(lines)
  const at = lines.findIndex(
    (line, place) => introduces(lines, place, below) || (isMarked(line) && below[place]?.own === 0),
  )
  if (at <= 0) return { text: text.trim(), quoted: '' }
  const own = lines.slice(0, at).join('\n').trim()
  return own === '' ? { text: text.trim(), quoted: '' } : { text: own, quoted: lines.slice(at).join('\n').trim() }
}

type Below = { all: number; own: number }

/** Of every line how many below it hold anything, and how many of these are not marked. Once for all of them: a mail may have thousands. */
function countBelow(lines: readonly string[]): Below[] {
  let found: Below = { all: 0, own: 0 }
  const counts = lines.toReversed().map((line) => {
    const below = found
    if (!isEmpty(line)) found = { all: below.all + 1, own: below.own + (isMarked(line) ? 0 : 1) }
    return below
  })
  return counts.toReversed()
}

/** Some programs break the line in two. */
function introduces(lines: readonly string[], at: number, counts: readonly Below[]): boolean {
  const line = lines[at]?.trim() ?? ''
  if (line === '' || line.length > 300) return false
  const isOne = (words: string): boolean => introductions.some((one) => one.test(words))
  const found = isOne(line) || isOne(`${line} ${lines[at + 1]?.trim() ?? ''}`)
  if (!found) return false
  // Below most of them every line is marked; a sentence that merely ends so is followed by the writer's own words.
  const { all, own } = counts[at] ?? { all: 0, own: 0 }
  return all > 0 && (own <= 1 || /^[-_]/.test(line))
}
