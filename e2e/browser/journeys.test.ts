import { expect, test } from 'vitest'
import type { Journey, JourneyFlow, JourneyList } from '#contract/journeys'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
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

test('“We miss you” is switched on; people begin by themselves, some are kept out, and the page tells', () =>
  visit({}, async (page) => {
    await page.goto('/journeys')
    await page.getByText('No journeys yet').waitFor()
    await page.getByRole('link', { name: 'Plays' }).first().click()
    await page.getByRole('button', { name: 'Set up: We miss you' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Set up: We miss you' }).click()
    await page.getByText('Begins when somebody enters the segment “We miss you”').waitFor()
    await page.getByText('Send the message “We miss you”').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()

    await sendOrders()
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

test('a journey is written by keyboard alone', () =>
  visit({}, async (page) => {
    await page.goto('/journeys/new')
    await page.getByLabel('Name').focus()
    await page.keyboard.type('Call newcomers')
    await page.keyboard.press('Tab')
    await page.keyboard.type('with')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Signed Up')
    await page.getByRole('button', { name: 'Add a task' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Task for staff').focus()
    await page.keyboard.type('Say hello')
    await page.getByRole('button', { name: 'Save' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Give staff a task: “Say hello”').waitFor()
    await page.getByText('Begins with the event “Signed Up”').waitFor()
  }))
