import { expect, test } from 'vitest'
import type { LoyaltyProgramme, LoyaltyRewards } from '#contract/loyalty'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })
const visit = visitor(browser, server)

test('an owner adds a challenge, a code for everybody and a partner’s codes', () =>
  visit({}, async (page) => {
    const rules = { earn: [{ id: 'base', points: 1, perMinor: 100 }] }
    const made = await shop.ask('POST', '/loyalty/programmes', { name: 'Regulars', rules })
    const { programmeId } = (await made.json()) as LoyaltyProgramme
    await page.goto('/loyalty/rules')
    await page.getByRole('button', { name: 'Add a challenge' }).click()
    await page.getByLabel('Name of the badge').fill('Five a month')
    await page.getByRole('listitem').getByText('“Five a month”: 5 days with a visit within 30 days').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Put in force' }).click()
    await page.getByText('Version 2 is in force.').waitFor()

    await page.goto('/loyalty/rewards')
    await page.getByRole('button', { name: 'New reward' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reward', { exact: true }).fill('A cinema ticket')
    await dialog.getByLabel('Costs points').fill('100')
    await dialog.getByLabel('A code for everybody').fill('film10')
    await dialog.getByLabel('Codes come from a list').check()
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('FILM10').waitFor()
    await page.getByRole('button', { name: 'Codes for A cinema ticket' }).click()
    await page.getByLabel('Codes, one on each line').fill('"FILM-0001",yes\nFILM-0002\n')
    await page.getByText('2 codes', { exact: true }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Add codes' }).click()
    await page.getByText('Codes added: 2').waitFor()
    await settled(page)
    const { rewards } = await shop.read<LoyaltyRewards>(`/loyalty/programmes/${programmeId}/rewards`)
    expect(rewards).toMatchObject([{ codesLeft: 2, left: 2, codeUsed: 0 }])
  }))
