import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { findBarriers, findRawWords, settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'
import { consolePages } from './console-pages.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const visit = visitor(browser, server)
let pages: [name: string, path: string][] = []

beforeAll(async () => {
  const done = (await importOrders(shop, smallShopCsv())).importId
  const csv = { 'content-type': 'text/csv' }
  const uploaded = await shop.ask('POST', '/imports?kind=orders&fileName=draft.csv', smallShopCsv().slice(0, 900), csv)
  const draft = ((await uploaded.json()) as { importId: string }).importId
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: '{"batch":[{"type":"track","event":"Seen"},7]}',
  })
  const body = { kind: 'blocks', blocks: [{ kind: 'text', text: 'Good day' }] }
  const variants = { en: { subject: 'Good day', body } }
  await shop.ask('POST', '/message-templates', { name: 'A letter', purpose: 'useful', variants })
  const { customers } = await shop.read<CustomerPage>('/customers')
  const [running = '', waiting = ''] = await Promise.all(['A card', 'A gift'].map(makeExperiment))
  await shop.ask('POST', `/experiments/${running}/start`)
  const survey = await askEverybody()
  const experiments = { running, waiting }
  const ticket = await openTicket(customers[0]?.customerId)
  pages = consolePages({ customer: customers[0]?.customerId ?? '', done, draft, experiments, survey, ticket })
})

async function askEverybody(): Promise<string> {
  const made = await shop.ask('POST', '/surveys', { name: 'How are we doing?', kind: 'nps', isPublic: true })
  const { surveyId, publicUrl } = (await made.json()) as { surveyId: string; publicUrl: string }
  await shop.ask('POST', `/surveys/${surveyId}/open`)
  for (const score of ['9', '3'])
    await fetch(publicUrl, { method: 'POST', body: new URLSearchParams({ score, comment: 'Cold coffee' }) })
  return surveyId
}

async function openTicket(customerId: string | undefined): Promise<string> {
  const entry = { kind: 'in', text: 'Is the blue lamp back?' }
  const made = await shop.ask('POST', '/tickets', { subject: 'The blue lamp', channel: 'phone', customerId, entry })
  const { ticketId } = (await made.json()) as { ticketId: string }
  await shop.ask('POST', `/tickets/${ticketId}/entries`, { kind: 'note', text: 'On its way' })
  await shop.ask('POST', `/tickets/${ticketId}/entries`, { kind: 'out', text: 'It will be on Friday.' })
  return ticketId
}

async function makeExperiment(name: string): Promise<string> {
  const arm = (key: string) => ({ key, name: key, share: 50, isControl: key === 'nothing' })
  const made = await shop.ask('POST', '/experiments', {
    name,
    audience: { kind: 'customers', query: { filter: 'regulars' } },
    arms: ['nothing', 'something'].map(arm),
    goal: { metric: { of: 'orders', measure: 'did' }, windowDays: 14 },
  })
  return ((await made.json()) as { experimentId: string }).experimentId
}

/** What looks like a table there is filled in, or is a file itself. */
const noTables = new Set(['customer', 'import-columns'])
const desk = { width: 1360, height: 900 }
const phone = { width: 360, height: 780 }

/** What a page must never do, on a desk and on a narrow phone. Colours are the same in all languages: one is read in both looks. */
async function findFaults(page: Page, path: string, locale: string): Promise<string[]> {
  await page.setViewportSize(desk)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(path)
  await settled(page)
  const barriers = locale === 'en' ? await findBarriersInBothLooks(page) : await findBarriers(page, 'all but contrast')
  const runOver = [...(await findWide(page)), ...(await findRunOver(page))]
  await page.setViewportSize(phone)
  await settled(page)
  const digits = locale === 'fa' ? [...(await findForeignDigits(page)), ...(await findElsewhere(page))] : []
  return [...barriers, ...runOver, ...(await findLastingOverflow(page)), ...(await findRawWords(page)), ...digits]
}

async function findBarriersInBothLooks(page: Page): Promise<string[]> {
  // What Chromium skips drawing keeps the colours of the look before; axe would read those.
  await page.evaluate(() => {
    const all = new CSSStyleSheet()
    all.replaceSync('* { content-visibility: visible !important }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, all]
  })
  const light = (await findBarriers(page)).map((one) => `light: ${one}`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark')
  await settled(page)
  const dark = (await findBarriers(page, 'contrast')).map((one) => `dark: ${one}`)
  return [...light, ...dark]
}

/** Charts are drawn anew a moment after the screen has become narrow. */
async function findLastingOverflow(page: Page): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const found = [...(await findWide(page)), ...(await findOverflow(page))]
    if (found.length === 0 || tries === 20) return found
    await page.waitForTimeout(100)
  }
}

