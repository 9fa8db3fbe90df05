import { createServer } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { launchBrowser } from '../../src/testing/browser.ts'
import { findBarriers, openPage } from '../../src/testing/browser-page.ts'

const browser = await launchBrowser()
const vite = await createServer({ logLevel: 'error', server: { port: 0, host: '127.0.0.1', hmr: false } })
await vite.listen()
const url = vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''

afterAll(async () => {
  await browser.close()
  await vite.close()
})

test('the gallery shows every component, in both looks and both directions, without a server', async () => {
  const { page, problems, close } = await openPage(browser, url)
  page.setDefaultTimeout(90_000)
  await page.goto('/gallery')
  await page.getByRole('heading', { name: 'Gallery' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark')
  await page.getByText('فارسی', { exact: true }).click()
  await page.waitForFunction(() => document.documentElement.dir === 'rtl')
  expect(await findBarriers(page)).toEqual([])

  // A day is picked with the arrows, in the calendar of the language; the calendar opens at the day that is chosen.
  await page.getByLabel('Birthday').click()
  expect(await page.getByLabel('Birthday').inputValue()).toBe('۱۴۰۵/۰۸/۳۰')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('[role=dialog] button[aria-pressed=true]:focus').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByLabel('Birthday').inputValue()).toBe('۱۴۰۵/۰۹/۰۱')
  await page.getByLabel('Birthday').fill('۱۴۰۵/۱۲/۳۰')
  await page.keyboard.press('Tab')
  await page.locator('[aria-invalid=true]').waitFor()
  expect(problems).toEqual([])
  await close()
}, 240_000)
