import { sql } from 'kysely'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { Journey, JourneyFlow, JourneyList } from '#contract/journeys'
import { playKeys } from '#contract/play-words'
import { translatorFor } from '#i18n'
import { inWorkspace } from '#platform/postgres'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startMailbox } from '../../src/testing/mailbox.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const { smtpUrl, letters } = await startMailbox()
const browser = await prepareBrowser()
const server = await startTestServer({ smtpUrl, mailFrom: 'hello@corner.example' })
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
const visit = visitor(browser, server)
const people = 80

const sendOrders = async (): Promise<void> => {
  const batch = Array.from({ length: people * 3 }, (_, i) => ({
    type: 'track',
    event: 'Order Completed',
    userId: `regular${i % people}`,
    timestamp: Temporal.Now.instant()
      .subtract({ hours: 24 * (120 + 20 * Math.floor(i / people)) })
      .toString(),
    properties: { order_id: `o${i}`, total: 20, currency: 'EUR' },
  }))
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
}

test('a play is switched on and a segment put in; some are kept out, and the page tells', () =>
  visit({}, async (page) => {
    await sendOrders()
    await page.goto('/journeys')
    await page.getByText('No journeys yet').waitFor()
    await page.getByRole('link', { name: 'Plays' }).first().click()
    await page.getByRole('button', { name: 'Set up: Notice of a price change' }).waitFor()
    // Whom they would reach follows as it is counted, until nothing is left.
    await page
      .getByText(/in the last 90 days/)
      .first()
      .waitFor({ timeout: 30_000 })
    await expect
      .poll(() => page.getByText(/in the last 90 days|right now/).count(), { timeout: 60_000 })
      .toBe(playKeys.length)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Set up: Notice of a price change' }).click()
    await page.getByText(/Send the message .*Notice of a price change/).waitFor()
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('button', { name: 'Put people in' }).click()
    await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Notice of a price change' })
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Put people in' }).click()

    const [journey] = (await shop.read<JourneyList>('/journeys')).journeys
    const read = () => shop.read<Journey>(`/journeys/${journey?.journeyId}`)
    await expect.poll(async () => (await read()).entered + (await read()).keptOut, { timeout: 60_000 }).toBe(people)
    await expect.poll(async () => (await read()).active, { timeout: 30_000 }).toBe(0)
    const { entered, keptOut } = await read()
    expect(keptOut).toBeGreaterThan(0)
    const flow = await shop.read<JourneyFlow>(`/journeys/${journey?.journeyId}/flow`)
    expect(flow.nodes.find(({ nodeId }) => nodeId === 'message')?.outcomes).toEqual({ queued: entered })

    await page.reload()
    await page.getByText(`Handed to the outbox: ${entered}.`).waitFor()
    await page.getByText('Too early', { exact: false }).first().waitFor({ timeout: 30_000 })
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))

test('a journey with two ways is written by keyboard alone, taken back, tried on the last year and saved', () =>
  visit({}, async (page) => {
    const { keyboard } = page
    const press = async (...keys: string[]) => {
      for (const key of keys) await keyboard.press(key)
    }
    const insert = async (button: Locator, kind: string) => {
      await button.focus()
      await press('Enter')
      await page.getByRole('menuitem', { name: kind }).focus()
      await press('Enter')
    }
    const add = page.getByRole('button', { name: 'Add a step' })
    const head = (name: RegExp) => page.getByRole('button', { name, expanded: false })
    await page.goto('/journeys/new')
    await page.getByLabel('Name').focus()
    await keyboard.type('Call newcomers')
    await page.getByLabel('It begins').focus()
    await page.getByLabel('It begins').selectOption('event')

    await insert(add, 'Until they do something')
    await insert(add, 'Put a tag on')
    await page.getByLabel('Tag').focus()
    await keyboard.type('quiet')
    await insert(page.getByRole('button', { name: 'Insert a step here' }).nth(1), 'Task for staff')
    await page.getByLabel('Task for staff').focus()
    await keyboard.type('Say hello')
    expect(await findBarriers(page)).toEqual([])

    // Out of its way, back again, away, and back by undoing.
    const task = page.getByRole('button', { name: /Give staff a task: .*Say hello/ })
    await task.focus()
    await press('Enter', 'Alt+ArrowUp')
    await task.focus()
    await press('Delete')
    await task.waitFor({ state: 'detached' })
    await press('Control+z')
    await task.waitFor()
    await head(/Put the tag .*quiet/).focus()
    await press('ArrowUp')

    await page.getByRole('button', { name: 'Try on last year' }).focus()
    await press('Enter')
    await page.getByText('Walked through with everybody', { exact: false }).waitFor({ timeout: 30_000 })
    expect(await findBarriers(page)).toEqual([])
    await press('Escape')
    await page.getByRole('button', { name: 'Save' }).first().focus()
    await press('Enter')
    await page.getByText(/Begins with the event .*Order Completed/).waitFor()
    await page.getByText(/Wait for .*Order Completed.*, at most 7 days/).waitFor()
    await page.getByText(/Put the tag .*quiet/).waitFor()
    await page.getByText(/Give staff a task: .*Say hello/).waitFor()
  }))

test('tried on the last year, a journey that nobody would have begun says so', () =>
  visit({}, async (page) => {
    await page.goto('/journeys/new')
    await page.getByLabel('It begins').selectOption('manual')
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByRole('menuitem', { name: 'Put a tag on' }).click()
    await page.getByLabel('Tag').fill('quiet')
    await page.getByRole('button', { name: 'Try on last year' }).click()
    await page.getByText('Nobody would have begun it.').waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))

test('a reminder two hours before the time that came with an event is written and kept', () =>
  visit({}, async (page) => {
    await page.goto('/journeys/new')
    await page.getByLabel('Name').fill('Pick-up reminder')
    await page.getByLabel('It begins').selectOption('event')
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByRole('menuitem', { name: 'Until a date' }).click()
    await page.getByLabel('Which day').selectOption('time')
    await page.getByText('Choose a detail of the event.').waitFor({ state: 'detached' })
    await page.getByLabel('Detail of the event').selectOption('order_id')
    await page.getByText(/Wait until 2 hours before the time in .*order_id.* of the event/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).first().click()
    await page.getByRole('heading', { name: 'Pick-up reminder' }).waitFor()
    const { journeys } = await shop.read<JourneyList>('/journeys')
    const made = journeys.find(({ name }) => name === 'Pick-up reminder')
    expect(made?.definition.nodes).toMatchObject([
      { kind: 'wait_date', day: { property: 'order_id', seconds: -7_200 } },
    ])
  }))

test('a template that a journey writes with is put away after a look at which', () =>
  visit({}, async (page) => {
    const make = async <T>(path: string, body: object): Promise<T> =>
      (await (await shop.ask('POST', path, body)).json()) as T
    const words = {
      subject: 'Hello',
      preheader: '',
      body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] },
    }
    const written = { name: 'Old offer', purpose: 'useful', topic: null, variants: { en: words } }
    const { templateId } = await make<{ templateId: string }>('/message-templates', written)
    const nodes = [{ id: 'offer', kind: 'message', templateId, purpose: 'useful', next: null }]
    const definition = { trigger: { kind: 'manual' }, control: 0, start: 'offer', nodes }
    const { journeyId } = await make<Journey>('/journeys', { name: 'Spring', definition })
    await make(`/journeys/${journeyId}/start`, {})
    await page.goto(`/messages/templates/${templateId}`)
    await page.getByRole('button', { name: 'Put away', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('It is no longer offered', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Put away', exact: true }).click()
    await dialog.getByText(/Still writing with it: .*Spring/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Put away all the same' }).click()
    await page.waitForURL(/\/messages\/templates$/)
    expect((await shop.ask('GET', `/message-templates/${templateId}`)).status).toBe(404)
  }))

test('in Hungarian and in Persian a journey is written by keyboard alone as well', () =>
  visit({}, async (page) => {
    for (const locale of ['hu', 'fa'] as const) {
      const t = translatorFor(locale, 'journeys')
      await page.addInitScript((chosen) => localStorage.setItem('regulars.locale', chosen), locale)
      await page.goto('/journeys/new')
      await page.getByLabel(t('journeys.column.name'), { exact: true }).focus()
      await page.keyboard.type(`Út ${locale}`)
      await page.getByLabel(t('journeys.field.begins'), { exact: true }).selectOption('event')
      await page.getByRole('button', { name: t('journeys.add_step') }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: t('journeys.kind.add_tag') }).focus()
      await page.keyboard.press('Enter')
      await page.getByLabel(t('journeys.field.tag'), { exact: true }).focus()
      await page.keyboard.type('csendes')
      await settled(page)
      expect(await findBarriers(page)).toEqual([])
      await page
        .getByRole('button', { name: t('journeys.save'), exact: true })
        .first()
        .focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: `Út ${locale}` }).waitFor()
      await page.getByText('csendes').first().waitFor()
    }
  }))

/** Each leaves something in the cart; they read these languages, in turn. */
async function leaveCarts(languages: string[], many: number): Promise<void> {
  const batch = Array.from({ length: many }, (_, i) => {
    const [userId, language] = [`cart${i}`, languages[i % languages.length]]
    const product = { name: `Tea ${i}`, price: 12, quantity: 1, url: `https://shop.example/cart/${userId}` }
    return [
      { type: 'identify', userId, traits: { name: `Cart ${i}`, email: `${userId}@mail.example`, language } },
      { type: 'track', event: 'Checkout Started', userId, properties: { products: [product], currency: 'EUR' } },
    ]
  }).flat()
  const headers = { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` }
  await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) })
  await server.settle()
}

test('who leaves a cart gets a letter in their language after an hour, and its link leads back to the cart', () =>
  visit({}, async (page) => {
    const languages = ['hu', 'fa'] as const
    // One in ten is kept out by chance: of so many not all are.
    const many = 16
    const policy = await shop.read<object>('/message-policy')
    await shop.ask('PUT', '/message-policy', { ...policy, quietHours: null, consent: 'not_refused' })
    // The shop has had a cart before, so that the play knows its event.
    await leaveCarts(['en'], 1)
    const hu = translatorFor('hu', 'plays', 'journeys')
    await page.addInitScript(() => localStorage.setItem('regulars.locale', 'hu'))
    await page.goto('/journeys/plays')
    const play = hu('plays.abandoned_cart.name')
    await page.getByRole('button', { name: `${hu('plays.use')}: ${play}` }).click()
    // Three messages in five languages are written, and each is tried.
    await page.waitForURL(/\/journeys\/[0-9a-f-]{36}$/, { timeout: 60_000 })
    await page.getByRole('button', { name: hu('journeys.start') }).click()
    await page.getByText(hu('journeys.status.running')).first().waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    const journeyId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const read = () => shop.read<Journey>(`/journeys/${journeyId}`)
    await leaveCarts([...languages], many)
    await expect.poll(async () => (await read()).entered + (await read()).keptOut, { timeout: 30_000 }).toBe(many)
    const { entered } = await read()
    expect(letters).toEqual([])
    // Once all of them wait, the hour is over.
    const endWaits = () =>
      inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
        sql`update journey_runs set wake_at = now() where journey_id = ${journeyId} and status = 'active'
          and wake_at > now() + interval '30 minutes'`.execute(tx),
      )
    let woken = 0
    await expect
      .poll(async () => (woken += Number((await endWaits()).numAffectedRows)), { timeout: 30_000 })
      .toBe(entered)
    await expect.poll(() => letters.length, { timeout: 30_000 }).toBe(entered)
    for (const language of languages) {
      const subject = translatorFor(language, 'plays')('plays.abandoned_cart.subject1')
      const letter = letters.find((one) => one.subject === subject)
      const [, href = ''] = /href="([^"]*\/m\/c\/[^"]*)"/.exec(letter?.html ?? '') ?? []
      const link = await fetch(href.replaceAll('&amp;', '&'), {
        redirect: 'manual',
        headers: { 'user-agent': 'Mozilla/5.0' },
      })
      const address = letter?.to?.[0]?.address ?? ''
      expect(link.headers.get('location')).toBe(`https://shop.example/cart/${address.split('@')[0]}`)
      const { customers } = await shop.read<CustomerPage>(`/customers?search=${encodeURIComponent(address)}`)
      await server.settle()
      const timeline = await shop.read<TimelinePage>(`/customers/${customers[0]?.customerId}/timeline`)
      expect(timeline.events.map(({ event }) => event)).toContain('Message Sent')
    }

    const fa = translatorFor('fa', 'journeys')
    await page.addInitScript(() => localStorage.setItem('regulars.locale', 'fa'))
    await page.reload()
    await page.locator('html[dir=rtl]').waitFor({ state: 'attached' })
    await page.getByText(fa('journeys.outcome.queued', { count: entered })).waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))
