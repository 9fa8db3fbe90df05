import { createHash, createVerify, generateKeyPairSync } from 'node:crypto'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { composeLetter } from './compose-letter.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const letter = {
  messageId: '<one@corner.example>',
  date: new Date('2026-03-01T10:00:00Z'),
  from: '"Kávé, tea" <hello@corner.example>',
  to: { name: 'Péter', address: 'peter@mail.example' },
  subject: 'Újdonság\r\nBcc: x@y.example',
  text: 'plain',
  html: '<p>plain</p>',
  headers: { 'List-Unsubscribe': '<https://corner.example/u>' },
  attachments: [],
}

test.each([
  ['7bit', 'as it is\nin two lines'],
  ['quoted-printable', 'a little Péter in much that is ASCII'],
  ['base64', 'همه چیز به فارسی'],
  ['quoted-printable', `a long line ${'x'.repeat(1_200)}`],
  ['quoted-printable', 'ends with a space \nand goes on'],
  ['quoted-printable', 'From here on some archives would change it'],
])('%s: a mail program reads what was written', async (encoding, text) => {
  const { raw, envelope } = await composeLetter({ ...letter, text, html: `<p>${text}</p>` })
  expect(envelope).toEqual({ from: 'hello@corner.example', to: ['peter@mail.example'] })
  const written = raw.toString('latin1')
  expect(written).toContain(`text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}`)
  for (const line of written.split('\r\n')) expect(line.length).toBeLessThan(999)
  const read = await PostalMime.parse(raw)
  expect(read.text?.trimEnd()).toBe(text)
  const html = read.html?.trimEnd().replace(/&#(\d+);/g, (_, letter) => String.fromCodePoint(Number(letter)))
  expect(html).toBe(`<p>${text}</p>`)
  expect(read.from).toMatchObject({ name: 'Kávé, tea', address: 'hello@corner.example' })
  expect(read.bcc ?? []).toEqual([])
})

test('a signature covers the body and the headers it names', async () => {
  const dkim = {
    domainName: 'corner.example',
    keySelector: 's',
    privateKey,
    headerFieldNames: 'From:To:List-Unsubscribe',
  }
  const written = (await composeLetter({ ...letter, text: 'two  spaces \n\n', dkim })).raw.toString('latin1')
  const [head = '', ...rest] = written.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const fields = head.split(/\r\n(?![ \t])/)
  const relaxed = (line: string): string => {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).replaceAll('\r\n', '')
    return `${line.slice(0, colon).toLowerCase()}:${value.replace(/[ \t]+/g, ' ').trim()}`
  }
  const signature = fields.find((line) => line.startsWith('DKIM-Signature:')) ?? ''
  const tag = (name: string): string =>
    new RegExp(`[\\s;]${name}=([^;]*)`).exec(signature)?.[1]?.replace(/\s/g, '') ?? ''
  const plain = `${body
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)+$/, '')}\r\n`
  expect(tag('bh')).toBe(createHash('sha256').update(plain, 'latin1').digest('base64'))
  const named = tag('h').split(':')
  expect(named).toEqual(['from', 'to', 'list-unsubscribe'])
  const signed = named.map((name) => relaxed(fields.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? ''))
  const own = relaxed(signature).replace(/( b=).*$/, '$1')
  const verify = createVerify('sha256').update([...signed, own].join('\r\n'), 'latin1')
  expect(verify.verify(publicKey, tag('b'), 'base64')).toBe(true)
})
