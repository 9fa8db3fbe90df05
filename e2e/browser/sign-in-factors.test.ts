import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()

async function fillPassword(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A security key inside the browser that has seen the finger. */
async function plugInAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('a second factor is set up by picture and code, and asked for at the next sign-in; a recovery code helps out', async () => {
  const server = await startTestServer()
  await server.openShop()
  const visit = visitor(browser, server)
  await visit({}, async (page) => {
    await page.goto('/settings/account')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    await page.getByAltText('QR code for the authenticator app').waitFor()
    expect(await findBarriers(page)).toEqual([])
    const secret = ((await page.locator('dialog code').textContent()) ?? '').replaceAll(' ', '')
    const phone = new TOTP({ secret })
    await page.getByLabel('Code that the app shows').fill('000000')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('This code is wrong').waitFor()
    const code = phone.generate()
    await page.getByLabel('Code that the app shows').fill(code)
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('Your recovery codes').waitFor()
    const codes = await page.locator('dialog li').allTextContents()
    expect(codes).toHaveLength(10)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 recovery codes are left.').waitFor()

    await page.context().clearCookies()
    await fillPassword(page)
    await page.getByText('One more step').waitFor()
    expect(await findBarriers(page)).toEqual([])
    // The code that turned it on has been used.
    await page.getByLabel('Code, six digits').fill(code)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(codes[0]?.toLowerCase() ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Bring your orders').waitFor()
    await page.goto('/settings/account')
    await page.getByText('9 recovery codes are left.').waitFor()
    await page.getByText('with password and second factor').first().waitFor()
  })
})

test('a passkey is made with a finger, signs in without name and password, and is removed', async () => {
  const server = await startTestServer()
  await server.openShop()
  await visitor(browser, server)({}, async (page) => {
    await plugInAuthenticator(page)
    await page.goto('/settings/account')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name').fill('Laptop at the counter')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('never used').waitFor()

    await page.context().clearCookies()
    await page.goto('/sign-in?next=/settings/account')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL('**/settings/account')
    await settled(page)
    await page.getByText('with a passkey').waitFor()

    await page.getByRole('button', { name: 'Remove Laptop at the counter' }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click()
    await page.getByText('No passkey yet').waitFor()
  })
})

test('where everybody must have a second factor, who has none finds only the way to one', async () => {
  const server = await startTestServer()
  const { workspaceId } = await server.openShop()
  await visitor(browser, server)({}, async (page) => {
    await plugInAuthenticator(page)
    await inWorkspace(server.regulars.db, workspaceId, (tx) =>
      sql`update workspaces set require_second_factor = true`.execute(tx),
    )
    await page.goto('/customers')
    await page.waitForURL('**/secure-sign-in')
    await page.getByText('Protect your sign-in').waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect((await page.request.get('/api/v1/customers')).status()).toBe(403)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name').fill('Phone')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Bring your orders').waitFor()
    expect((await page.request.get('/api/v1/customers')).status()).toBe(200)
  })
})

test('a forgotten password is asked for and set by a link; other devices are shown and signed out', async () => {
  const server = await startTestServer()
  await server.openShop()
  const visit = visitor(browser, server)
  await visit({ signedIn: false }, async (page) => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    // The page before has a field of the same name.
    await page.getByRole('link', { name: 'Forgot your password?' }).waitFor({ state: 'detached' })
    await page.getByLabel('E-mail').fill(owner.email)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText('Look into your mail').waitFor()
    await page.goto('/new-password#invented')
    await page.getByLabel('New password', { exact: true }).fill('another long password')
    await page.getByRole('button', { name: 'Keep this password' }).click()
    await page.getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])
  })
  await visit({}, async (other) => {
    await visit({}, async (page) => {
      await page.goto('/settings/account')
      await page.getByText('this device').waitFor()
      await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
      await page.getByText('Signed out there').waitFor()
      expect((await page.request.get('/api/v1/session')).status()).toBe(200)
    })
    expect((await other.request.get('/api/v1/session')).status()).toBe(401)
  })
})

test('after a quarter of an hour a sensitive change asks who it is, and goes on once that is shown', async () => {
  const server = await startTestServer()
  await server.openShop()
  await visitor(browser, server)({}, async (page) => {
    await sql`update person_sessions set proved_at = now() - interval '1 hour'`.execute(server.regulars.db)
    await page.goto('/settings/account')
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    await page.getByText('Is it still you?').waitFor()
    const asked = page.locator('dialog').filter({ hasText: 'Is it still you?' }).last()
    await asked.getByLabel('Password', { exact: true }).fill('something else')
    await asked.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('The password is wrong.').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await asked.getByLabel('Password', { exact: true }).fill(owner.password)
    await asked.getByRole('button', { name: 'Go on' }).click()
    await page.getByAltText('QR code for the authenticator app').waitFor()
  })
})
