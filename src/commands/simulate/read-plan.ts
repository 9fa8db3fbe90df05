import { z } from 'zod'
import type { BusinessKind, BusinessLanguage, BusinessPlan } from '#models/business'
import { DomainError } from '#platform/errors'
import { readChoice, readOptions } from '../options.ts'

const options = {
  customers: { type: 'string' },
  days: { type: 'string' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  kind: { type: 'string' },
  language: { type: 'string' },
  name: { type: 'string' },
  until: { type: 'string' },
  truth: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
} as const

const mostCustomers = 20_000_000
const mostDays = 3_660
const mostRate = 20_000

const whole = /^\d{1,12}$/

export type Asked = {
  plan: BusinessPlan
  /** events a second; undefined: straight into the engines */
  rate: number | undefined
  name: string | undefined
  truth: string | undefined
  /** a running server to send to */
  target: { url: string; key: string } | undefined
  json: boolean
}

/** What is wanted, or a DomainError that says what is not right. */
export function readPlan(args: string[], now: number, language: BusinessLanguage): Asked {
  const { values, positionals } = readOptions(args, options)
  if (positionals.length > 0) throw new DomainError('invalid', 'bad_option', `What is ${positionals[0]}?`)
  const customers = numberOf('customers', values.customers ?? '10000', 1, mostCustomers)
  const days = numberOf('days', values.days ?? '365', 7, mostDays)
  const seed = numberOf('seed', values.seed ?? '1', 0, 2 ** 32 - 1)
  const plan: BusinessPlan = {
    kind: readChoice<BusinessKind>('kind', values.kind ?? 'cafe', ['cafe', 'shop']),
    language: readChoice<BusinessLanguage>('language', values.language ?? language, ['en', 'hu', 'ru', 'fa', 'pl']),
    customers,
    days,
    seed,
    horizonDays: 90,
    until: values.until === undefined ? Math.floor(now / 3_600_000) * 3_600_000 : untilOf(values.until, now),
    prefix: `s${seed.toString(36)}-`,
  }
  if ((values.url === undefined) !== (values.key === undefined))
    throw new DomainError('invalid', 'url_and_key', '--url and --key belong together.')
  return {
    plan,
    rate: values.rate === undefined ? undefined : numberOf('rate', values.rate, 1, mostRate),
    name: values.name,
    truth: values.truth,
    target:
      values.url === undefined || values.key === undefined ? undefined : { url: urlOf(values.url), key: values.key },
    json: values.json ?? false,
  }
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = whole.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    throw new DomainError(
      'invalid',
      'number_out_of_range',
      `--${option} is a whole number between ${least} and ${most}, not “${text}”.`,
      { option, given: text.slice(0, 40), least, most },
    )
  }
  return value
}

function untilOf(text: string, now: number): number {
  const at = z.iso.date().safeParse(text).success ? Date.parse(text) : Number.NaN
  if (at >= Date.UTC(2000, 0, 1) && at <= now) return at
  throw new DomainError('invalid', 'until_unusable', `--until is a day up to today, as 2026-01-31, not “${text}”.`, {
    given: text.slice(0, 40),
  })
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '')
  throw new DomainError('invalid', 'url_unusable', `--url is the address of a server, not “${text}”.`, {
    given: text.slice(0, 80),
  })
}
