import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { MessageTemplate } from '#contract/message-templates'
import type { MessageDetail, MessagePage } from '#contract/messaging'
import { translatorFor } from '#i18n'
import { buildConsole, launchBrowser } from '../../src/testing/browser.ts'
import { findBarriers, openPage, settled, signInPage } from '../../src/testing/browser-page.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'

const received: Buffer[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      received.push(Buffer.concat(chunks))
      done()
    })
  },
})
await buildConsole()
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const listening = smtp.server.address()
const port = typeof listening === 'object' ? listening?.port : 0
const browser = await launchBrowser()
const server = await startTestServer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'hello@corner.example' })
const shop = await server.openShop()
afterAll(async () => {
  await browser.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})

/** Somebody who reads that language gets the message, leaves by its link, and gets no other. */
async function leaveIn(page: Page, locale: 'hu' | 'fa'): Promise<void> {
  const t = translatorFor(locale, 'messaging')
  const variant = { subject: locale, preheader: '', body: { kind: 'blocks', blocks: [{ kind: 'text', text: locale }] } }
  const template = { name: locale, purpose: 'promotional', topic: null, variants: { [locale]: variant } }
  const { templateId } = (await (await shop.ask('POST', '/message-templates', template)).json()) as MessageTemplate
  const traits = { email: `${locale}@mail.example`, name: locale, language: locale }
  await fetch(`${server.url}/v1/identify`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ userId: locale, traits }),
  })
  await server.settle()
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${locale}@mail.example`)
  const before = received.length
  const ask = { customerId: customers[0]?.customerId, templateId }
  await shop.ask('POST', '/messages', { key: `${locale} one`, ...ask })
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(before + 1)
  const mail = await PostalMime.parse(received.at(-1) ?? '')
  expect(mail.text).toContain(t('messaging.mail.unsubscribe'))
  await page.goto(/href="([^"]*\/m\/u\/[^"]*)"/.exec(mail.html ?? '')?.[1] ?? '')
  expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'fa' ? 'rtl' : 'ltr')
  await page.getByRole('button', { name: t('messaging.page.unsubscribe') }).click()
  await page.getByRole('heading', { name: t('messaging.page.unsubscribed_title') }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  const queued = await shop.ask('POST', '/messages', { key: `${locale} two`, ...ask })
  const { messageId } = (await queued.json()) as { messageId: string }
  const reason = async () => (await shop.read<MessageDetail>(`/messages/${messageId}`)).reason
  await expect.poll(reason, { timeout: 20_000 }).toBe('unsubscribed')
}

/** Cards stand apart; where the keyboard is shows in the dark, too, whatever colour the shop has. */
async function lookOfWishes(page: Page): Promise<{ areApart: boolean; showsFocus: boolean }> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const look = await page.evaluate(() => {
    const [first, second] = [...document.querySelectorAll('section')].map((one) => one.getBoundingClientRect())
    const save = document.querySelector('button')
    save?.focus({ focusVisible: true } as FocusOptions)
    return {
      areApart: first !== undefined && second !== undefined && second.top - first.bottom > 8,
      showsFocus: save !== null && getComputedStyle(save).outlineColor === getComputedStyle(document.body).color,
    }
  })
  await page.emulateMedia({ colorScheme: 'light' })
  return look
}

let customerId = ''
beforeAll(async () => {
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [{ type: 'identify', userId: 'bela', traits: { email: 'bela@mail.example', name: 'Béla' } }],
    }),
  })
  await server.settle()
  customerId = (await shop.read<CustomerPage>('/customers?search=bela')).customers[0]?.customerId ?? ''
  const policy = await shop.read<object>('/message-policy')
  await shop.ask('PUT', '/message-policy', { ...policy, quietHours: null, consent: 'not_refused' })
})

test('a template is written, arrives, is clicked and unsubscribed from; the next one is held back and says why', async () => {
  const { page, problems, close } = await openPage(browser, server.url)
  await signInPage(page, server.url, owner)
  await page.goto('/messages/templates/new')
  await page.getByLabel('Name').fill('News')
  await page.getByLabel('Subject').fill('News for {{ customer.name }}')
  await page.getByRole('button', { name: 'Add: Button' }).click()
  await page.getByLabel('Text', { exact: true }).nth(1).fill('Look')
  await page.getByLabel('Address').fill('https://shop.example/new')
  await page.frameLocator('iframe').getByText('Look').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Send it to me' }).waitFor()
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
  const templateId = page.url().split('/').at(-1)
  const send = (key: string) => shop.ask('POST', '/messages', { key, customerId, templateId })
  await send('one')
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(1)
  const mail = await PostalMime.parse(received[0] ?? '')
  expect(mail.subject).toBe('News for Béla')
  const link = /href="([^"]*\/m\/c\/[^"]*)"/.exec(mail.html ?? '')?.[1] ?? ''
  const leave = /href="([^"]*\/m\/u\/[^"]*)"/.exec(mail.html ?? '')?.[1] ?? ''
  const wishes = /href="([^"]*\/m\/p\/[^"]*)"/.exec(mail.html ?? '')?.[1] ?? ''
  const clicked = await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0' } })
  expect(clicked.headers.get('location')).toBe('https://shop.example/new')
  await page.goto('/settings/channels')
  await page.getByRole('region', { name: 'Notices in browsers' }).getByRole('switch').click()
  await page.getByText('No browser has allowed it yet.').waitFor()
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
  await page.goto(wishes)
  await page.getByRole('button', { name: 'Allow notices' }).waitFor()
  expect(await lookOfWishes(page)).toEqual({ areApart: true, showsFocus: true })
  expect(await findBarriers(page)).toEqual([])
  await page.goto(leave)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Unsubscribe' }).click()
  await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor()
  await page.getByRole('link', { name: 'Choose what you hear from us and how often' }).click()
  await page.getByRole('heading', { name: 'What you want to hear from us' }).waitFor()
  await send('two')
  const held = () => shop.read<MessagePage>('/messages?state=suppressed')
  await expect.poll(async () => (await held()).messages[0]?.reason, { timeout: 20_000 }).toBe('unsubscribed')
  for (const locale of ['hu', 'fa'] as const) await leaveIn(page, locale)
  await page.goto('/messages?state=suppressed')
  await page.getByText('Unsubscribed').first().waitFor()
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
  await page.goto('/messages/policy')
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
  expect(problems).toEqual([])
  await close()
}, 120_000)
