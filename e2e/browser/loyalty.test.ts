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
    await shop.ask('POST', '/segments', { name: 'Neighbours', definition: null })
    await page.goto('/loyalty/rules')
    await page.getByLabel('Only in these shops').first().fill('Harbour')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem').getByText('(in Harbour)').waitFor()
    await page.getByLabel('Days until usable').fill('14')
    await page.getByLabel('Or earlier: when this happens').fill('Order Delivered')
    await page.getByRole('listitem').getByText('after 14 days at the latest').waitFor()
    await page.getByRole('button', { name: 'Add a challenge' }).click()
    await page.getByLabel('Name of the badge').fill('Five a month')
    await page.getByRole('listitem').getByText('“Five a month”: 5 days with a visit within 30 days').waitFor()
    await page.getByRole('button', { name: 'Add tiers' }).click()
    await page.getByLabel('Reached by').selectOption('credits')
    await page.getByRole('listitem').getByText('Tier credits are never spent and count for 12 months.').waitFor()
    await page.getByText('Fine print').click()
    await page.getByLabel('Order of spending').selectOption('oldest_first')
    await page.getByRole('listitem').getByText('The oldest points are spent first.').waitFor()
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
    await dialog.getByLabel('Only for these segments').selectOption('Neighbours (0)')
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
    const { rules: saved } = await shop.read<LoyaltyProgramme>(`/loyalty/programmes/${programmeId}`)
    expect(saved).toMatchObject({
      earn: [{ shops: ['Harbour'] }, { gives: 'credits' }],
      pending: { days: 14, until: 'Order Delivered' },
      rewards: [{ segments: [expect.any(String)] }],
    })
  }))

test('an owner makes a cause and says what it did, begins a leaderboard, sells a membership and invites', () =>
  visit({}, async (page) => {
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    await page.goto('/loyalty/causes')
    await button('New cause').click()
    await page.getByLabel('Name of the cause').fill('Trees for the park')
    expect(await findBarriers(page)).toEqual([])
    await button('Save').click()
    await button('Tell what it did').click()
    await page.getByLabel('What the points did').fill('Ten oaks are planted.')
    await button('Show it on the cards').click()
    await page.getByRole('listitem').getByText('Ten oaks are planted.').waitFor()
    expect(await findBarriers(page)).toEqual([])

    await page.goto('/loyalty/leaderboard')
    await button('Begin a leaderboard').click()
    await page.getByText('Nobody is on it yet').waitFor()
    expect(await findBarriers(page)).toEqual([])

    await page.goto('/loyalty/plans')
    await button('New membership').click()
    await page.getByLabel('Name', { exact: true }).fill('Tea club')
    await page.getByLabel('Fee').fill('9')
    await page.getByLabel('Points times').fill('2')
    expect(await findBarriers(page)).toEqual([])
    await button('Save').click()
    await page.getByText('points × 2').waitFor()

    await page.goto('/loyalty/invitations')
    await page.getByLabel('Only who was invited becomes a member').click()
    await button('Invite').click()
    await page.getByLabel('A note for yourselves').fill('Summer party')
    expect(await findBarriers(page)).toEqual([])
    await button('Make a link').click()
    await page.getByText('Summer party').waitFor()
    expect(await findBarriers(page)).toEqual([])
  }))

test('a manager looks at a referral that waits, pays both, and takes it back', () =>
  visit({}, async (page) => {
    const post = async <T>(path: string, body: object): Promise<T> =>
      (await (await shop.ask('POST', path, body)).json()) as T
    const referral = { referrerPoints: 100, refereePoints: 50, pendingDays: 30 }
    const rules = { earn: [{ id: 'base', points: 1, perMinor: 100 }], referral }
    const { programmeId } = await post<LoyaltyProgramme>('/loyalty/programmes', { name: 'Friends', rules })
    const base = `/loyalty/programmes/${programmeId}`
    const join = async (reference: string): Promise<string> =>
      (await post<{ memberId: string }>(`${base}/members`, { reference })).memberId
    const [referrerId, refereeId] = [await join('anna'), await join('bela')]
    await post(`${base}/referrals`, { referrerId, refereeId })
    for (const memberId of [referrerId, refereeId])
      await post(`${base}/earn`, { memberId, amountMinor: 1000, paidWith: 'one-card' })
    await page.goto(`/loyalty/oversight?programme=${programmeId}`)
    const reason = page.getByText('Both paid with the same bank card.')
    await reason.waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Approved: both have their points.').waitFor()
    await reason.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await reason.waitFor()
  }))
