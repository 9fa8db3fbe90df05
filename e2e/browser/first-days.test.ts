import { expect, test } from 'vitest'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
await server.openShop()
const visit = visitor(browser, server)

const firstSteps = [
  ['/', 'Import your orders'],
  ['/customers', 'Import your orders'],
  ['/journeys', 'Plays'],
  ['/campaigns', 'New campaign'],
  ['/campaigns/feeds', 'New newsletter of a feed'],
  ['/messages', 'Templates'],
  ['/messages/templates', 'New template'],
  ['/tasks', 'New task'],
  ['/insights/predictions', 'Import orders'],
  ['/insights/worth', 'Import orders'],
  ['/imports', 'Choose a file'],
] as const

test('a shop without orders is led to its first import, never told to choose other days', () =>
  visit({}, async (page) => {
    let answer = () => {}
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/api/v1/metrics/filters*', async (route) => {
      await asked
      await route.continue()
    })
    const report = page.waitForResponse('**/api/v1/metrics/retention*')
    await page.goto('/insights/retention')
    await (await report).finished()
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await page.locator('main').textContent()).not.toContain('Nobody in this selection')
    answer()
    await page.getByRole('link', { name: 'Import orders' }).waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))

test('where nothing was ever written, the inbox says what to do across its whole width', () =>
  visit({}, async (page) => {
    await page.goto('/inbox')
    const list = page.getByRole('region', { name: 'Tickets' })
    await list.getByRole('link', { name: 'Set up the mailbox' }).waitFor()
    const main = (await page.locator('main').boundingBox())?.width ?? 0
    expect((await list.boundingBox())?.width).toBeGreaterThan(main / 2)
    expect(await findBarriers(page)).toEqual([])
  }))

test('where nothing is yet, one action is the main one, and it leads on', () =>
  visit({}, async (page) => {
    const main = page.locator('main .mantine-Button-root:is([data-variant="filled"], :not([data-variant]))')
    for (const [path, action] of firstSteps) {
      await page.goto(path)
      await settled(page)
      expect([path, ...(await main.allTextContents())]).toEqual([path, action])
      expect(await findBarriers(page)).toEqual([])
    }
    await page.goto('/insights/worth')
    await page.getByRole('link', { name: 'Import orders' }).click()
    await page.getByText('Drop the file here').waitFor()
  }))

test('messages of a state that none is in are not told to be the first ones', () =>
  visit({}, async (page) => {
    await page.goto('/messages?state=failed')
    await page.getByText('No message is in this state').waitFor()
    expect(await page.getByText('Nothing was sent yet').count()).toBe(0)
  }))
