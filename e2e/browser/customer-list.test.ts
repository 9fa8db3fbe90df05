import { expect, test } from 'vitest'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
await importOrders(shop, smallShopCsv())
const visit = visitor(browser, server)

test('a condition narrows the list, stands in the address, and can be taken away', () =>
  visit({}, async (page) => {
    await page.goto('/customers')
    await settled(page)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Condition…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Condition…' })
    await dialog.getByLabel('Field').selectOption('city')
    await dialog.getByLabel('Compared').selectOption('is not')
    expect(await dialog.getByRole('button', { name: 'Filter' }).isDisabled()).toBe(true)
    await dialog.getByLabel('With', { exact: true }).selectOption('Eger')
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Filter' }).click()
    const chip = page.getByRole('button', { name: 'Remove filter Town: not Eger' })
    await chip.waitFor()
    await settled(page)
    expect(new URL(page.url()).search).toContain('Eger')
    await chip.click()
    await chip.waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).not.toContain('Eger')
  }))
