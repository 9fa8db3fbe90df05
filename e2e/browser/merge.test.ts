import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CustomerPage, CustomerRow } from '#contract/customers'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
const visit = visitor(browser, server)

const people = [
  {
    name: 'Kovács Anna',
    email: 'anna.kovacs@gmail.com',
    phone: '+36301234567',
    tags: ['regular'],
    traits: { size: 'M' },
  },
  { name: 'Anna Kovács', email: 'annakovacs@googlemail.com', traits: { drink: 'tea' } },
  { name: 'Szűcs Béla', email: 'bela@corner.example' },
]
for (const person of people) expect((await shop.ask('POST', '/customers', person)).status).toBe(201)

const list = async (query = ''): Promise<CustomerRow[]> =>
  (await shop.read<CustomerPage>(`/customers?${query}`)).customers

async function clean(page: Page): Promise<void> {
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
}

test('two entries of one person are found, compared, merged, and separated again', () =>
  visit({}, async (page) => {
    await page.goto('/customers')
    await page.getByRole('link', { name: 'Duplicates' }).click()
    await page.getByText('Very likely one person').waitFor({ timeout: 30_000 })
    await page.getByText('Same e-mail, spelled another way').waitFor()
    await clean(page)
    await page.getByRole('button', { name: 'They are two' }).click()
    await page.getByText('Nobody seems to be here twice').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Compare and merge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('rowheader', { name: 'drink' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await page.getByText('They are one customer now').waitFor()
    expect(await list()).toHaveLength(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('They are two customers again').waitFor()
    expect(await list()).toHaveLength(3)
  }))

test('an address that somebody else has leads to a merge', () =>
  visit({}, async (page) => {
    const [bela] = await list('search=bela')
    await page.goto(`/customers/${bela?.customerId}`)
    await page.getByRole('button', { name: 'Edit' }).first().click()
    await page.getByRole('textbox', { name: 'Phone' }).fill('+36 30 123 4567')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Another customer has this phone number').waitFor()
    await page.getByRole('button', { name: 'Compare and merge' }).click()
    await page.getByRole('dialog').getByText('Are these two one person?').waitFor()
    await page.keyboard.press('Escape')
  }))

test('many customers get a tag at once, and lose it again by undo', () =>
  visit({}, async (page) => {
    await page.goto('/customers')
    await page.getByRole('checkbox', { name: 'Select Szűcs Béla' }).check()
    await page.getByRole('button', { name: 'Select all 3 shown' }).click()
    await clean(page)
    await page.getByRole('button', { name: 'Add tag' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This is about 3 customers').waitFor()
    await dialog.getByRole('combobox', { name: 'Tag' }).fill('winter')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await page.getByText('3 customers changed').waitFor({ timeout: 40_000 })
    expect(await list('tag=winter')).toHaveLength(3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('3 customers as before').waitFor({ timeout: 40_000 })
    expect(await list('tag=winter')).toEqual([])
  }))

test('a way to look at the list is saved, opens the list, and can be left', () =>
  visit({}, async (page) => {
    await page.goto('/customers?tag=regular')
    await page.getByRole('button', { name: 'Save as view' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the view').fill('Our regulars')
    await dialog.getByLabel('My list opens with it').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Our regulars' }).waitFor()
    await page.goto('/customers')
    await page.waitForURL(/tag=/)
    const rows = page.locator('main table tbody tr')
    await page.getByRole('link', { name: 'Our regulars' }).waitFor()
    await settled(page)
    expect(await rows.count()).toBe(1)
    await page.getByRole('link', { name: 'Everybody' }).click()
    await page.getByText('Szűcs Béla').waitFor()
    await clean(page)
  }))

test('a field found in the data is defined, and becomes a column', () =>
  visit({}, async (page) => {
    await page.goto('/settings/traits')
    await page.getByText('Found in your data').waitFor()
    await clean(page)
    await page.getByRole('listitem').filter({ hasText: 'drink' }).getByRole('button', { name: 'Define' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Label').fill('Favourite drink')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Favourite drink').waitFor()
    await page.goto('/customers?view=all')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Favourite drink' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('cell', { name: 'tea' }).waitFor()
  }))
