import { expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const visit = visitor(browser, server)
const weekly = Array.from({ length: 8 }, (_, i) => ({
  type: 'track',
  event: 'Order Completed',
  userId: 'eszter',
  timestamp: new Date(Date.now() - (3 + i * 7) * 86_400_000).toISOString(),
  properties: { order_id: `E-${i}`, total: 12, currency: 'EUR', products: [{ name: 'Flat white', quantity: 1 }] },
}))
await fetch(`${server.url}/v1/batch`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
  body: JSON.stringify({
    batch: [
      { type: 'identify', userId: 'eszter', traits: { name: 'Farkas Eszter', phone: '+36301234567' } },
      { type: 'identify', userId: 'lili', traits: { name: 'Bartos Lili', email: 'lili@mail.example' } },
      ...weekly,
    ],
  }),
})
await server.settle()
const { customers } = await shop.read<CustomerPage>('/customers?search=eszter')
const path = `/customers/${customers[0]?.customerId}`

test('a note is written, pinned, and had back after it was removed', () =>
  visit({}, async (page) => {
    await page.goto(path)
    await settled(page)
    const notes = page.getByRole('region', { name: 'Notes' })
    await notes.getByRole('button', { name: /Write a note/ }).click()
    await page.keyboard.type('Likes the window seat')
    await page.keyboard.press('Control+Enter')
    await notes.getByText('Likes the window seat').waitFor()
    await notes.getByRole('button', { name: 'Pin note to the top' }).click()
    await notes.getByRole('button', { name: 'Unpin note' }).waitFor()
    await notes.getByRole('button', { name: 'Remove note' }).click()
    await notes.getByText('What should the next colleague know?').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await notes.getByText('Likes the window seat').waitFor()
    await page.getByRole('region', { name: 'Timeline' }).getByText('Note written').first().waitFor()
  }))

test('a birthday without a year is kept, and one day of February too many is not', () =>
  visit({}, async (page) => {
    await page.goto(path)
    await settled(page)
    const dates = page.getByRole('region', { name: 'Important dates' })
    await dates.getByRole('button', { name: /Add a date/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Day', { exact: true }).fill('30')
    await dialog.getByLabel('Month').selectOption('2')
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Day', { exact: true }).fill('29')
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dates.getByText('Birthday').waitFor()
  }))

test('an interest is told with one word, stays, and can be taken away', () =>
  visit({}, async (page) => {
    await page.goto(path)
    await settled(page)
    await page.getByRole('button', { name: 'Add an interest' }).click()
    await page.keyboard.type('Jazz')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove interest Jazz' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Remove interest Jazz' }).click()
    await page.getByRole('button', { name: 'Remove interest Jazz' }).waitFor({ state: 'detached' })
  }))

test('a consent is recorded with its proof, and its history tells who wrote it down', () =>
  visit({}, async (page) => {
    await page.goto(path)
    await settled(page)
    const consent = page.getByRole('region', { name: 'Consent' })
    await consent.getByRole('button', { name: 'E-mail, Marketing: not asked. Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('How it was said').selectOption('paper')
    await dialog.getByLabel('The words they were shown or told').fill('I want news by e-mail.')
    await dialog
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'form.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 signed') })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await consent.getByRole('button', { name: 'E-mail, Marketing: agreed. Change' }).waitFor()
    await page.getByRole('region', { name: 'Files' }).getByText('form.pdf').waitFor()
    await consent.getByRole('button', { name: 'History (1)' }).click()
    const history = page.getByRole('dialog')
    await history.getByText('I want news by e-mail.').waitFor()
    await history.getByText(owner.name).waitFor()
    await history.getByRole('link', { name: 'form.pdf' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))

test('a task made for a customer is found on the list, done there, and undone', () =>
  visit({}, async (page) => {
    await page.goto(path)
    await settled(page)
    await page
      .getByRole('region', { name: 'Tasks' })
      .getByRole('button', { name: /New task/ })
      .click()
    await page.getByLabel('What is to be done').fill('Send the book list')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Send the book list' }).waitFor()
    await page.goto('/tasks')
    await settled(page)
    await page.getByRole('region', { name: 'Today' }).getByText('Send the book list').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Finish “Send the book list”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'reached', exact: true }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByText('Nothing promised').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('region', { name: 'Today' }).getByText('Send the book list').waitFor()
  }))

test('a customer is written to from her page; the matter is answered, closed and had back by keyboard', () =>
  visit({}, async (page) => {
    const found = await shop.read<CustomerPage>('/customers?search=lili')
    await page.goto(`/customers/${found.customers[0]?.customerId}`)
    await settled(page)
    await page.getByRole('link', { name: 'Write to Bartos Lili' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Bartos Lili').waitFor()
    await dialog.getByLabel('Subject').fill('Your book is here')
    await dialog.getByLabel('What you write').fill('It waits at the till.')
    await dialog.getByRole('button', { name: 'Send' }).click()
    const thread = page.getByRole('region', { name: 'Your book is here' })
    await thread.getByText('It waits at the till.').waitFor()
    await page.keyboard.press('r')
    await page.keyboard.type('Until Friday.')
    await page.keyboard.press('Control+Enter')
    await thread.getByRole('listitem').filter({ hasText: 'Until Friday.' }).waitFor()
    await page.getByRole('heading', { name: 'Inbox' }).click()
    await page.keyboard.press('e')
    await page.getByText('Ticket closed').waitFor()
    await thread.getByRole('button', { name: 'Reopen' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await thread.getByRole('button', { name: 'Close', exact: true }).waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))

test('in Persian the page reads from the right, with Jalali days to enter', () =>
  visit({ locale: 'fa-IR', viewport: { width: 390, height: 844 } }, async (page) => {
    await page.goto('/')
    await page.evaluate(() => localStorage.setItem('regulars.locale', 'fa'))
    await page.goto(path)
    await settled(page)
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    await page
      .getByRole('region', { name: 'تاریخ‌های مهم' })
      .getByRole('button', { name: /افزودن تاریخ/ })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('روز', { exact: true }).fill('۳۰')
    await dialog.getByLabel('ماه').selectOption({ label: 'آذر' })
    await dialog.getByLabel('سال، اگر معلوم است').fill('۱۳۷۰')
    await dialog.getByRole('button', { name: 'ذخیره' }).click()
    await page
      .getByText(/۳۰ آذر/)
      .first()
      .waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await findBarriers(page)).toEqual([])
  }))
