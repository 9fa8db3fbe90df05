import type { SurveyStatus } from '#contract/survey-words'
import type { Survey, SurveyFigure, SurveyText } from '#contract/surveys'
import { locales } from '#platform/i18n'
import type { Tone } from '../components/index.ts'
import type { I18n } from '../i18n/use-i18n.ts'

export const statusTones: Record<SurveyStatus, Tone> = { draft: 'quiet', open: 'good', closed: 'quiet' }

/** Fewer answers than this say little by themselves. */
export const fewAnswers = 30

/** A Net Promoter Score with its sign, any other figure as a share. */
export function figureText({ number, percent }: I18n, kind: Survey['kind'], value: number | null): string {
  if (value === null) return '–'
  if (kind !== 'nps') return percent(value * 100, 0)
  const rounded = Math.round(value)
  return `⁨${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${number(Math.abs(rounded))}⁩`
}

/** Between what the true figure lies. */
export function rangeText(i18n: I18n, kind: Survey['kind'], { low, high }: SurveyFigure): string {
  const text = (value: number | null) => figureText(i18n, kind, value)
  return i18n.t('surveys.range', { low: text(low), high: text(high) })
}

/** What somebody chose, as they read it. */
export function answerText({ number }: Pick<I18n, 'number'>, kind: Survey['kind'], text: SurveyText, score: number) {
  return kind === 'poll' ? (text.options[score - 1] ?? number(score)) : number(score)
}

/** The words in the language on screen, else in another. */
export function textFor({ words }: Pick<Survey, 'words'>, locale: I18n['locale']): SurveyText {
  const found = [locale, ...locales].map((one) => words[one]).find((text) => text !== undefined)
  return found ?? { question: '', followUp: '', thanks: '', options: [] }
}
