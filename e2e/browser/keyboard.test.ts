import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop()
const visit = visitor(browser, server)

beforeAll(async () => {
  await importOrders(shop, smallShopCsv())
})

const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await settled(page)
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const one = document.activeElement
    return one === null || one === document.body
      ? ''
      : `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent ?? ''}`.trim()
  })

test('the first Tab offers to skip the navigation', () =>
  visit({}, async (page) => {
    await open(page, '/')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  }))

const pages = ['/', '/customers', '/insights/retention', '/imports', '/jobs', '/settings', '/settings/language']

test.each(pages)('on %s Tab reaches everything that can be pressed, visibly, and is caught nowhere', (path) =>
  visit({}, async (page) => {
    await open(page, path)
    const missed = await page.evaluate(async () => {
      const all = [
        ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex="0"]'),
      ]
      const wanted = all.filter((one) => {
        const isShown = one.checkVisibility({ visibilityProperty: true }) && !one.hasAttribute('disabled')
        // Of a group of radio buttons Tab reaches one.
        const isOther = one instanceof HTMLInputElement && one.type === 'radio' && !one.checked
        return isShown && one.tabIndex >= 0 && !isOther
      })
      for (const one of wanted) one.dataset.wanted = 'yes'
      return wanted.length
    })
    expect(missed).toBeGreaterThan(5)
    const unseen: string[] = []
    for (let presses = 0; presses < missed + 40; presses += 1) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement | null
        if (one === null || one === document.body) return 'out'
        delete one.dataset.wanted
        const shown = [one, one.nextElementSibling, one.parentElement].filter((near) => near instanceof HTMLElement)
        const isSeen = shown.some((near) => {
          const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(near)
          return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || borderColor !== ''
        })
        return isSeen ? '' : `${one.tagName} ${one.textContent}`
      })
      if (at === 'out' && presses > 3) break
      if (at !== '' && at !== 'out') unseen.push(at)
    }
    const left = await page.locator('[data-wanted]').evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 140)))
    expect({ left, unseen }).toEqual({ left: [], unseen: [] })
  }),
)

test('menus, lists and dialogs open by keyboard, keep the focus and give it back', () =>
  visit({}, async (page) => {
    await open(page, '/')
    const bell = page.locator('header:visible').getByRole('button', { name: /^Notifications/ })
    const looks = await bell.getAttribute('class')
    await bell.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toContain('Notifications')
    expect((await bell.getAttribute('class'))?.split(' ')).toContain(looks)

    const menu = page.locator('header:visible').getByRole('button', { name: 'Corner café' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Magyar' }).waitFor()
    for (let presses = 0; presses < 12 && !(await focused(page)).includes('Magyar'); presses += 1) {
      await page.keyboard.press('ArrowDown')
    }
    expect(await focused(page)).toContain('Magyar')
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toContain('Corner café')

    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('Tab')
    const isInside = await page.evaluate(() => {
      const one = document.activeElement
      return one === document.body || one?.closest('dialog') !== null
    })
    expect(isInside).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toContain('Corner café')
  }))

test('the finder leads anywhere, and remembers where', () =>
  visit({}, async (page) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Customer, page or action' }).waitFor()
    await page.keyboard.type('langu')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Language/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/settings/language')
    await settled(page)
    await page.keyboard.press('Control+k')
    const first = page.getByRole('dialog').getByRole('button').first()
    await first.waitFor()
    expect(await first.textContent()).toContain('Language')
    await page.keyboard.press('Escape')
  }))

test('a language chosen in the menu turns the page at once, and is the person’s from then on', () =>
  visit({}, async (page) => {
    await open(page, '/customers')
    const choose = async (language: string): Promise<void> => {
      await page.locator('header:visible').getByRole('button', { name: 'Corner café' }).click()
      await page.getByRole('menuitem', { name: language }).click()
    }
    const html = page.locator('html')
    await choose('فارسی')
    await page.getByRole('heading', { level: 1, name: 'مشتریان' }).waitFor()
    expect([await html.getAttribute('lang'), await html.getAttribute('dir')]).toEqual(['fa', 'rtl'])
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'مشتریان' }).waitFor()
    expect(await (await page.request.get('/api/v1/session')).json()).toMatchObject({ person: { locale: 'fa' } })
    await choose('English')
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
    expect(await html.getAttribute('dir')).toBe('ltr')
  }))

test('letters lead from page to page, arrows from row to row', () =>
  visit({}, async (page) => {
    await open(page, '/')
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL('**/customers')
    // The address changes before the page does, and the page before has a heading, too.
    await page.locator('main input[type=search]').waitFor()
    await settled(page)
    await page.keyboard.press('/')
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.type === 'search')
    const rows = page.locator('main tbody tr > td:first-child a')
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    expect(await focused(page)).toContain((await rows.nth(1).textContent()) ?? '')
    await page.keyboard.press('Enter')
    await page.waitForURL(/customers\/[0-9a-f-]{36}/)
  }))

test('a date is typed or picked in the calendar of the person', () =>
  visit({}, async (page) => {
    await open(page, '/settings/language')
    await page.getByRole('radio', { name: 'Jalali' }).focus()
    await page.keyboard.press('Space')
    await page.getByText(/Today is .* 14\d\d\./).waitFor()
    await page.reload()
    await settled(page)
    await page.getByText(/Today is .* 14\d\d\./).waitFor()
    await page.getByRole('radio', { name: 'As usual in the language' }).click({ force: true })
    await page.getByRole('radio', { name: 'As usual in the language', checked: true }).waitFor()
  }))
