import { expect, test } from 'vitest'
import { findBarriers, openPage, settled } from '../../src/testing/browser-page.ts'
import { startOidcProvider } from '../../src/testing/oidc-provider.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const { issuer, clientId, clientSecret, accounts, serve } = await startOidcProvider()
const server = await startTestServer({ oidc: { issuer, clientId, clientSecret, name: 'Corner ID', domains: [] } })
serve(`${server.url}/api/v1/session/oidc/callback`)
await server.openShop()
accounts.anna = { email: owner.email, email_verified: true, name: owner.name }
accounts.mallory = { email: 'mallory@elsewhere.example', email_verified: true }

test('one button leads to the provider and back to the page that was asked for; strangers are told why not', async () => {
  for (const [account, lands] of [
    ['mallory', /\/sign-in\?problem=oidc_unknown/],
    ['anna', /\/customers\?filter=late/],
  ] as const) {
    const { page, close } = await openPage(browser, server.url)
    try {
      await page.goto('/customers?filter=late')
      await page.getByRole('button', { name: 'Continue with Corner ID' }).click()
      await page.waitForURL(`${issuer}/interaction/**`)
      await page.locator('[name=login]').fill(account)
      await page.locator('[name=password]').fill('anything')
      await page.locator('[type=submit]').first().click()
      await page.waitForURL(lands)
      if (account === 'mallory') await page.getByRole('alert').waitFor()
      else await settled(page)
      expect(await findBarriers(page)).toEqual([])
    } finally {
      await close()
    }
  }
})
