/** Words that somebody wants nothing more, or again, alone in a message: what networks ask for, in the languages people are written to. */
const stop = [
  'stop, stopall, end, quit, cancel, unsubscribe, revoke, optout, opt out',
  'leiratkozás, leiratkozom, leiratkozni, leállítás, nem kérem',
  'стоп, отписка, отписаться, отпишите, отказ',
  'لغو, لغو11, لغو 11, توقف, انصراف',
  'rezygnuję, rezygnacja, wypisz, wypisuję, koniec',
]
const start = ['start, unstop, resume', 'feliratkozás, feliratkozom', 'старт, подписка', 'شروع, عضویت', 'wznów, zapisz']

const wordsOf = (lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(', ').map(plain)))

/** Without what phones and keyboards write differently: capitals, accents, Arabic letters for Persian ones, digits, signs around it. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const stopWords = wordsOf(stop)
const startWords = wordsOf(start)

/** What a reply asks for. A whole sentence asks for nothing: “stop by on Friday” is for somebody to read. */
export function wishOf(text: string): 'stop' | 'start' | undefined {
  const word = plain(text)
  if (stopWords.has(word)) return 'stop'
  return startWords.has(word) ? 'start' : undefined
}
