import { beforeAll, describe, expect, test } from 'vitest'
import { annasWorkspace, signedIn, startTestApp, type TestApp } from './testing/app.ts'

let on: TestApp
let cookie: string

beforeAll(async () => {
  on = await startTestApp()
  await annasWorkspace(on.db)
  cookie = await signedIn(on)
})

const patch = (headers: Record<string, string>, body = '{"name":"Evil"}') =>
  on.app.request('http://localhost:4400/api/v1/me', {
    method: 'PATCH',
    headers: { cookie, 'content-type': 'application/json', ...headers },
    body,
  })

describe('a write with the session cookie is refused', () => {
  test.each([
    ['from another origin', { origin: 'https://evil.example' }],
    ['from an opaque origin', { origin: 'null' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:4400' }],
    ['when the browser calls it cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['without any sign of where it comes from', {}],
    ['as a form could send it', { origin: 'http://localhost:4400', 'content-type': 'text/plain' }],
    ['urlencoded', { origin: 'http://localhost:4400', 'content-type': 'application/x-www-form-urlencoded' }],
    ['multipart', { origin: 'http://localhost:4400', 'content-type': 'multipart/form-data; boundary=x' }],
  ])('%s', async (_, headers) => {
    const answer = await patch(headers)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ reason: 'cross_site_request' })
  })
})

test('a write from our own pages passes', async () => {
  expect((await patch({ origin: 'http://localhost:4400' }, '{}')).status).toBe(200)
  expect((await patch({ 'sec-fetch-site': 'same-origin' }, '{}')).status).toBe(200)
})

test('a foreign page cannot sign a visitor in', async () => {
  const answer = await on.app.request('http://localhost:4400/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: '{"email":"a@b.example","password":"x"}',
  })
  expect(answer.status).toBe(403)
})
