import type { Page } from 'playwright-core'
import { decodeQR } from 'qr/decode.js'
import { beforeAll, expect, test } from 'vitest'
import type { TillSettings } from '#contract/loyalty-cards'
import { launchBrowser } from '../../src/testing/browser.ts'
import { findBarriers, openPage } from '../../src/testing/browser-page.ts'
import { signIn } from '../../src/testing/sign-in.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'

const browser = await launchBrowser()
const server = await startTestServer()
const shop = await server.openShop()
const phone = { viewport: { width: 360, height: 740 } }
let programmeId = ''
let pairingUrl = ''

beforeAll(async () => {
  const rules = {
    stamps: { required: 3, welcome: 1 },
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    expiry: { kind: 'months_clamped_end_of_day', n: 6 },
    rewards: [{ id: 'mug', name: 'A mug', cost: 50 }],
    causes: [{ id: 'trees', name: 'Trees', pointValueMinor: 2, goalPoints: 100 }],
    leaderboard: {},
    plans: [{ id: 'club', name: 'Tea club', priceMinor: 900 }],
  }
  const made = await shop.ask('POST', '/loyalty/programmes', { name: 'Regulars', rules })
  programmeId = ((await made.json()) as { programmeId: string }).programmeId
  const manager = await signIn(server.url, owner)
  const { staff } = (await (await manager('GET', '/loyalty/tills')).json()) as TillSettings
  const limits = { pin: '2580', maxStamps: 5, maxAmountMinor: null, maxPerHour: 100 }
  await manager('PUT', `/loyalty/tills/pins/${staff[0]?.personId}`, limits)
  const device = await manager('POST', '/loyalty/tills/devices', { programmeId, name: 'Counter' })
  pairingUrl = ((await device.json()) as { pairingUrl: string }).pairingUrl
  return () => browser.close()
})

/** Holds what the guest's phone shows before the till's camera. */
async function showToCamera(till: Page, guest: Page): Promise<void> {
  const picture = await guest.locator('#turning').innerHTML()
  await till.evaluate(async (svg) => {
    const image = new Image()
    const sized = svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"')
    image.src = `data:image/svg+xml,${encodeURIComponent(sized)}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
    const context = canvas.getContext('2d')
    setInterval(() => context?.drawImage(image, 120, 40, 400, 400), 50)
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20)
  }, picture)
  await till.getByRole('button', { name: 'Scan' }).click()
}

/** What a scanner reads from the QR code as the page draws it. */
async function readCode(page: Page): Promise<string> {
  const side = 264
  const data = await page.evaluate(async (size) => {
    const drawn = document.querySelector('#turning svg')?.cloneNode(true) as SVGElement
    drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    drawn.setAttribute('width', String(size))
    drawn.setAttribute('height', String(size))
    const image = new Image()
    image.src = `data:image/svg+xml,${encodeURIComponent(drawn.outerHTML)}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size })
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0, size, size)
    return [...(context?.getImageData(0, 0, size, size).data ?? [])]
  }, side)
  return decodeQR({ width: side, height: side, data: Uint8Array.from(data) })
}

test('from the poster to the reward: joined in two taps, scanned, served, undone, served without a connection', async () => {
  const guest = await openPage(browser, server.url, phone)
  const till = await openPage(browser, server.url, phone)
  const { page } = till

  await guest.page.goto(`/j/${programmeId}?lang=en`)
  expect(await findBarriers(guest.page)).toEqual([])
  await page.goto(pairingUrl)
  await page.getByRole('button', { name: 'Yes, this is a till' }).click()
  await page.getByLabel('PIN').fill('2580')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Scan' }).waitFor()
  // Who fills it in within a second is a machine.
  await guest.page.waitForTimeout(1_500)
  await guest.page.getByLabel('E-mail or phone').fill('anna@corner.example')
  await guest.page.getByRole('button', { name: 'Get my card' }).click()
  await guest.page.getByRole('heading', { name: '2 more for your reward' }).waitFor()
  expect(await findBarriers(guest.page)).toEqual([])

  await showToCamera(page, guest.page)
  await page.getByRole('heading', { name: 'anna@corner.example' }).waitFor()
  await page.getByRole('button', { name: 'Next guest' }).click()
  // A USB scanner is a keyboard.
  await page.keyboard.type(await readCode(guest.page))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'anna@corner.example' }).waitFor()
  await page.getByRole('button', { name: '+1 stamp' }).click()
  await page.getByText('2 of 3').waitFor()
  await page.getByLabel('Amount in EUR').fill('75,50')
  await page.getByText('earns 75 points').waitFor()
  await page.getByRole('button', { name: 'Add points' }).click()
  await page.getByRole('button', { name: 'Hand over: A mug' }).click()
  await page.getByRole('status').getByText('Reward handed over').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('status').getByText('Taken back').waitFor()
  await page.getByText('75 points', { exact: true }).waitFor()
  const memberId = await page.locator('section.guest').getAttribute('data-member')
  const books = `/loyalty/programmes/${programmeId}`
  await shop.ask('POST', `${books}/earn`, { memberId, amountMinor: 2000, order: 'R1' })
  await shop.ask('POST', `${books}/refund`, { order: 'R1', amountMinor: 2000 })

  await page.context().setOffline(true)
  await page.getByRole('button', { name: '+1 stamp' }).click()
  await page.getByText('Waiting for a connection: 1').waitFor()
  await page.context().setOffline(false)
  await page.locator('#queue').waitFor({ state: 'hidden' })

  await guest.page.reload()
  await guest.page.getByRole('heading', { name: 'Your reward is ready' }).waitFor()
  await guest.page.getByText('Taken back with a return').waitFor()
  await guest.page.getByText('Language and news').click()
  await guest.page.getByLabel('Language', { exact: true }).selectOption('fa')
  await guest.page.getByRole('button', { name: 'Save' }).click()
  await guest.page.getByRole('heading', { name: 'جایزه‌های شما' }).waitFor()
  await guest.page.getByText('۷۵ امتیاز تا').waitFor()
  expect(await guest.page.locator('html').getAttribute('dir')).toBe('rtl')
  expect(await guest.page.getByText('۷۵ امتیاز تا').textContent()).toMatch(/۱۴[۰-۹]{2}/)
  expect(await findBarriers(guest.page)).toEqual([])
  // Its last look is there without a connection, with the number that a till can still add to.
  await guest.page.waitForFunction(async () => (await caches.keys()).length > 0)
  await guest.page.reload()
  await guest.page.context().setOffline(true)
  await guest.page.reload()
  await guest.page.locator('#fixed svg').waitFor()
  expect([...guest.problems, ...till.problems]).toEqual([])
  await Promise.all([guest.close(), till.close()])
}, 120_000)
