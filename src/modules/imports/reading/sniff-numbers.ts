import { isBlank } from './blank.ts'
import { currencyOf } from './currency-words.ts'
import { latinDigits } from './digits.ts'
import { parseDecimal } from './parse-numbers.ts'
import type { NumberFormat } from './types.ts'

/**
 * Finds the decimal mark of a column. `1,234` alone does not tell: when nothing else in the sample does, the mark is
 * taken to group thousands and the format is `assumed`.
 */
export function sniffNumbers(samples: string[]): NumberFormat {
  const texts = samples.map((text) => latinDigits(text).trim()).filter((text) => !isBlank(text))
  const votes = { '.': 0, ',': 0 }
  const unclear = { '.': 0, ',': 0 }
  for (const text of texts) {
    const vote = voteOf(text)
    if (!vote) continue
    if (vote.clear) votes[vote.decimal]++
    else unclear[vote.decimal]++
  }
  const clear = votes['.'] + votes[','] > 0
  const guessed = clear ? votes[','] > votes['.'] : unclear[','] > unclear['.']
  const decimal = guessed ? ',' : '.'
  const fitting = texts.filter((text) => parseDecimal(text, { decimal })).length
  const doubt = !clear && unclear['.'] + unclear[','] > 0
  return { decimal, certainty: doubt ? 'assumed' : 'sure', fits: texts.length === 0 ? 0 : fitting / texts.length }
}

/**
 * The same for a column that counts. Tills write `1,000` pieces as they write 0,250 kg: three digits behind the mark in
 * every row are thousandths. Where some rows have no mark, it groups thousands.
 */
export function sniffQuantities(samples: string[]): NumberFormat {
  const found = sniffNumbers(samples)
  if (found.certainty === 'sure') return found
  const texts = samples.filter((text) => !isBlank(text))
  if (!texts.every((text) => /[.,]\p{Nd}{3}(?!\p{Nd})/u.test(text))) return found
  return { ...found, decimal: found.decimal === '.' ? ',' : '.', certainty: 'sure' }
}

function voteOf(text: string): { decimal: '.' | ','; clear: boolean } | undefined {
  const body = /\d[\d.,'\u2019\s\u00a0\u202f\u066c]*/
    .exec(text.replace(/^([^\d]*)([.,])(?=\d)/, '$10$2'))?.[0]
    ?.replace(/[^\d]+$/, '')
  if (!body) return undefined
  const dot = body.lastIndexOf('.')
  const comma = body.lastIndexOf(',')
  if (dot === -1 && comma === -1) return undefined
  if (dot !== -1 && comma !== -1) return { decimal: dot > comma ? '.' : ',', clear: true }
  const mark = dot === -1 ? ',' : '.'
  const other = mark === '.' ? ',' : '.'
  const at = Math.max(dot, comma)
  if (body.indexOf(mark) !== at) return { decimal: other, clear: true }
  const behind = body.length - at - 1
  const before = body.slice(0, at)
  const decimals = behind !== 3 || before.length > 3 || /^0/.test(before)
  return decimals ? { decimal: mark, clear: true } : { decimal: other, clear: false }
}

/** `$12.50 CAD`: of a sign and a code the code says more. */
const currencyAmong = (words: string[]): string | undefined =>
  currencyOf(words.find((word) => /^[A-Z]{3}$/.test(word)) ?? '') ?? currencyOf(words[0] ?? '')

/** Every currency named by a sign or a code beside the numbers, or alone in a cell, most frequent first. */
export function sniffCurrencies(samples: string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of samples) {
    const word = latinDigits(text)
      .replace(/[\d.,'\u2019()+\-\s\u00a0\u202f\u066b\u066c\u2212\u200e\u200f\u061c]+/g, ' ')
      .trim()
    const code = word === '' ? undefined : (currencyOf(word) ?? currencyAmong(word.split(' ')))
    if (code) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([code]) => code)
}
