import { expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { Ticket } from '#contract/inbox'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
await importOrders(shop, smallShopCsv())
const visit = visitor(browser, server)

test('beside a ticket stands whose it is, within its border; an answer waits until a new word is read', () =>
  visit({}, async (page) => {
    const { customers } = await shop.read<CustomerPage>('/customers?limit=100')
    const late = customers.find(({ usualGapDays, silentDays }) => (silentDays ?? 0) > 3 * (usualGapDays ?? 1_000))
    const made = await shop.ask('POST', '/tickets', {
      ...{ subject: 'Gift boxes', customerId: late?.customerId, channel: 'phone' },
      entry: { kind: 'in', text: 'Forty, in green?' },
    })
    const { ticketId } = (await made.json()) as Ticket
    await page.goto(`/inbox?ticket=${ticketId}`)
    const card = page.getByRole('complementary', { name: 'Who it is about' })
    await card.getByText('longer than their rhythm explains').waitFor()
    await settled(page)
    expect(await card.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
    expect(await findBarriers(page)).toEqual([])

    const other = customers.find(({ customerId, email }) => customerId !== late?.customerId && email !== null)
    await card.getByRole('button', { name: 'It is somebody else' }).click()
    await card.getByLabel('Who is it?').fill(other?.email ?? '')
    await card.getByRole('listitem').getByRole('button').first().click()
    expect(await findBarriers(page)).toEqual([])
    await card.getByRole('button', { name: 'It is this customer' }).click()
    await page.getByText('Ticket given to the customer').waitFor()
    expect((await shop.read<Ticket>(`/tickets/${ticketId}`)).customer?.customerId).toBe(other?.customerId)
    await page.getByRole('button', { name: 'Undo' }).click()
    await card.getByText('longer than their rhythm explains').waitFor()

    await shop.ask('POST', `/tickets/${ticketId}/entries`, { kind: 'in', text: 'Or in blue?' })
    const box = page.getByRole('textbox', { name: 'Answer' })
    await box.fill('Green is no problem.')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Somebody has written here meanwhile').waitFor()
    await page.getByRole('list', { name: 'What was said' }).getByText('Or in blue?').waitFor()
    expect(await box.inputValue()).toBe('Green is no problem.')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect.poll(() => box.inputValue()).toBe('')
    const { entries } = await shop.read<Ticket>(`/tickets/${ticketId}`)
    expect(entries.map(({ text }) => text)).toEqual(['Forty, in green?', 'Or in blue?', 'Green is no problem.'])
  }))
