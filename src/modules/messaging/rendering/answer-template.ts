import type { MessageTemplate } from '#contract/message-templates'
import { locales } from '#platform/i18n'

const text = '{{ data.text | newline_to_br }}'
const author = '{{ data.author }}{% if data.author != brand.name %}<br />{{ brand.name }}{% endif %}'
const mjml = `<mjml><mj-head><mj-attributes>
<mj-all font-family="Inter,'Segoe UI',Tahoma,Vazirmatn,Arial,sans-serif" /><mj-text color="#1d1f1b" font-size="16px" line-height="1.6" padding="0 0 16px" />
</mj-attributes></mj-head><mj-body width="640px"><mj-section padding="16px"><mj-column>
<mj-text><div dir="auto">${text}</div></mj-text>
<mj-text color="#65635c" font-size="14px"><div dir="auto">${author}</div></mj-text>
</mj-column></mj-section></mj-body></mjml>`
const variant = {
  subject: '{{ data.subject }}',
  preheader: '',
  body: { kind: 'mjml', mjml },
  sms: '{{ data.text }}',
} as const

/** What a colleague writes to somebody: their words, their name and the shop's. It is no template that anybody can change. */
export const answerTemplate: MessageTemplate = {
  templateId: '00000000-0000-7000-8000-000000000001',
  name: '',
  purpose: 'transactional',
  channels: ['email', 'sms'],
  topic: null,
  version: 1,
  locales: [...locales],
  updatedAt: '2026-11-22T00:00:00.000Z',
  variants: Object.fromEntries(locales.map((locale) => [locale, variant])),
}
