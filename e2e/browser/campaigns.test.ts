import { expect, test } from 'vitest'
import type { Campaign, CampaignPeople, CampaignResults } from '#contract/campaigns'
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

test(
  'a campaign is written, agreed to by number, sent, and told person by person',
  () =>
    visit({}, async (page) => {
      await prepareShop()
      await page.goto('/campaigns')
      await page.getByText('No campaigns yet').waitFor()
      await page.getByRole('link', { name: 'New campaign' }).first().click()
      await page.getByLabel('Name').fill('Spring')
      await page.getByLabel('Add a segment').selectOption({ label: `Club (${people})` })
      await page.getByLabel('Message', { exact: true }).selectOption({ label: 'Spring' })
      await page.getByText(`${people} people belong to the audience.`).waitFor()
      await page.getByText('Would be held back: Nowhere to reach them').waitFor()
      await settled(page)
      expect(await findBarriers(page)).toEqual([])
      await page.getByRole('button', { name: 'Save as a draft' }).click()

      await page.getByRole('button', { name: 'Send' }).click()
      const agree = page.getByRole('dialog')
      await agree.getByLabel('Number of people').fill(String(people - 1))
      expect(await agree.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
      await agree.getByLabel('Number of people').fill(String(people))
      await agree.getByRole('button', { name: 'Send' }).click()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Draft').first().waitFor()

      const id = new URL(page.url()).pathname.split('/').at(-1)
      await post(`/campaigns/${id}/schedule`, { approved: people })
      const read = () => shop.read<Campaign>(`/campaigns/${id}`)
      await expect.poll(async () => (await read()).status, { timeout: 60_000 }).toBe('done')
      const { variants, heldBack, people: of } = await shop.read<CampaignResults>(`/campaigns/${id}/results`)
      const [only] = variants
      expect(of.control).toBeGreaterThan(0)
      expect(of.queued + of.control).toBe(people)
      expect(only).toMatchObject({ sent: of.queued - (only?.heldBack ?? 0), open: 0, failed: 0 })
      expect(heldBack).toEqual([{ reason: 'no_address', people: only?.heldBack }])

      await page.reload()
      await page.getByRole('button', { name: 'Held back' }).click()
      await page.getByText('Nowhere to reach them').last().waitFor()
      await page.getByText('Too early', { exact: false }).first().waitFor({ timeout: 30_000 })
      await settled(page)
      expect(await findBarriers(page)).toEqual([])
      const kept = await shop.read<CampaignPeople>(`/campaigns/${id}/people?fate=control&limit=200`)
      expect(kept.people).toHaveLength(of.control)
      await page.goto('/campaigns/what-works')
      await page.getByRole('link', { name: 'Spring' }).waitFor()
    }),
  120_000,
)
