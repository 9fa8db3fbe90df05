import { expect, test } from 'vitest'
import type { Journey } from '#contract/journeys'
import type { Survey } from '#contract/surveys'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop()
const visit = visitor(browser, server)

test('a survey is not left by accident while it is changed, and a draft that was removed comes back', () =>
  visit({}, async (page) => {
    await page.goto('/surveys')
    await page.getByText('Nobody has been asked yet').waitFor()
    await page.getByRole('button', { name: 'Use: Are they satisfied?' }).click()
    await page.waitForURL('**/edit')
    await page.getByLabel('Name').fill('After lunch')
    await page.getByRole('link', { name: 'Customers', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'After lunch' }).waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove the draft' }).click()
    await page.getByText('Nobody has been asked yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'After lunch' }).click()
    await page.getByRole('button', { name: 'Open the survey' }).waitFor()
  }))

test('closing a survey names the journeys that ask it first; their page says which step cannot be done then', () =>
  visit({}, async (page) => {
    const make = async <T>(path: string, body: object = {}): Promise<T> =>
      (await (await shop.ask('POST', path, body)).json()) as T
    const { surveyId } = await make<Survey>('/surveys', { name: 'After dinner', kind: 'csat' })
    await make(`/surveys/${surveyId}/open`)
    const params = { surveyId, templateId: null }
    const nodes = [{ id: 'ask', kind: 'action', action: 'ask_survey', params, next: null }]
    const definition = { trigger: { kind: 'event', event: 'Dined' }, control: 0, start: 'ask', nodes }
    const { journeyId } = await make<Journey>('/journeys', { name: 'Thanks for coming', definition })
    await make(`/journeys/${journeyId}/start`)
    await page.goto(`/surveys/${surveyId}`)
    await page.getByRole('button', { name: 'Close the survey' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Thanks for coming').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Close the survey' }).click()
    await dialog.getByRole('button', { name: 'Close the survey' }).click()
    await page.getByRole('button', { name: 'Open again' }).waitFor()
    await page.goto(`/journeys/${journeyId}`)
    await page.getByText('Cannot be done for anybody: The survey is not open.').waitFor()
    await page.getByText('One step cannot be done for anybody.').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))
