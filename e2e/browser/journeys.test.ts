import type { Locator } from 'playwright-core'
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

test('a play is switched on and a segment put in; some are kept out, and the page tells', () =>
  visit({}, async (page) => {
    await sendOrders()
    await page.goto('/journeys')
    await page.getByText('No journeys yet').waitFor()
    await page.getByRole('link', { name: 'Plays' }).first().click()
    await page.getByRole('button', { name: 'Set up: Notice of a price change' }).waitFor()
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
