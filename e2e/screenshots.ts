/**
 * `npm run screenshots [look or page …]`: every page of the console and what opens on it, as people see it, into
 * ./screenshots with a contact sheet. `fa-phone customer` takes the customer's pages in Persian on a phone alone; `guide` takes those
 * that README and guides show, into ./docs/images.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { startService } from '../src/modules/messaging/testing/peers.ts'
import { startRegulars } from '../src/start.ts'
import { buildConsole, launchBrowser } from '../src/testing/browser.ts'
import { takeGuidePictures } from './pictures/guide-pictures.ts'
import { loadSample, type Sample } from './pictures/load-sample.ts'
import { contactSheet, nameOf, places, schemes } from './pictures/looks.ts'
import { openedPlaces } from './pictures/opened-places.ts'
import { takePictures } from './pictures/take-pictures.ts'
import { tillPictures } from './pictures/take-till.ts'

const out = join(import.meta.dirname, '../screenshots')
const asked = process.argv.slice(2)
const isPlace = (word: string): boolean => places.some((place) => nameOf(place) === word)
const only = asked.filter((word) => !isPlace(word))
const placesAsked = asked.flatMap((word) => places.filter((place) => nameOf(place) === word))
const wantedPlaces = placesAsked.length > 0 ? placesAsked : places

const isWanted = (name: string): boolean => only.length === 0 || only.some((part) => name.includes(part))

// Each look needs its own browser page; more at once only wait for each other.
const atOnce = 3

const dataDir = mkdtempSync(join(tmpdir(), 'regulars-screenshots-'))
const texts = await startService(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }))
const config = { ...loadConfig({}), dataDir, port: 0, allowPrivateHosts: [texts.host] }
let daysAgo = 0
const clock = { now: () => Temporal.Now.instant().subtract({ hours: 24 * daysAgo }) }
try {
  say('Building the console')
  await buildConsole()
  say('Starting the engines')
  const regulars = await startRegulars(config, createLog({ level: 'warn' }), { clock })
  try {
    say('Loading the sample shop')
    const goBack = (days: number): void => {
      daysAgo = days
    }
    const sample = await loadSample(regulars, { config, goBack, textsUrl: texts.url })
    if (asked.includes('guide')) await takeGuide(sample)
    else await takeAll(sample)
  } finally {
    await regulars.stop()
  }
} finally {
  texts.close()
  rmSync(dataDir, { recursive: true, force: true })
}

async function takeAll(sample: Sample): Promise<void> {
  const browser = await launchBrowser()
  try {
    const waiting = [...wantedPlaces]
    const takeTurns = async (): Promise<void> => {
      for (let place = waiting.shift(); place; place = waiting.shift()) {
        const problems = await takePictures(browser, sample, { out, place, isWanted })
        say([`${nameOf(place)}: taken, light and dark`, ...problems].join('\n  '))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, takeTurns))
  } finally {
    await browser.close()
  }
  const names = [...sample.pages.map(([name]) => name), ...openedPlaces.map(({ name }) => name), ...tillPictures]
  const looks = wantedPlaces.flatMap((place) => schemes.map((scheme) => nameOf(place, scheme)))
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'index.html'), contactSheet(names.filter(isWanted), looks))
  say(`Look at ${join(out, 'index.html')}`)
}

async function takeGuide(sample: Sample): Promise<void> {
  const browser = await launchBrowser()
  try {
    const images = join(import.meta.dirname, '../docs/images')
    say([`Look at ${images}`, ...(await takeGuidePictures(browser, sample, images))].join('\n  '))
  } finally {
    await browser.close()
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
