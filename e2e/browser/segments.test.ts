import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Segment, SegmentList } from '#contract/segments'
import { translatorFor } from '#i18n'
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

/** Tab until what has the focus is called like this. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const at = document.activeElement
      return (
        at?.getAttribute('aria-label') ??
        (at as HTMLInputElement | null)?.labels?.[0]?.textContent ??
        at?.textContent ??
        ''
      )
    })
    if (typeof name === 'string' ? focused.trim() === name : name.test(focused)) return
  }
  throw new Error(`Nothing called ${name} can be reached by Tab`)
}

test('a segment is built by keyboard alone, counted while it is built, and entered by what somebody does', () =>
  visit({}, async (page) => {
    await page.goto('/segments')
    await page.getByText('No segments yet').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('n')
    await page.waitForURL('**/segments/new')
    await page.getByText('Counted as soon as').first().waitFor()
    await tabTo(page, 'Name')
    await page.keyboard.type('Table guests')
    await tabTo(page, 'Add a condition')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Number of orders' }).waitFor()
    await page.keyboard.type('Town')
    await page.getByRole('menuitem', { name: 'Town' }).focus()
    await page.keyboard.press('Enter')
    // What was added has the focus; what it lacks is said below it.
    await page.getByText('Something is still to be filled in here').waitFor()
    await tabTo(page, 'Value')
    await page.keyboard.type('Eger')
    await page.getByText('of 60 customers · 33.3%').waitFor()
    expect(await page.getByRole('status').locator('b').textContent()).toBe('20')
    expect(await page.getByText('For example').locator('xpath=following-sibling::ul/li').count()).toBe(10)
    expect(await findBarriers(page)).toEqual([])

    // Taken out and put back.
    await tabTo(page, /^Remove condition/)
    await page.keyboard.press('Enter')
    await page.getByText('Counted as soon as').first().waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('of 60 customers · 33.3%').waitFor()
    // Whoever leaves now is asked.
    await page.getByRole('link', { name: 'Customers', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()

    await page.getByRole('heading', { name: 'Table guests' }).waitFor()
    await page.getByText('Up to date').waitFor()
    await page.getByText('Town is “').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    const id = page.url().split('/').at(-1) ?? ''
    const membersOf = async () => (await shop.read<Segment>(`/segments/${id}`)).members
    expect(await membersOf()).toBe(20)
    const answer = await fetch(`${server.url}/v1/identify`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ userId: 'zita', traits: { name: 'Zita Nagy', city: 'Eger' } }),
    })
    expect(answer.status).toBe(200)
    for (let i = 0; i < 100 && (await membersOf()) !== 21; i++) await page.waitForTimeout(100)
    await page.reload()
    await page.getByRole('link', { name: 'Zita Nagy' }).click()
    await page.getByRole('link', { name: 'Table guests' }).waitFor()
  }))

test('a ready-made one is one click away; people are put on it by hand and taken off again', () =>
  visit({}, async (page) => {
    await page.goto('/segments')
    await page.getByRole('button', { name: 'Use it: Lost' }).click()
    await page.getByRole('heading', { name: 'Lost', exact: true }).waitFor()
    await page.getByText('Up to date').waitFor()
    await page.getByText('Days since the last order: more than 365 days').waitFor()
    await page.getByRole('button', { name: 'By hand…' }).click()
    await page.getByRole('dialog').getByPlaceholder(/./).fill('Béla Szűcs')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Béla Szűcs/ })
      .first()
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 customer was put on the list.').waitFor()
    const { segments } = await shop.read<SegmentList>('/segments')
    expect(segments.find(({ name }) => name === 'Lost')?.listedIn).toBe(1)
  }))

test('what people will want next is asked for with the shop’s own products, and read again as a sentence', () =>
  visit({ viewport: { width: 360, height: 780 } }, async (page) => {
    const products = [{ productId: 'p1', name: 'Paper filters', category: 'Coffee' }]
    expect((await shop.ask('PUT', '/products', { products })).status).toBe(200)
    await page.goto('/segments/new')
    await page.getByLabel('Name').fill('Filters next')
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('menuitem', { name: 'What they will want next' }).click()
    await page.getByLabel('Value').fill('Pap')
    await page.locator('option[value="Paper filters"]').waitFor({ state: 'attached' })
    await page.getByLabel('Value').fill('Paper filters')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('will probably want “\u2068Paper filters\u2069” next').waitFor()
  }))

test('a segment is built in Hungarian, and in Persian from right to left on a phone', () =>
  visit({ viewport: { width: 360, height: 780 } }, async (page) => {
    for (const locale of ['hu', 'fa'] as const) {
      const t = translatorFor(locale, 'segments', 'console')
      await page.addInitScript((chosen) => localStorage.setItem('regulars.locale', chosen), locale)
      await page.goto('/segments/new?ready=big_spenders')
      await page.getByRole('heading', { name: t('segments.new') }).waitFor()
      await page.getByText(locale === 'fa' ? /از ۶[۰۱] مشتری/ : /6[01] ügyfél/).waitFor()
      await settled(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(await findBarriers(page)).toEqual([])
      await page.getByLabel(t('segments.name'), { exact: true }).fill(`Vendég ${locale}`)
      await page.getByRole('button', { name: t('console.save'), exact: true }).click()
      await page.getByRole('heading', { name: `Vendég ${locale}` }).waitFor()
      expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'fa' ? 'rtl' : 'ltr')
    }
  }))

test('a period is of the calendar of who chooses it; whoever reads days by the other is told so', async () => {
  const t = translatorFor('fa', 'segments', 'console')
  let id = ''
  await visit({}, async (page) => {
    await page.addInitScript(() => localStorage.setItem('regulars.locale', 'fa'))
    await page.goto('/segments/new')
    await page.getByLabel(t('segments.name'), { exact: true }).fill('زادروزها')
    await page.getByRole('button', { name: t('segments.add') }).click()
    await page.getByRole('menuitem', { name: t('segments.begin.birthday'), exact: true }).click()
    await page.getByLabel(t('segments.when')).selectOption('this_month')
    await page.getByRole('button', { name: t('console.save'), exact: true }).click()
    await page.getByRole('heading', { name: 'زادروزها' }).waitFor()
    await page.getByText(t('segments.period.this_month')).waitFor()
    expect(await page.getByText(t('segments.calendar.jalali')).count()).toBe(0)
    id = page.url().split('/').at(-1) ?? ''
  })
  const { definition } = await shop.read<Segment>(`/segments/${id}`)
  expect(JSON.stringify(definition)).toContain('"period":"this_month","calendar":"jalali"')
  await visit({}, async (page) => {
    await page.goto(`/segments/${id}`)
    await page.getByText('this month, Jalali calendar').waitFor()
  })
})
