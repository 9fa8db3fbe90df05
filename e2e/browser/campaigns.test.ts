import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Campaign, CampaignPeople, CampaignResults } from '#contract/campaigns'
import { translatorFor } from '#i18n'
import type { Locale } from '#platform/i18n'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
const visit = visitor(browser, server)
const people = 600

async function post<T>(path: string, body: unknown, method = 'POST'): Promise<T> {
  const answer = await shop.ask(method, path, body)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** People with addresses in one segment, a message, and a policy that lets it out at any hour. */
async function prepareShop(): Promise<void> {
  const batch = Array.from({ length: people }, (_, i) => ({
    type: 'identify',
    userId: `guest${i}`,
    // Most have no address: the policy says so before anything is sent.
    traits: { name: `Guest ${i}`, club: true, ...(i % 10 === 0 ? { email: `guest${i}@corner.example` } : {}) },
  }))
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
  const definition = { kind: 'trait', path: 'club', test: { is: 'equal', value: true } }
  const { segmentId } = await post<{ segmentId: string }>('/segments', { name: 'Club', definition })
  const members = async () => (await shop.read<{ members: number }>(`/segments/${segmentId}`)).members
  await expect.poll(members, { timeout: 30_000 }).toBe(people)
  const policy = await shop.read<object>('/message-policy')
  await post('/message-policy', { ...policy, consent: 'not_refused', quietHours: null }, 'PUT')
  const body = { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello {{ customer.name }}' }] }
  const variants = { en: { subject: 'New in spring', preheader: '', body } }
  await post('/message-templates', { name: 'Spring', purpose: 'promotional', topic: null, variants })
}

const speak = (locale: Locale) =>
  translatorFor(locale, 'campaigns', 'messaging', 'experiments', 'console') as (
    key: string,
    values?: Record<string, string | number>,
  ) => string

/** As somebody who reads that language does it: written, agreed to by number, and taken back. */
async function writeCampaign(page: Page, locale: Locale, name: string): Promise<string> {
  const t = speak(locale)
  await page.addInitScript((chosen) => localStorage.setItem('regulars.locale', chosen), locale)
  await page.goto('/campaigns')
  await page
    .getByRole('link', { name: t('campaigns.new') })
    .first()
    .click()
  await page.getByRole('textbox', { name: t('campaigns.column.name'), exact: true }).fill(name)
  const audience = page.getByRole('combobox', { name: t('campaigns.field.audience'), exact: true })
  const club = audience.locator('option', { hasText: 'Club' })
  await audience.selectOption((await club.getAttribute('value')) ?? '')
  await page
    .getByRole('combobox', { name: t('campaigns.field.template'), exact: true })
    .selectOption({ label: 'Spring' })
  await page.getByText(t('campaigns.estimate.people', { people })).waitFor()
  await page.getByText(`${t('campaigns.estimate.held')}: ${t('messaging.reason.no_address')}`).waitFor()
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: t('campaigns.save') }).click()
  const send = t('campaigns.send')
  await page.getByRole('button', { name: send, exact: true }).click()
  const agree = page.getByRole('dialog')
  await agree.getByLabel(t('campaigns.approve.field')).fill(String(people - 1))
  expect(await agree.getByRole('button', { name: send, exact: true }).isDisabled()).toBe(true)
  await agree.getByLabel(t('campaigns.approve.field')).fill(String(people))
  await agree.getByRole('button', { name: send, exact: true }).click()
  await page.getByRole('button', { name: t('campaigns.undo') }).click()
  await page.getByText(t('campaigns.status.draft')).first().waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** What came of it, against the control group. */
async function readResult(page: Page, locale: Locale, id: string): Promise<void> {
  const t = speak(locale)
  await page.goto(`/campaigns/${id}`)
  await page.locator(`html[dir=${locale === 'fa' ? 'rtl' : 'ltr'}]`).waitFor({ state: 'attached' })
  await page.getByRole('button', { name: t('campaigns.fate.held_back') }).click()
  await page.getByText(t('messaging.reason.no_address')).last().waitFor()
  const result = page.getByRole('region', { name: t('campaigns.result') })
  await result.getByText(t('experiments.too_early_help', { people })).waitFor({ timeout: 30_000 })
  await settled(page)
  expect(await findBarriers(page)).toEqual([])
}

test(
  'a campaign is written, agreed to by number, sent, and told person by person, in Hungarian and in Persian',
  () =>
    visit({}, async (page) => {
      await prepareShop()
      const id = await writeCampaign(page, 'hu', 'Tavasz')
      await post(`/campaigns/${id}/schedule`, { approved: people })
      const read = () => shop.read<Campaign>(`/campaigns/${id}`)
      await expect.poll(async () => (await read()).status, { timeout: 60_000 }).toBe('done')
      const { variants, channels, heldBack, people: of } = await shop.read<CampaignResults>(`/campaigns/${id}/results`)
      const [only] = variants
      expect(of.control).toBeGreaterThan(0)
      expect(of.queued + of.control).toBe(people)
      expect(only).toMatchObject({ sent: of.queued - (only?.heldBack ?? 0), open: 0, failed: 0 })
      const { sent, heldBack: held, goal } = only ?? {}
      expect(channels).toMatchObject([{ channel: 'email', sent, heldBack: held, failed: 0, open: 0, goal }])
      expect(heldBack).toEqual([{ reason: 'no_address', people: only?.heldBack }])
      const kept = await shop.read<CampaignPeople>(`/campaigns/${id}/people?fate=control&limit=200`)
      expect(kept.people).toHaveLength(of.control)
      await readResult(page, 'hu', id)
      await writeCampaign(page, 'fa', 'بهار')
      await readResult(page, 'fa', id)
      await page.goto('/campaigns/what-works')
      await page.getByRole('link', { name: 'Tavasz' }).waitFor()
    }),
  120_000,
)

test('where there is nothing to choose the form leads to where it is made, and says when choices cannot be read', () =>
  visit({}, async (page) => {
    const t = speak('en')
    await page.goto('/campaigns/new')
    const leads = (name: string) => page.getByRole('link', { name }).getAttribute('href')
    expect(await leads(t('campaigns.field.new_segment'))).toBe('/segments/new')
    expect(await leads(t('campaigns.field.new_message'))).toBe('/messages/templates/new')
    for (const path of ['segments', 'message-templates'])
      await page.route(`**/api/v1/${path}`, (route) => route.abort())
    await page.reload()
    // Those of whom, and of whom not, and of what they get.
    await page.getByRole('alert').nth(2).waitFor()
  }))
