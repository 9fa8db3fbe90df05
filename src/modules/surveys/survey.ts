import { type SurveyKind, surveyScales } from '#contract/survey-words'
import type { SurveyFigure, SurveyText, SurveyWords } from '#contract/surveys'
import { translatorFor } from '#i18n'
import { type Estimate, netPromoterScore, shareOf } from '#models/answers'
import { DomainError } from '#platform/errors'
import { formatNumber, isLocale, type Locale, locales } from '#platform/i18n'

/** From which answer on somebody is won, and up to which they are not. */
export const winning = { nps: 9, csat: 4, ces: 5, poll: 9 } as const satisfies Record<SurveyKind, number>
export const losing = { nps: 6, csat: 2, ces: 3, poll: 0 } as const satisfies Record<SurveyKind, number>

/** The words in the first of these languages that there are, else in English, else in any. */
export function textIn(
  words: SurveyWords,
  wanted: (string | null | undefined)[],
): { locale: Locale; text: SurveyText } {
  for (const one of [...wanted, 'en', ...locales]) {
    const language = one?.toLowerCase().split(/[-_]/)[0] ?? ''
    const text = isLocale(language) ? words[language] : undefined
    if (isLocale(language) && text) return { locale: language, text }
  }
  throw new Error('a survey without words')
}

export type Labels = { from: number; answers: string[]; low: string; high: string }

/** Every answer there can be as people read it, and what the ends of the scale mean. */
export function labelsIn(kind: SurveyKind, { options }: SurveyText, locale: Locale): Labels {
  if (kind === 'poll') return { from: 1, answers: options, low: '', high: '' }
  const { from, to } = surveyScales[kind]
  const t = translatorFor(locale, 'survey_page')
  return {
    from,
    answers: Array.from({ length: to - from + 1 }, (_, i) => formatNumber(from + i, locale)),
    low: t(`survey_page.low.${kind}`),
    high: t(`survey_page.high.${kind}`),
  }
}

const firstText = (words: SurveyWords): SurveyText => textIn(words, []).text

export function scaleOf(kind: SurveyKind, words: SurveyWords): { from: number; to: number } {
  return kind === 'poll' ? { from: 1, to: firstText(words).options.length } : surveyScales[kind]
}

export const optionsOf = (words: SurveyWords): number => firstText(words).options.length

/** Throws survey_options: a poll has two to eight options, as many in every language; others have none. */
export function checkWords(kind: SurveyKind, words: SurveyWords, fewest: number): void {
  const counts = new Set(Object.values(words).map(({ options }) => options.length))
  const [count = 0] = counts
  const isRight = counts.size === 1 && (kind === 'poll' ? count >= fewest : count === 0)
  if (!isRight)
    throw new DomainError('invalid', 'survey_options', 'A poll has two to eight options, as many in every language.')
}

export type Tally = { answers: number; won: number; lost: number }

/** What answers come to, as the API tells it. */
export function figureOf(kind: SurveyKind, { answers, won, lost }: Tally): SurveyFigure {
  const found = kind === 'poll' ? undefined : estimateOf(kind, { answers, won, lost })
  return { answers, value: found?.value ?? null, low: found?.low ?? null, high: found?.high ?? null }
}

function estimateOf(kind: SurveyKind, { answers, won, lost }: Tally): Estimate | undefined {
  return kind === 'nps' ? netPromoterScore({ promoters: won, detractors: lost, answers }) : shareOf(won, answers)
}
