import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A page of its own session that remembers everything that should not happen on it. */
export type WatchedPage = { page: Page; problems: string[]; close: () => Promise<void> }

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Budapest',
    reducedMotion: 'reduce',
    viewport: { width: 1360, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const problems: string[] = []
  const own = new URL(url).origin
  page.on('console', (message) => {
    // A refused request is told by the page itself; the browser's own line about it adds nothing.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(`${error.message}\n${error.stack ?? ''}`))
  page.on('request', (request) => {
    const target = new URL(request.url())
    if (target.origin !== own && !['data:', 'blob:', 'about:'].includes(target.protocol)) {
      problems.push(`a request to ${request.url()}`)
    }
  })
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return { page, problems, close: () => context.close() }
}

/** Signs the page's session in without the form. */
export async function signInPage(
  page: Page,
  url: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/session`, {
    data: { email, password },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`Sign-in: ${answer.status()} ${await answer.text()}`)
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Axe = {
  run: (
    root: Document,
    options: object,
  ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
}

const rules = {
  all: {},
  contrast: { runOnly: ['color-contrast'] },
  'all but contrast': { rules: { 'color-contrast': { enabled: false } } },
}

/** No colour is on its way to another any more: a picture or a judgement of it holds. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // Colours change over some frames, and those that are inherited begin when their parents' have come to an end.
    for (let round = 0; round < 20; round++) {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const running = document
        .getAnimations()
        .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity)
      if (running.length === 0) return
      await Promise.allSettled(running.map((one) => one.finished))
    }
  })
}

/** What axe finds wrong with the page as it stands: rule and element. */
export async function findBarriers(page: Page, which: keyof typeof rules = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  await atRest(page)
  return await page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, { resultTypes: ['violations'], ...options })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        (node) => `${id}: ${node.html.slice(0, 200)} — ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`,
      ),
    )
  }, rules[which])
}

/** Nothing is loading any more: the page has its title, no placeholder is left, fonts are there and it was drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator(':is(main, [role="banner"]) h1').first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('main [aria-busy="true"], main [role="status"][aria-label]') === null,
  )
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

const areas = readdirSync(join(import.meta.dirname, '../i18n/en')).map((file) => file.replace('.json', ''))
const rawWords = new RegExp(`NaN|\\bundefined\\b|\\[object|\\b(?:${areas.join('|')})(?:\\.[a-z0-9_]+){2,}`, 'g')

/** What no person is meant to read: values that are none, and names of messages in place of their words. */
export async function findRawWords(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => document.body.textContent ?? '')
  return text.match(rawWords) ?? []
}
