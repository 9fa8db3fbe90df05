import { expect, test } from 'vitest'
import type { Experiment } from '#contract/experiments'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
await importOrders(shop, smallShopCsv())
const visit = visitor(browser, server)

test('an experiment is planned question by question, started, decided and put away', () =>
  visit({}, async (page) => {
    await page.goto('/experiments')
    await page.getByText('Nothing is being tried out here').waitFor()
    await page.getByRole('link', { name: 'New experiment' }).first().click()
    await page.getByLabel('Name').fill('A card for regulars')
    await page.getByText('People needed').waitFor()
    await page.getByText('there are 60 such customers').waitFor()
    // Shares that do not make 100 are said at once.
    await page.getByLabel('Share of “Nothing” in percent').fill('60')
    await page.getByText('The shares add up to 110%').waitFor()
    expect(await page.getByRole('button', { name: 'Save as a draft' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Equal shares' }).click()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Save as a draft' }).click()

    await page.getByText('A draft: nobody is in it yet').waitFor()

    // What was written down stands in the form again, and more can be asked.
    await page.getByRole('link', { name: 'Change' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('A card for regulars')
    await page.getByRole('button', { name: 'Watch something' }).click()
    const watched = page.getByRole('group', { name: 'Watched: 1' })
    await watched.getByLabel('Name of the event').fill('Complaint Made')
    await watched.getByRole('button', { name: 'Only some of these events' }).click()
    await watched.getByLabel('Only where').fill('stars')
    await watched.getByLabel('Compared').selectOption('less than')
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await watched.getByLabel('With', { exact: true }).fill('3')
    await expect.poll(() => page.getByRole('button', { name: 'Save', exact: true }).isEnabled()).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Times “Complaint Made” (stars less than 3)').waitFor()

    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('Too early: the first people are counted').waitFor({ timeout: 60_000 })
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    const id = page.url().split('/').at(-1) ?? ''
    while ((await shop.read<Experiment>(`/experiments/${id}`)).intake === 'waiting') await page.waitForTimeout(200)
    expect((await shop.read<Experiment>(`/experiments/${id}`)).entered).toBe(60)

    await page.getByRole('button', { name: 'Decide' }).click()
    await page.getByRole('dialog').getByLabel('Why (optional)').fill('It is cheap.')
    await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click()
    await page.getByText('It is cheap.').waitFor()
    await page.getByRole('button', { name: 'Archive' }).click()
    await page.getByText('Archived').first().waitFor()
  }))

test('the global control group is set, explained and counted', () =>
  visit({}, async (page) => {
    await page.goto('/settings/global-control')
    await page.getByLabel('Share kept out').fill('10')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Everybody else against them').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))
