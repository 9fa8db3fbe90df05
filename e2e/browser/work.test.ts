import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { settled } from '../../src/testing/browser-page.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
const visit = visitor(browser, server)

/** Drops a file onto the page as from the desktop. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content ?? ''], fileName ?? '', { type: 'text/csv' }))
      return transfer
    },
    [name, text],
  )
  const target = page.getByText('Drop the file here')
  await target.dispatchEvent('dragover', { dataTransfer: files })
  await target.dispatchEvent('drop', { dataTransfer: files })
}

test('a file goes from the drop through preview and trial to figures, and can be taken back', () =>
  visit({}, async (page) => {
    await page.goto('/imports')
    await drop(page, 'picture.csv', '\u0089PNG\u0000\u0000')
    await page.getByText('This file cannot be used').waitFor()

    await page.getByRole('button', { name: 'Choose another file' }).waitFor()
    await drop(page, 'orders.csv', smallShopCsv())
    await page.getByText('What is in which column?').waitFor()
    // A reload does not lose the draft.
    await page.reload()
    await page.getByText('What is in which column?').waitFor()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByText('nothing has been written yet').waitFor()
    await page.getByText('Every row can be used.').waitFor()
    expect(await shop.read<CustomerPage>('/customers')).toMatchObject({ total: 0 })
    await page.getByRole('button', { name: /^Import / }).click()
    await page.getByText('Done. This is what was found.').waitFor({ timeout: 60_000 })
    expect(await shop.read<CustomerPage>('/customers')).toMatchObject({ total: 60 })

    await page.getByRole('button', { name: 'Take this import back' }).click()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('This import has been taken back').waitFor({ timeout: 60_000 })
    expect(await shop.read<CustomerPage>('/customers')).toMatchObject({ total: 0 })

    await page.goto('/imports')
    await drop(page, 'orders.csv', smallShopCsv())
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: /^Import / }).click()
    await page.getByText('Done. This is what was found.').waitFor({ timeout: 60_000 })
    await page.getByRole('link', { name: 'See who is late today' }).click()
    await page.getByText('Late against their own rhythm').waitFor()
  }))

test('a customer is found, and their page tells who, since when, worth what, in which rhythm', () =>
  visit({}, async (page) => {
    await page.goto('/customers')
    await settled(page)
    const search = page.getByRole('searchbox')
    const rows = page.locator('main table tbody tr')
    // A row clicked while the search still rests opens all the same.
    await search.fill('Emma')
    await page.getByRole('link', { name: /^Emma/ }).first().click()
    await page.waitForURL('**/customers/*-*')
    await page.goto('/customers')
    await search.fill('person4@')
    await page.waitForURL(/search=person4/)
    await settled(page)
    expect(await rows.count()).toBe(1)
    await rows.getByRole('link', { name: 'Emma Fehér' }).click()
    await page.waitForURL('**/customers/*-*')
    await settled(page)
    const main = page.locator('main')
    await main.getByRole('heading', { level: 1, name: 'Emma Fehér' }).waitFor()
    await settled(page)
    const text = await main.textContent()
    expect(text).toContain('person4@corner.example')
    expect(text).toMatch(/€/)
    expect(await main.locator('svg').count()).toBeGreaterThan(0)
    await main.getByRole('heading', { name: 'Timeline' }).waitFor()
    expect(text).toMatch(/Order/)
  }))

test('an unknown customer and an unknown address are said in words', () =>
  visit({}, async (page) => {
    await page.goto('/customers/0198c0de-0000-7000-8000-000000000000')
    await page
      .locator('main')
      .getByRole('alert')
      .or(page.getByText(/no such/i))
      .first()
      .waitFor()
    await page.goto('/nowhere')
    await page.getByText('There is no such page').waitFor()
  }))

test('a dead letter is repaired and taken in', () =>
  visit({}, async (page) => {
    await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
      body: JSON.stringify({
        batch: [{ type: 'track', event: 'Table Booked', messageId: 'm-1', properties: { seats: 2 } }],
      }),
    })
    await page.goto('/settings/dead-letters')
    await page.getByText('No customer').first().waitFor()
    await page.locator('summary').first().click()
    const body = page.getByLabel('The event as it came')
    const event = JSON.parse(await body.inputValue()) as object
    await body.fill(JSON.stringify({ ...event, type: 'dance', userId: 'zita' }))
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.locator('[role=alert], .mantine-InputWrapper-error, [aria-invalid=true]').first().waitFor()
    await body.fill(JSON.stringify({ ...event, userId: 'zita' }))
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByText('Everything has been taken in').waitFor()
    await server.settle()
    const { customers } = await shop.read<CustomerPage>('/customers?search=zita')
    expect(customers).toHaveLength(1)
    await page.goto(`/customers/${customers[0]?.customerId}`)
    await page.getByText('Table Booked').first().waitFor()
  }))

test('everything can be reached with the keyboard alone', () =>
  visit({}, async (page) => {
    const isOnRow = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.matches('main tbody tr a') ?? false)
    await page.goto('/')
    await settled(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL('**/customers')
    await settled(page)
    await page.locator('main input[type=search]').waitFor()
    await page.keyboard.press('/')
    await page.waitForFunction(() => document.activeElement?.matches('main input[type=search]'))
    await page.keyboard.type('person4@')
    await page.waitForURL(/search=person4/)
    await settled(page)
    await page.waitForFunction(() => document.querySelectorAll('main table tbody tr a').length === 1)
    for (let i = 0; i < 30 && !(await isOnRow()); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/customers/*-*')

    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Insights')
    await page.getByRole('dialog').getByText('Insights').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/insights/retention')
  }))

test('a key is made, shown once and revoked', () =>
  visit({}, async (page) => {
    await page.goto('/settings/api-keys')
    await settled(page)
    await page
      .getByRole('button', { name: /new|create/i })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').first().fill('Till')
    await dialog.getByRole('button').last().click()
    await dialog
      .getByText(/(wk|sk)_/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
  }))
