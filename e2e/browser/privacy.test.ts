import { expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop()
const visit = visitor(browser, server)

for (const name of ['Nagy Zsófia', 'Szűcs Béla']) {
  expect((await shop.ask('POST', '/customers', { name, tags: ['regular'] })).status).toBe(201)
}
await server.settle()

test('somebody is erased from the menu on their page, after their name was typed', () =>
  visit({}, async (page) => {
    await page.goto('/customers')
    await page.getByRole('link', { name: 'Nagy Zsófia' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nagy Zsófia' }).waitFor()
    const archive = page.waitForEvent('download')
    await page.getByRole('button', { name: 'More about this customer' }).click()
    await page.getByRole('menuitem', { name: 'Download all their data' }).click()
    expect((await archive).suggestedFilename()).toBe('customer.zip')
    await page.getByRole('button', { name: 'More about this customer' }).click()
    await page.getByRole('menuitem', { name: 'Erase this person…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Profile: 1').waitFor()
    expect(await dialog.textContent()).not.toContain('privacy.rows')
    expect(await findBarriers(page)).toEqual([])
    const erase = dialog.getByRole('button', { name: 'Erase for good' })
    await dialog.getByRole('textbox').fill('Nagy')
    expect(await erase.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Nagy Zsófia')
    await erase.click()
    await page.waitForURL('**/customers')
    await page.getByRole('link', { name: 'Szűcs Béla' }).waitFor()
    const { customers } = await shop.read<CustomerPage>('/customers')
    expect(customers.map(({ name }) => name)).toEqual(['Szűcs Béla'])
    await page.goto('/settings/privacy')
    await page.getByText('Done').first().waitFor()
    await page.goto('/settings/audit')
    await page.locator('main table').getByText('Customer erased').waitFor()
    await page.getByRole('button', { name: 'Verify the record' }).click()
    await page.getByText('as they were written').or(page.getByText('as it was written')).waitFor()
  }))

test('a period for keeping things is chosen and kept', () =>
  visit({}, async (page) => {
    await page.goto('/settings/privacy')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Dead letters: days' }).fill('30')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await page.reload()
    await settled(page)
    expect(await page.getByRole('textbox', { name: 'Dead letters: days' }).inputValue()).toContain('30')
    // Nothing is due, so there is nothing to remove.
    expect(await page.getByRole('button', { name: 'Remove what is due now' }).isDisabled()).toBe(true)
  }))
