import { expect, test } from 'vitest'
import { readSetupToken } from '../../src/start.ts'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const fresh = await startTestServer()
const visitFresh = visitor(browser, fresh)
const known = await startTestServer()
await known.openShop()
const visitKnown = visitor(browser, known)

test('before anybody has set it up, the sign-in page tells where to begin', () =>
  visitFresh({ signedIn: false }, async (page) => {
    await page.goto('/')
    await page.getByText('Almost there').waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))

test('a wrong token opens nothing; the printed one leads to the own place', () =>
  visitFresh({ signedIn: false }, async (page) => {
    const fill = async (): Promise<void> => {
      await page.getByLabel('Name of your business').fill('Corner café')
      await page.getByLabel('Currency').selectOption('HUF')
      await page.getByLabel('Your name').fill(owner.name)
      await page.getByLabel('E-mail').fill(owner.email)
      await page.getByLabel('Password', { exact: true }).fill(owner.password)
      await page.getByRole('button', { name: 'Create my place' }).click()
    }
    await page.goto('/setup?token=guessed')
    await fill()
    await page.getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])

    await page.goto(`/setup?token=${await readSetupToken(fresh.regulars)}`)
    await fill()
    await page.getByText('Bring your orders').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    expect(await readSetupToken(fresh.regulars)).toBeUndefined()

    // The door is closed behind the first.
    expect((await page.request.get('/api/v1/setup')).ok()).toBe(true)
    expect(await (await page.request.get('/api/v1/setup')).json()).toEqual({ needed: false })
  }))

test('a wrong password is told in words; the right one leads to the page that was asked for', () =>
  visitKnown({ signedIn: false }, async (page) => {
    await page.goto('/customers?filter=late')
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('something else')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL('**/customers?filter=late')
    await settled(page)
  }))

test('the sign-in page speaks the language of the browser, from right to left where that is so', () =>
  visitKnown({ signedIn: false, locale: 'fa-IR' }, async (page) => {
    await page.goto('/sign-in')
    await page.locator('form').waitFor()
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    expect(await page.locator('html').getAttribute('lang')).toBe('fa')
    expect(await findBarriers(page)).toEqual([])
  }))

test('signing out ends the session', () =>
  visitKnown({}, async (page) => {
    await page.goto('/')
    await settled(page)
    await page.getByRole('button', { name: owner.name }).click()
    await page.getByText('Sign out').click()
    await page.waitForURL('**/sign-in**')
    expect((await page.request.get('/api/v1/session')).status()).toBe(401)
  }))
