import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessagePurpose } from '#contract/messaging'
import { judgeMessage, type MessageFacts } from './judge-message.ts'
import { isHoliday, quietUntil } from './quiet-times.ts'

const policy: MessagePolicy = {
  perDay: 1,
  perWeek: 3,
  quietHours: { from: '20:00', until: '08:00' },
  holidays: [],
  atBestHour: false,
  channelCaps: {},
  maxPromotional: null,
  channelOrder: ['email'],
  consent: 'required',
  trackOpens: true,
  trackClicks: true,
  topics: [],
  silenceAlertDays: null,
}
const facts: MessageFacts = {
  purpose: 'promotional',
  channel: 'email',
  address: 'anna@mail.example',
  suppressed: null,
  consent: 'given',
  topic: 'open',
  frequency: null,
  quietHours: null,
  timeZone: 'Europe/Budapest',
  sentToday: 0,
  sentThisWeek: 0,
  lastSentOn: null,
  sentByChannel: 0,
  usefulThisMonth: 0,
  promotionalThisMonth: 0,
}
const zones = ['Europe/Budapest', 'Europe/Warsaw', 'Asia/Tehran', 'Europe/Moscow', 'America/New_York']
const noon = Temporal.Instant.from('2026-11-23T11:00:00Z')
const start = Temporal.Instant.from('2026-01-01T00:00:00Z').epochMilliseconds
const minute = fc
  .integer({ min: 0, max: 2 * 366 * 24 * 60 })
  .map((m) => Temporal.Instant.fromEpochMilliseconds(start + m * 60_000))
const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
const hours = fc.record({ from: clockTime, until: clockTime })
const isQuiet = ({ from, until }: { from: string; until: string }, zone: string, at: Temporal.Instant): boolean => {
  const time = at.toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5)
  if (from === until) return false
  return from < until ? from <= time && time < until : from <= time || time < until
}

test('a promotion waits for the hour the person mostly buys at, unless that hour is quiet', () => {
  const at = (hour: number) =>
    judgeMessage({ ...policy, atBestHour: true }, { ...facts, bestHour: { hour, timeZone: 'Europe/Budapest' } }, noon)
  const wait = (until: string) => ({ kind: 'wait', reason: 'best_hour', until: Temporal.Instant.from(until) })
  expect(at(12)).toEqual({ kind: 'send', day: '2026-11-23' })
  expect(at(18)).toEqual(wait('2026-11-23T17:00:00Z'))
  expect(at(9)).toEqual(wait('2026-11-24T08:00:00Z'))
  expect(at(22)).toEqual({ kind: 'send', day: '2026-11-23' })
})

test('quiet hours are never broken, in five zones over two years with their clock changes, and end within a day', () => {
  fc.assert(
    fc.property(minute, fc.constantFrom(...zones), hours, fc.option(hours), (now, zone, shop, own) => {
      const until = quietUntil({ hours: [shop, own], holidays: [] }, zone, now)?.until
      const spans = own ? [shop, own] : [shop]
      if (until === undefined) expect(spans.some((span) => isQuiet(span, zone, now))).toBe(false)
      else {
        expect(isQuiet(shop, zone, now) || (own !== null && isQuiet(own, zone, now))).toBe(true)
        // Two spans that share the whole day leave no time; one alone always ends.
        if (!own) {
          expect(isQuiet(shop, zone, until)).toBe(false)
          expect(until.since(now).total('hours')).toBeLessThanOrEqual(25)
        }
      }
    }),
    { numRuns: 3_000 },
  )
})

