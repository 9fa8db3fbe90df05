import { expect, test } from 'vitest'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
await server.openShop()
const visit = visitor(browser, server)

test('a survey is not left by accident while it is changed, and a draft that was removed comes back', () =>
  visit({}, async (page) => {
    await page.goto('/surveys')
    await page.getByText('Nobody has been asked yet').waitFor()
    await page.getByRole('button', { name: 'Use: Are they satisfied?' }).click()
    await page.waitForURL('**/edit')
    await page.getByLabel('Name').fill('After lunch')
    await page.getByRole('link', { name: 'Customers', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'After lunch' }).waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove the draft' }).click()
    await page.getByText('Nobody has been asked yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'After lunch' }).click()
    await page.getByRole('button', { name: 'Open the survey' }).waitFor()
  }))