/** Nothing wider than the phone, no word cut off on a button, in a tab, a heading, a fact or the cell of a table. */
async function findOverflow(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const cut = [
      ...document.querySelectorAll<HTMLElement>(
        'button, button span, .mantine-Button-label, nav a, h1, h2, h3, [role=tab], label, th, td, dd span',
      ),
    ].filter((one) => {
      const { overflowX, display } = getComputedStyle(one)
      if (display === 'inline' || overflowX === 'auto' || overflowX === 'scroll') return false
      return one.clientWidth > 2 && one.scrollWidth > one.clientWidth + 1
    })
    // What a frame of its own can be scrolled to is no fault, nor what is there for those alone who hear the page.
    const reachable = (one: Element | null): boolean =>
      one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || reachable(one.parentElement))
    const outside = [...document.querySelectorAll<HTMLElement>('main *:not(svg *)')].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect()
      return width > 2 && (left < -1 || right > window.innerWidth + 1) && !one.closest('thead') && !reachable(one)
    })
    return [
      ...outside.map((one) => `off the screen: ${one.tagName} ${one.textContent?.slice(0, 60)}`),
      ...cut.map((one) => `cut off: ${one.tagName} ${one.textContent?.slice(0, 60)}`),
    ]
  })
}

async function findWide(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return wide > 0 ? [`${wide} pixels wider than the screen`] : []
}

/** Tables without their file beside them: in the card, or above all cards for a page that is one list. */
async function findWithoutFile(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const files = [...document.querySelectorAll('main :is([download], [data-csv])')]
    const isBeside = (table: Element, file: Element): boolean => {
      const card = file.closest('section')
      return card === null || card.contains(table)
    }
    return [...document.querySelectorAll('main table')]
      .filter((table) => !files.some((file) => isBeside(table, file)))
      .map((table) => `no file of this table: ${table.getAttribute('aria-label') ?? table.textContent?.slice(0, 60)}`)
  })
}

/** Cards whose content runs over their edge, onto what stands beside them. */
async function findRunOver(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main section')]
      .filter((one) => getComputedStyle(one).overflowX === 'visible' && one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.scrollWidth - one.clientWidth} pixels over its card: ${one.textContent?.slice(0, 40)}`),
  )
}

/** Names in Latin letters that do not stand where their column begins. */
async function findElsewhere(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main :is(bdi, small[dir="auto"], span[dir="auto"])')]
      .filter((one) => {
        const { display, paddingRight } = getComputedStyle(one)
        const around = one.parentElement && getComputedStyle(one.parentElement).textAlign
        if (display === 'inline' || display === 'contents' || (around !== 'start' && around !== 'right')) return false
        const words = document.createRange()
        words.selectNodeContents(one)
        const { right, width } = words.getBoundingClientRect()
        return width > 2 && one.getBoundingClientRect().right - Number.parseFloat(paddingRight) - right > 4
      })
      .map((one) => `stands elsewhere: ${one.textContent?.slice(0, 60)}`),
  )
}

/** Digits of another script than the sentence around them; names such as “OpenAPI 3.1” and codes keep theirs. */
async function findForeignDigits(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode
      const isData = parentElement?.closest('script, style, code, pre, kbd, bdi, option, svg, [lang]:not(html)')
      const own = (textContent ?? '').replaceAll(/[A-Za-z][\w.+/:-]*(?: [\d.]+)?/g, '')
      if (!isData && /\d/.test(own)) found.push(`foreign digits: ${textContent?.slice(0, 80)}`)
    }
    return found
  })
}

test.concurrent.each(['en', 'fa'] as const)(
  'nothing is wrong with any page, %s',
  (locale) =>
    visit({}, async (page) => {
      // The browser's own choice counts before the person's, so two languages can be looked at at once.
      await page.addInitScript((chosen) => localStorage.setItem('regulars.locale', chosen), locale)
      const faults: Record<string, string[]> = {}
      for (const [name, path] of pages) {
        const found = await findFaults(page, path, locale).catch((error: Error) => [error.message])
        if (locale === 'en' && !noTables.has(name)) found.push(...(await findWithoutFile(page)))
        if (found.length > 0) faults[name] = found
        if ((await page.locator('html').getAttribute('dir')) !== (locale === 'fa' ? 'rtl' : 'ltr')) {
          faults[name] = [...found, 'the wrong direction']
        }
      }
      expect(faults).toEqual({})
    }),
  480_000,
)

test('the gallery is not part of what is shipped', () => {
  const assets = join(import.meta.dirname, '../../dist/console/assets')
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(10)
  const shipped = scripts.filter((name) =>
    readFileSync(join(assets, name), 'utf8').includes('Our components over Mantine'),
  )
  expect(shipped).toEqual([])
})
