import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { atRest, openPage, settled, signInPage } from '../../src/testing/browser-page.ts'
import { entryPages } from '../browser/console-pages.ts'
import type { Sample } from './load-sample.ts'
import { nameOf, type Place, type Scheme, schemes } from './looks.ts'
import { openedPlaces, takeStep } from './opened-places.ts'

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
  const camera: Camera = { ...wanted, page, problems, size }
  for (const scheme of schemes) mkdirSync(join(out, nameOf(place, scheme)), { recursive: true })
  try {
    await page.addInitScript((locale) => localStorage.setItem('regulars.locale', locale), place.locale)
    await signInPage(page, sample.url, sample.person)
    for (const { name, page: of, steps, onlyPhone } of openedPlaces) {
      const path = sample.pages.find(([one]) => one === of)?.[1]
      if (path === undefined) throw new Error(`${name}: there is no page ${of}`)
      if (!isWanted(name) || (onlyPhone && !isPhone)) continue
      await open(camera, name, path)
      try {
        for (const step of steps) await takeStep(page, place.locale, step)
        // What the dialog shows is fetched when it opens.
        await page.waitForTimeout(500)
        await takeBoth(camera, name)
      } catch (error) {
        problems.push(`${name}: ${String(error).split('\n')[0]}`)
      }
    }
    for (const [name, path] of sample.pages) {
      if (!isWanted(name)) continue
      if (entryPages.some(([entry]) => entry === name)) await page.context().clearCookies()
      await open(camera, name, path)
      // A picture of more than the screen would be taken while the charts find their new width.
      const height = await page.evaluate(() => document.documentElement.scrollHeight)
      await page.setViewportSize({ ...size, height: Math.min(5000, Math.max(size.height, height)) })
      await page.waitForTimeout(200)
      await takeBoth(camera, name)
    }
  } finally {
    await close()
  }
  return problems
}

async function open({ page, problems, size }: Camera, name: string, path: string): Promise<void> {
  await page.setViewportSize(size)
  await page.goto(path)
  // The reference of the API is no page of the console: it stands when it is loaded.
  if (!path.startsWith('/docs')) await settled(page).catch(() => problems.push(`${name} did not settle`))
}

async function takeBoth({ page, problems, out, place }: Camera, name: string): Promise<void> {
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
