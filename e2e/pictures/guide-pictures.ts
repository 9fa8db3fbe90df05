import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { atRest, openPage, settled, signInPage } from '../../src/testing/browser-page.ts'
import type { Sample } from './load-sample.ts'
import { takeStep } from './opened-places.ts'
import { takeTill } from './take-till.ts'

/** `page`: one of the sample's; `steps`: what is opened on it. */
type GuidePicture = { name: string; page: string; steps?: string[]; isPhone?: true }

/** What README and guides show, in the order of the guides. */
const guidePictures: GuidePicture[] = [
  { name: 'today', page: 'today' },
  { name: 'phone-today', page: 'today', isPhone: true },
  { name: 'import-columns', page: 'import-columns' },
  { name: 'retention', page: 'insights-retention' },
  { name: 'late', page: 'customers-late' },
  { name: 'customer', page: 'customer' },
  { name: 'tasks', page: 'tasks' },
  { name: 'segment', page: 'segment-edit' },
  { name: 'plays', page: 'plays' },
  { name: 'journey', page: 'journey-edit' },
  { name: 'campaign', page: 'campaign' },
  { name: 'what-works', page: 'what-works' },
  { name: 'template', page: 'message-template' },
  { name: 'calendar', page: 'message-calendar' },
  { name: 'survey', page: 'survey' },
  { name: 'inbox', page: 'inbox-ticket' },
  { name: 'predictions', page: 'insights-predictions' },
  { name: 'worth', page: 'insights-worth' },
  { name: 'recommendations', page: 'insights-recommendations' },
  { name: 'experiment', page: 'experiment-result' },
  { name: 'loyalty', page: 'loyalty' },
  { name: 'loyalty-rules', page: 'loyalty-rules' },
  { name: 'loyalty-ledger', page: 'loyalty-ledger' },
  { name: 'causes', page: 'loyalty-causes' },
  { name: 'phone-card', page: 'loyalty-card', isPhone: true },
  { name: 'merging', page: 'customers-duplicates', steps: ['merges.compare'] },
  { name: 'dead-letters', page: 'settings-dead-letters' },
  { name: 'erasing', page: 'customer', steps: ['privacy.menu', 'privacy.erase.open'] },
  { name: 'brand', page: 'settings-brand' },
]

const desktop = { viewport: { width: 1280, height: 880 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Takes them into `out` as PNG, English and light; answers what went wrong. */
export async function takeGuidePictures(browser: Browser, sample: Sample, out: string): Promise<string[]> {
  mkdirSync(out, { recursive: true })
  const problems: string[] = []
  for (const device of [desktop, phone]) {
    const { page, problems: seen, close } = await openPage(browser, sample.url, device)
    page.setDefaultTimeout(60_000)
    const shoot = (name: string) => page.screenshot({ path: join(out, `${name}.png`) })
    try {
      await signInPage(page, sample.url, sample.person)
      for (const picture of guidePictures.filter(({ isPhone = false }) => isPhone === (device === phone))) {
        await show(page, sample, picture)
        await shoot(picture.name)
      }
      if (device === phone) {
        const till = await sample.addTill('Counter')
        await takeTill(page, { place: { locale: 'en', device: 'phone' }, ...till }, async (name) => {
          if (name === 'till-guest') await shoot('phone-till')
        })
      }
    } catch (error) {
      problems.push(String(error).split('\n')[0] ?? '')
    } finally {
      problems.push(...seen)
      await close()
    }
  }
  return problems
}

async function show(page: Page, sample: Sample, { name, page: of, steps = [] }: GuidePicture): Promise<void> {
  const path = sample.pages.find(([one]) => one === of)?.[1]
  if (path === undefined) throw new Error(`${name}: there is no page ${of}`)
  await page.goto(path)
  await settled(page)
  for (const step of steps) await takeStep(page, 'en', step)
  // What a dialog shows is fetched when it opens.
  if (steps.length > 0) await page.waitForTimeout(500)
  await atRest(page)
}
