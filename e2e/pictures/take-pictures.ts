import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { atRest, findRawWords, openPage, settled, signInPage } from '../../src/testing/browser-page.ts'
import { entryPages } from '../browser/console-pages.ts'
import type { Sample } from './load-sample.ts'
import { nameOf, type Place, type Scheme, schemes } from './looks.ts'
import { openedPlaces, takeStep } from './opened-places.ts'
import { takeTill, tillPictures } from './take-till.ts'

type Wanted = { out: string; place: Place; isWanted: (name: string) => boolean }
type Camera = Wanted & { page: Page; problems: string[]; size: { width: number; height: number } }

/** Every page in one place (a language on a device), light and dark; answers what went wrong. */
export async function takePictures(browser: Browser, sample: Sample, wanted: Wanted): Promise<string[]> {
  const { place, out, isWanted } = wanted
  const isPhone = place.device === 'phone'
  const size = isPhone ? { width: 390, height: 844 } : { width: 1360, height: 900 }
  const { page, problems, close } = await openPage(browser, sample.url, {
    locale: place.locale,
    viewport: size,
    ...(isPhone ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
  })
  // Several at once on a busy machine: nothing here is a fault because it is slow.
  page.setDefaultTimeout(60_000)
  const camera: Camera = { ...wanted, page, problems, size }
  for (const scheme of schemes) mkdirSync(join(out, nameOf(place, scheme)), { recursive: true })
  try {
    await page.addInitScript((locale) => localStorage.setItem('regulars.locale', locale), place.locale)
    await signInPage(page, sample.url, sample.person)
    const wantedPages = sample.pages.filter(([name]) => isWanted(name))
    for (const [name, path] of wantedPages.filter(([name]) => !isEntry(name))) await takePage(camera, name, path)
    for (const { name, page: of, steps, onlyPhone } of openedPlaces) {
      const path = sample.pages.find(([one]) => one === of)?.[1]
      if (path === undefined) throw new Error(`${name}: there is no page ${of}`)
      if (!isWanted(name) || (onlyPhone && !isPhone)) continue
      // What was opened before is left with its page.
      await page.keyboard.press('Escape')
      await open(camera, name, elsewhere)
      await open(camera, name, path)
      try {
        for (const step of steps) await takeStep(page, place.locale, step)
        // What the dialog shows is fetched when it opens.
        await page.waitForTimeout(500)
        await page
          .locator(':is(dialog, [role="dialog"]) :is([aria-busy="true"], [role="status"][aria-label])')
          .first()
          .waitFor({ state: 'detached' })
        await takeBoth(camera, name)
      } catch (error) {
        problems.push(`${name}: ${String(error).split('\n')[0]}`)
      }
    }
    for (const [name, path] of wantedPages.filter(([name]) => isEntry(name))) {
      await page.context().clearCookies()
      await takePage(camera, name, path)
    }
    if (tillPictures.some(isWanted)) {
      await page.setViewportSize(size)
      const till = { place, ...(await sample.addTill(nameOf(place))) }
      await takeTill(page, till, (name) => takeBoth(camera, name))
    }
  } finally {
    await close()
  }
  return problems
}

const elsewhere = '/settings/about'
const isEntry = (name: string): boolean => entryPages.some(([entry]) => entry === name)
const isLoadedAnew = (path: string): boolean =>
  /^\/(?:c|j|s|till|docs|join)\b/.test(path) || entryPages.some(([, entry]) => entry === path)

async function takePage(camera: Camera, name: string, path: string): Promise<void> {
  const { page, size } = camera
  await open(camera, name, path)
  // A picture of more than the screen would be taken while the charts find their new width.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ ...size, height: Math.min(5000, Math.max(size.height, height)) })
  await page.waitForTimeout(200)
  await takeBoth(camera, name)
}

/** Opens a page: within the console as a click would, without loading the whole of it once more. */
async function open({ page, problems, size }: Camera, name: string, path: string): Promise<void> {
  await page.setViewportSize(size)
  if (isLoadedAnew(path) || !(await goWithin(page, path))) await page.goto(path)
  // The reference of the API is no page of the console: it stands when it is loaded.
  if (!path.startsWith('/docs')) await settled(page).catch(() => problems.push(`${name} did not settle`))
}

type Router = {
  history: { push: (path: string) => void }
  subscribe: (moment: 'onRendered', told: () => void) => () => void
}

/** Whether the console was there and went to the page. */
async function goWithin(page: Page, path: string): Promise<boolean> {
  return await page.evaluate(async (to) => {
    // Where the console's router makes itself known.
    const router = (window as { __TSR_ROUTER__?: Router }).__TSR_ROUTER__
    if (router === undefined) return false
    return await new Promise<boolean>((resolve) => {
      const stop = router.subscribe('onRendered', () => {
        stop()
        resolve(true)
      })
      setTimeout(() => resolve(false), 30_000)
      router.history.push(to)
    })
  }, path)
}

async function takeBoth({ page, problems, out, place }: Camera, name: string): Promise<void> {
  problems.push(...(await findRawWords(page)).map((word) => `${name}: ${word}`))
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme })
    await lookTurned(page, scheme)
    const path = join(out, nameOf(place, scheme), `${name}.jpg`)
    await page
      .screenshot({ path, type: 'jpeg', quality: 84, timeout: 60_000 })
      .catch((error: Error) => problems.push(`${name}: ${error.message}`))
  }
}

/** The other look is there, and nothing is half-way to it. */
async function lookTurned(page: Page, scheme: Scheme): Promise<void> {
  await page
    .waitForFunction((wanted) => (document.documentElement.dataset.mantineColorScheme ?? wanted) === wanted, scheme, {
      timeout: 5000,
    })
    .catch(() => undefined)
  await atRest(page)
}
