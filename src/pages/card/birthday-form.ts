import { html } from 'hono/html'
import { type CardDeps, memberOfCard, tellBirthday } from '#modules/loyalty'
import type { Router } from '#platform/http'
import { calendarOf, fromJalali, type Locale, latinDigits } from '#platform/i18n'
import { cardForm, placeOf, type ShowCard } from './card-form.ts'
import type { Inside } from './card-frame.ts'
import type { CardPage } from './card-page.ts'

const birthday = cardForm('/c/{token}/birthday', 'Say when the holder of a card was born, once')

export function birthdayForm(app: Router, deps: CardDeps, show: ShowCard): void {
  app.openapi(birthday, (c) =>
    show(c, async (card, body) => {
      const memberId = await memberOfCard(deps, card)
      await tellBirthday(deps, placeOf(card), { memberId, birthday: readDay(body, card.locale) })
    }),
  )
}

/** Asked where the programme has something for it, and said what. In the calendar of the reader. */
export function birthdayPart({ view, t, base, locale }: CardPage): Inside | string {
  if (view.birthdayPoints === null) return ''
  const field = (name: 'day' | 'year', most: number): Inside =>
    html`<label class="label" for="b-${name}">${t(`card.birthday.${name}`)}</label><input type="text" inputmode="numeric" dir="ltr" id="b-${name}" name="${name}" maxlength="${most}" autocomplete="bday-${name}" required>`
  return html`<section><details><summary>${t('card.birthday.title')}</summary><p class="soft">${t('card.birthday.text', { count: view.birthdayPoints })}</p>
<form method="post" action="${base}/birthday">${field('day', 2)}<label class="label" for="b-month">${t('card.birthday.month')}</label><select id="b-month" name="month" autocomplete="bday-month">${monthNames(locale).map((name, i) => html`<option value="${i + 1}">${name}</option>`)}</select>${field('year', 4)}<button>${t('card.birthday.save')}</button></form></details></section>`
}

function monthNames(locale: Locale): string[] {
  const isJalali = calendarOf(locale) === 'jalali'
  const format = new Intl.DateTimeFormat(isJalali ? 'fa-IR-u-ca-persian' : locale, { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, i) => {
    const day = isJalali ? fromJalali({ year: 1400, month: i + 1, day: 10 }) : `2001-${twoDigits(i + 1)}-10`
    return format.format(new Date(`${day}T12:00:00Z`))
  })
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** YYYY-MM-DD as it was written, also where there is no such day: whoever keeps it refuses it. */
function readDay(body: Record<string, unknown>, locale: Locale): string {
  const [year = 0, month = 0, day = 0] = ['year', 'month', 'day'].map((name) => {
    const text = body[name]
    return typeof text === 'string' ? Number(latinDigits(text)) : 0
  })
  if (calendarOf(locale) === 'jalali') return fromJalali({ year, month, day }) ?? ''
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}