test('holidays are quiet all day where the person lives, in five zones over two years, and no wait ends within one', () => {
  const day = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.boolean())
    .map(([month, date, yearly]) => {
      const text = `${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
      return yearly ? text : `2026-${text}`
    })
  fc.assert(
    fc.property(
      minute,
      fc.constantFrom(...zones),
      hours,
      fc.array(day, { maxLength: 12 }),
      (now, zone, shop, holidays) => {
        const quiet = quietUntil({ hours: [shop], holidays }, zone, now)
        if (isHoliday(holidays, zone, now)) expect(quiet?.reason).toBe('holiday')
        const end = quiet?.until ?? now
        expect(isHoliday(holidays, zone, end) || isQuiet(shop, zone, end)).toBe(false)
      },
    ),
    { numRuns: 1_500 },
  )
})

test('no order of messages makes a month more promotional than the shop allows, beyond the first', () => {
  const sends = fc.array(fc.constantFrom<MessagePurpose>('useful', 'promotional'), { maxLength: 40 })
  fc.assert(
    fc.property(sends, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9 }), (all, maxPromotional, cap) => {
      const known = { ...facts, usefulThisMonth: 0, promotionalThisMonth: 0, sentByChannel: 0 }
      for (const purpose of all) {
        const limits = { ...policy, maxPromotional, perDay: null, perWeek: null, channelCaps: { email: cap } }
        const verdict = judgeMessage(limits, { ...known, purpose }, noon)
        if (verdict.kind !== 'send') continue
        known[purpose === 'useful' ? 'usefulThisMonth' : 'promotionalThisMonth']++
        known.sentByChannel++
        const { usefulThisMonth: useful, promotionalThisMonth: promotional } = known
        if (purpose === 'promotional' && promotional > 1)
          expect(promotional * 100).toBeLessThanOrEqual(maxPromotional * (promotional + useful))
      }
      expect(known.sentByChannel).toBeLessThanOrEqual(cap)
    }),
    { numRuns: 500 },
  )
})

test('no order of senders breaks a cap: of any messages at any times no more go out than a day and a week allow', () => {
  const sends = fc.array(
    fc.record({ at: minute, purpose: fc.constantFrom('useful', 'promotional', 'transactional') }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(
      sends,
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 6 }),
      (all, zone, perDay, perWeek) => {
        const sent: string[] = []
        const inOrder = all.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
        for (const { at, purpose } of inOrder) {
          const day = at.toZonedDateTimeISO(zone).toPlainDate()
          const week = sent.filter((one) => one > day.subtract({ days: 7 }).toString())
          const known = {
            ...facts,
            purpose,
            timeZone: zone,
            sentToday: week.filter((one) => one >= day.toString()).length,
            sentThisWeek: week.length,
          }
          const verdict = judgeMessage({ ...policy, perDay, perWeek, quietHours: null }, known, at)
          if (purpose === 'transactional') expect(verdict.kind).toBe('send')
          else if (verdict.kind === 'send') sent.push(verdict.day)
        }
        for (const day of sent) {
          const end = Temporal.PlainDate.from(day).add({ days: 7 }).toString()
          expect(sent.filter((one) => one === day).length).toBeLessThanOrEqual(perDay)
          expect(sent.filter((one) => one >= day && one < end).length).toBeLessThanOrEqual(perWeek)
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('who said no hears nothing but what they must know; a dead address hears nothing at all', () => {
  const judge = (change: Partial<MessageFacts>) => judgeMessage(policy, { ...facts, ...change }, noon)
  expect(judge({})).toEqual({ kind: 'send', day: '2026-11-23' })
  expect(judge({ consent: 'withdrawn', purpose: 'useful' })).toEqual({ kind: 'hold', reason: 'unsubscribed' })
  expect(judge({ consent: undefined })).toEqual({ kind: 'hold', reason: 'no_consent' })
  expect(judge({ consent: undefined, purpose: 'useful' }).kind).toBe('send')
  expect(judge({ consent: 'withdrawn', purpose: 'transactional' }).kind).toBe('send')
  expect(judge({ suppressed: 'complained' })).toEqual({ kind: 'hold', reason: 'complained' })
  expect(judge({ suppressed: 'bounced', purpose: 'transactional' })).toEqual({ kind: 'hold', reason: 'bounced' })
  expect(judge({ frequency: 'never' })).toEqual({ kind: 'hold', reason: 'frequency' })
  expect(judge({ frequency: 'weekly', lastSentOn: '2026-11-17' })).toEqual({ kind: 'hold', reason: 'frequency' })
  expect(judge({ frequency: 'weekly', lastSentOn: '2026-11-16' }).kind).toBe('send')
})
