import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readReplyTag, replyTag } from '../reply-tag.ts'
import { plainSubject } from './find-ticket.ts'
import { readMail } from './read-mail.ts'
import { splitQuote } from './split-quote.ts'

const read = (lines: string[]) => readMail(Buffer.from(lines.join('\r\n')))
const from = 'From: Anna <anna@mail.example>'

test('what no person wrote is no answer', async () => {
  for (const sign of [
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated (rejected)',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'X-Autoreply: yes',
    'X-Autorespond: away',
    'List-Id: <news.shop.example>',
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'Feedback-ID: t:useful:w:regulars',
  ])
    expect(await read([from, sign, '', 'Hello']), sign).toBeUndefined()
  expect(await read(['From: MAILER-DAEMON@mx.example', '', 'Failed'])).toBeUndefined()
  expect(await read(['Subject: nobody', '', 'Hello'])).toBeUndefined()
  expect(await read([from, 'Auto-Submitted: no', '', 'Hello'])).toMatchObject({ text: 'Hello' })
})

test('of hostile mail only its words are kept', async () => {
  const html = await read([
    from,
    'Subject: =?utf-8?b?w4Fybw==?=\r\n\tof\u202E this',
    'References: <ok@mail.example> <x@y>,<bad\u0000@z> evil',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<style>p{}</style><p onclick="x()">Hi <a href="javascript:alert(1)">there</a>\u0000\u202E</p><script>steal()</script>',
  ])
  expect(html?.subject).toBe('Áro of this')
  expect(html?.references).toEqual(['<x@y>', '<ok@mail.example>'])
  expect(html?.text).not.toMatch(/steal|onclick|<|\p{Cc}|\u202e/u)
  const huge = await read([from, '', 'x'.repeat(200_000)])
  expect(huge).toMatchObject({ isCut: true })
  expect(huge?.text).toHaveLength(50_000)
  // Without a name of its own it is known by what it is.
  expect(huge?.reference).toMatch(/^sha256:/)
})

test('a name that is cut in the middle of a sign, or holds what no database keeps, is kept without it', async () => {
  const mail = await read([
    `From: "${'b'.repeat(199)}😀" <anna@mail.example>`,
    `Subject: ${'s'.repeat(299)}😀`,
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    '',
    `${'w'.repeat(49_999)}😀 and more`,
    '--x',
    `Content-Type: image/p\u0000ng; name="${'n'.repeat(199)}😀.png"`,
    'Content-Disposition: attachment',
    '',
    'hello',
    '--x--',
  ])
  expect(mail).toMatchObject({ isCut: true, attachments: [{ type: 'image/png' }] })
  expect(JSON.stringify(mail)).not.toMatch(/\\ud[89ab]|\\u0000/)
})

test('millions of lines and spaces are read no further than they are kept', async () => {
  const lines = await read([from, '', 'Hello', ...Array.from({ length: 400_000 }, () => 'ab')])
  expect(lines).toMatchObject({ isCut: true, text: expect.stringMatching(/^Hello\nab\n/) })
  const spaces = await read([from, '', `Hello${' '.repeat(3_000_000)}x`])
  expect(spaces).toMatchObject({ isCut: true, text: 'Hello' })
  const html = [from, 'Content-Type: text/html', '', `<p>Hello${' '.repeat(900_000)}x</p>${'<b>'.repeat(30_000)}`]
  expect((await read(html))?.text).toMatch(/^Hello/)
})

test('an answer goes where the mail asks for, and never to ourselves', async () => {
  const form = ['From: Website <form@corner.example>', 'To: help@corner.example']
  const asked = await read([...form, 'Reply-To: Anna <Anna@mail.example>', '', 'Hello'])
  expect(asked).toMatchObject({ from: { address: 'anna@mail.example', name: 'Anna' }, sender: 'form@corner.example' })
  for (const wrong of ['Reply-To: help@corner.example', 'Reply-To: nobody', 'Reply-To:'])
    expect(await read([...form, wrong, '', 'Hello'])).toMatchObject({ from: { address: 'form@corner.example' } })
})

test('what mail programs repeat is told apart, in the languages people write in', () => {
  for (const line of [
    'On Mon, 23 Nov 2026 at 10:00, Corner <help@corner.example> wrote:',
    'Corner <help@corner.example> ezt írta (időpont: 2026. nov. 23., H, 10:00):',
    'пн, 23 нояб. 2026 г. в 10:00, Corner <help@corner.example>:\nCorner пишет:',
    'pon., 23 lis 2026 o 10:00 Corner <help@corner.example> napisał(a):',
    'در دوشنبه ۲۳ نوامبر، Corner نوشت:',
    '-----Original Message-----',
  ]) {
    const { text, quoted } = splitQuote(`Thank you\n\n${line}\n> At eight\n> See you`)
    expect(quoted, line).toContain('> At eight')
    expect(text, line).toMatch(/^Thank you/)
  }
  const between = 'See below\n> first?\nyes\n> second?\nno'
  expect(splitQuote(between)).toEqual({ text: between, quoted: '' })
  expect(splitQuote('As Anna wrote:\nwe come at nine\nwith four people')).toMatchObject({ quoted: '' })
  const long = `> first\n${'>\n'.repeat(20_000)}last`
  expect(splitQuote(`Hello\n${long}`)).toEqual({ text: `Hello\n${long}`, quoted: '' })
  expect(splitQuote(`Hello\n${long}\n> end`)).toMatchObject({ quoted: '> end' })
  expect(splitQuote('> only repeated')).toEqual({ text: '> only repeated', quoted: '' })
})

test('a subject is the same whatever stands before it', () => {
  for (const one of ['Re: Cake', 'RE: AW: Cake', 'Vá: Cake', 'Отв: Re: Cake', 'Odp: Cake', 'پاسخ: Cake', 'Re[2]: Cake'])
    expect(plainSubject(one)).toBe('Cake')
  expect(plainSubject('Reply: Cake')).toBe('Reply: Cake')
})

test('an address for answers names its ticket, and nobody can make one up', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (workspaceId, ticketId) => {
      const tag = replyTag('secret', workspaceId, ticketId)
      const address = `HELP+${tag}@corner.example`.toUpperCase()
      expect(`help+${tag}`.length).toBeLessThanOrEqual(64)
      expect(readReplyTag('secret', workspaceId, ['other@corner.example', address])).toBe(ticketId)
      expect(readReplyTag('other secret', workspaceId, [address])).toBeUndefined()
      expect(readReplyTag('secret', ticketId, [address])).toBe(ticketId === workspaceId ? ticketId : undefined)
    }),
  )
})
