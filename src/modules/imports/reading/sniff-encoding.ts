import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import iconv from 'iconv-lite'
import { looksLikeHeading } from './header-words.ts'

export type EncodingSniff = { encoding: string; bomBytes: number; mixed: boolean }

const legacy = [
  ...(['windows-1250', 'windows-1251', 'windows-1252', 'windows-1256', 'iso-8859-2', 'koi8-r'] as const),
  // Of tills and programs from before Windows.
  ...(['cp852', 'cp866'] as const),
]

/** Decides the encoding of a file from its first bytes. ASCII counts as UTF-8. */
export function sniffEncoding(head: Buffer): EncodingSniff {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: 'utf-8', bomBytes: 3, mixed: countBadLines(head).bad > 0 }
  }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bomBytes: 2, mixed: false }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bomBytes: 2, mixed: false }
  const wide = sniffUtf16(head)
  if (wide) return { encoding: wide, bomBytes: 0, mixed: false }
  const { bad, good, lines } = countBadLines(head)
  if (bad === 0) return { encoding: 'utf-8', bomBytes: 0, mixed: false }
  // Chance makes hardly any legacy line valid UTF-8, so a few good lines prove that the file is mixed, not legacy.
  if (good >= bad || good >= 3) return { encoding: 'utf-8', bomBytes: 0, mixed: true }
  return { encoding: sniffLegacy(Buffer.concat(lines)), bomBytes: 0, mixed: good > 0 }
}

/** UTF-16 without a mark: nearly every second byte of a table is zero. */
function sniffUtf16(head: Buffer): string | undefined {
  const size = Math.min(head.length, 4096)
  if (size < 8) return undefined
  let even = 0
  let odd = 0
  for (let i = 0; i < size; i++) if (head[i] === 0) i % 2 === 0 ? even++ : odd++
  const half = size / 2
  if (odd > half * 0.4 && even < half * 0.1) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.1) return 'utf-16be'
  return undefined
}

function countBadLines(head: Buffer): { bad: number; good: number; lines: Buffer[] } {
  let bad = 0
  let good = 0
  const lines: Buffer[] = []
  let start = 0
  while (start < head.length) {
    const feed = head.indexOf(10, start)
    const end = feed === -1 ? head.length : feed + 1
    const line = head.subarray(start, end)
    start = end
    if (!line.some((byte) => byte > 127)) continue
    if (isUtf8(line)) good++
    // The last line may be cut in the middle of a character.
    else if (feed !== -1 || !isUtf8(line.subarray(0, cutAtCharacter(line)))) {
      bad++
      if (lines.length < 2000) lines.push(line)
    }
  }
  return { bad, good, lines }
}

/** The length of the bytes up to the last complete UTF-8 character. */
export function cutAtCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return need > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

/** Picks the single-byte encoding in which the text reads most like words of one language; chardet breaks near ties. */
export function sniffLegacy(bytes: Buffer): string {
  const sample = bytes.subarray(0, 64 * 1024)
  const opinions = analyse(sample)
  const scores = legacy.map((encoding) => {
    const opinion = opinions.find(({ name }) => name.toLowerCase() === encoding)
    const text = iconv.decode(sample, encoding)
    return { encoding, score: scoreText(text) + (hasHeading(text) ? 0.5 : 0) + (opinion?.confidence ?? 0) / 5000 }
  })
  return scores.toSorted((a, b) => b.score - a.score)[0]?.encoding ?? 'windows-1252'
}

/** `Ilość` alone, as the only word beyond ASCII, might as well be `Iloœæ`; but that is no heading. */
function hasHeading(text: string): boolean {
  const cells = text.slice(0, 8192).split(/[,;\t|^~"\r\n]+/)
  return cells.some((cell) => beyondAscii.test(cell) && looksLikeHeading(cell))
}

/** Letters beyond ASCII by language: Hungarian, Polish, Czech and Slovak, South Slavic, Romanian, German, French, … */
const alphabets = [
  'áéíóöőúüű',
  'ąćęłńóśźż',
  'áčďéěíňóřšťúůýžäĺľôŕ',
  'čćđšž',
  'ăâîşţ',
  'äöüß',
  'àâæçéèêëîïôœùûüÿ',
  'áéíñóúüºª',
  'ãáâàçéêíõóôú',
  'àèéìíòóù',
  'åäöæøéü',
].map((letters) => new Set(letters))

const beyondAscii = /[\u0080-\uffff]/

/** Mean plausibility of the words with letters beyond ASCII, in the language that suits them best. */
function scoreText(text: string): number {
  const words = text
    .split(/[^\p{L}\p{M}\u0080-\uffff]+|[\u00a0\u00ab\u00bb\u2010-\u201f\u20ac]+/u)
    .filter((word) => beyondAscii.test(word))
  if (words.length === 0) return 0
  const sums = alphabets.map((letters) => words.reduce((sum, word) => sum + scoreWord(word, letters), 0))
  return Math.max(...sums) / words.length
}

function scoreWord(word: string, letters: Set<string>): number {
  if (/[\u0080-\u009f\ufffd]/.test(word)) return -1
  if (/^[\u0400-\u04ff]+$/.test(word)) {
    // KOI8-R and Windows-1251 swap the cases of each other's letters.
    const natural = /^.?[а-яё]+$/u.test(word) || /^[А-ЯЁ]+$/u.test(word)
    return natural ? (word.length > 1 ? 1.2 : 0.5) : -0.5
  }
  if (/^[\u0600-\u06ff\u200c\u200d]+$/.test(word)) return word.length > 1 ? 1.2 : 0.3
  if (/[\u0400-\u06ff]/.test(word)) return -1
  if (!/^\p{L}+$/u.test(word)) return -0.5
  const special = [...word.toLowerCase()].filter((letter) => letter > '\u007f')
  if (special.length === word.length && word.length > 2) return -0.5
  return special.reduce((sum, letter) => sum + (letters.has(letter) ? 1 : -0.3), 0) / special.length
}
