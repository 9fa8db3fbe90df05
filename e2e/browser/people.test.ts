import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { findBarriers, openPage, settled, signInPage } from '../../src/testing/browser-page.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
await server.openShop({ name: 'Corner café' })
const visit = visitor(browser, server)

/** The link of the newest message, as it lies in the outbox. */
async function linkFromOutbox(): Promise<{ to: string | undefined; subject: string | undefined; link: string }> {
  const folder = join(server.dataDir, 'outbox')
  await expect.poll(() => mails(folder).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const mail = await PostalMime.parse(readFileSync(join(folder, mails(folder).at(-1) ?? '')))
  return { to: mail.to?.[0]?.address, subject: mail.subject, link: /http\S+join#\S+/.exec(mail.text ?? '')?.[0] ?? '' }
}

function mails(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml') && !name.startsWith('.'))
      .sort()
  } catch {
    return []
  }
}

const linksOf = (page: Page) => page.getByRole('navigation').getByRole('link').allTextContents()

test('somebody is invited, joins in another browser, sees what the role may, and less once it is taken away', () =>
  visit({}, async (page) => {
    await page.goto('/settings/people')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByLabel('E-mail address').fill('bela@corner.example')
    await page.getByLabel('Role', { exact: true }).selectOption('manager')
    await page.getByLabel('Language of the invitation').selectOption('en')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Send invitation' }).click()
    // Without a mail server the link is shown to be handed over; the same one lies in the outbox.
    const shown = await page.locator('dialog code').textContent()
    const { to, subject, link } = await linkFromOutbox()
    expect([to, subject, link]).toEqual(['bela@corner.example', 'Kovács Anna invites you to Corner café', shown])
    await page.getByRole('button', { name: 'I have passed it on' }).click()
    await page.getByText('bela@corner.example').waitFor()

    const guest = await openPage(browser, server.url)
    try {
      await guest.page.goto(link)
      await guest.page.getByLabel('Your name').fill('Nagy Béla')
      expect(await findBarriers(guest.page)).toEqual([])
      await guest.page.getByLabel('Choose a password').fill('long enough to keep')
      await guest.page.getByRole('button', { name: 'Join' }).click()
      await guest.page.waitForURL(`${server.url}/`)
      await settled(guest.page)
      await guest.page.goto('/settings/people')
      await settled(guest.page)
      // A manager cannot reach above: the owner's role is shown, not offered.
      expect(await guest.page.getByLabel('Role of Nagy Béla').count()).toBe(1)
      expect(await guest.page.getByLabel('Role of Kovács Anna').count()).toBe(0)

      await page.reload()
      await page.getByLabel('Role of Nagy Béla').selectOption('staff')
      await page.getByText('Nagy Béla: Staff').waitFor()
      const refused = await guest.page.request.get('/api/v1/people')
      expect(refused.status()).toBe(403)
      await guest.page.goto('/settings/roles')
      await settled(guest.page)
      expect(await linksOf(guest.page)).not.toContain('People')
      await guest.page.getByText('your role').waitFor()
      const file = guest.page.waitForEvent('download')
      await guest.page.getByRole('button', { name: '“What each role may do” as CSV' }).click()
      const table = readFileSync(await (await file).path(), 'utf8')
      expect(table).toContain('\r\nSee imports,yes,yes,yes,no,no,no,yes\r\n')
      expect(guest.problems).toEqual([])
    } finally {
      await guest.close()
    }

    // The link has done its work.
    const late = await openPage(browser, server.url)
    try {
      await late.page.goto(link)
      await late.page.getByText('This link opens nothing').waitFor()
      expect(await findBarriers(late.page)).toEqual([])
      expect(late.problems).toEqual([])
    } finally {
      await late.close()
    }
  }))

test('another workspace is opened and left for the first one, each browser in its own', () =>
  visit({}, async (page) => {
    await page.goto('/settings/workspaces')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'New workspace' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Second shop')
    await page.locator('dialog').getByRole('button', { name: 'New workspace' }).click()
    await page.waitForURL(`${server.url}/`)
    await page.getByRole('button', { name: 'Second shop' }).waitFor()
    const other = await openPage(browser, server.url)
    try {
      await signInPage(other.page, server.url, owner)
      await other.page.goto('/')
      await other.page.getByRole('button', { name: 'Corner café' }).waitFor()
    } finally {
      await other.close()
    }
    await page.getByRole('button', { name: 'Second shop' }).click()
    await page.getByRole('menuitem', { name: 'Corner café' }).click()
    await page.getByRole('button', { name: 'Corner café' }).waitFor()
  }))

test('a workspace is deleted only by its name, and called back', () =>
  visit({}, async (page) => {
    await page.goto('/settings/workspaces')
    await settled(page)
    await page.getByRole('button', { name: 'Delete workspace' }).click()
    const confirm = page.locator('dialog').getByRole('button', { name: 'Delete workspace' })
    await page.getByLabel(/Type the name/).fill('Corner cafe')
    expect(await confirm.isDisabled()).toBe(true)
    await page.getByLabel(/Type the name/).fill('Corner café')
    await confirm.click()
    await page.getByText(/; its keys have stopped/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Keep the workspace' }).click()
    await page.getByText('The workspace stays').waitFor()
    await page.getByRole('button', { name: 'Delete workspace' }).waitFor()
  }))

test('a key is made with an end and its pages, changed and rotated', () =>
  visit({}, async (page) => {
    await page.goto('/settings/api-keys')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('What is it for?').fill('Web shop')
    await page.getByLabel('Pages that may use it').fill('https://shop.example/cart')
    await page.getByText('Not an origin').waitFor()
    await page.getByLabel('Pages that may use it').fill('https://shop.example')
    await page.getByLabel('Works until').selectOption('30')
    expect(await findBarriers(page)).toEqual([])
    await page.locator('dialog').getByRole('button', { name: 'New key' }).click()
    const secret = await page.locator('dialog code').textContent()
    expect(secret).toMatch(/^wk_/)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('only from https://shop.example').waitFor()
    await page.getByRole('button', { name: 'Rotate Web shop' }).click()
    await page.locator('dialog').getByRole('button', { name: 'Rotate' }).click()
    expect(await page.locator('dialog code').textContent()).not.toBe(secret)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('the old secret works until').waitFor()
  }))

test('the brand is seen while it is chosen; a pale colour brings its readable neighbour; in Persian from right to left', () =>
  visit({ locale: 'fa-IR', colorScheme: 'dark' }, async (page) => {
    await page.request.patch('/api/v1/me', { data: { locale: 'fa' }, headers: { origin: server.url } })
    await page.goto('/settings/brand')
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    await page.getByLabel('رنگ اصلی', { exact: true }).fill('#ffd400')
    await page.getByRole('button', { name: /به جایش/ }).click()
    expect(await page.getByLabel('رنگ اصلی', { exact: true }).inputValue()).not.toBe('#ffd400')
    const logo = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    await page.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo })
    await page.locator('main img').first().waitFor()
    await page.getByRole('button', { name: 'ذخیره' }).click()
    await page.getByText('ذخیره شد').waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))
