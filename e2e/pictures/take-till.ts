import type { Page } from 'playwright-core'
import type { Place } from './looks.ts'
import { messageOf } from './opened-places.ts'

export const tillPictures = ['till-pair', 'till-sign-in', 'till-ready', 'till-guest']

/** The staff page from a device that becomes a till to a guest who is served; `take` makes the pictures. */
export async function takeTill(
  page: Page,
  { place, pairing, pin }: { place: Place; pairing: string; pin: string },
  take: (name: string) => Promise<void>,
): Promise<void> {
  const say = (key: string): string => messageOf(place.locale, key)
  await page.goto(pairing)
  await take('till-pair')
  await page.getByRole('button', { name: say('till.pair.trust') }).click()
  await page.locator('#pin').waitFor()
  await take('till-sign-in')
  await page.locator('#pin').fill(pin)
  await page.getByRole('button', { name: say('till.sign_in.go') }).click()
  await page.locator('#text').waitFor()
  await take('till-ready')
  await page.locator('#text').fill('Anna')
  // Whoever has signed in is spoken to in their own language.
  await page.locator('#find button').click()
  await page.locator('section.guest').waitFor()
  await take('till-guest')
}
