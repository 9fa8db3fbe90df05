import { beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './testing/app.ts'

type Operation = { summary?: string; tags?: string[]; security?: object[]; responses: Record<string, unknown> }
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: object }
}

let on: TestApp
let document: Document
let operations: { method: string; path: string; operation: Operation }[]

beforeAll(async () => {
  on = await startTestApp('https://regulars.corner.example')
  document = (await (await on.app.request('/openapi.json')).json()) as Document
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
})

const ask = (method: string, path: string) =>
  on.app.request(`https://regulars.corner.example${path.replace(/\{\w+\}/g, '0198c0de-0000-7000-8000-000000000000')}`, {
    method,
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }),
  })

test('every operation says what it does, who may, and what it answers, failure included', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(operations.length).toBeGreaterThan(10)
  const schemes = Object.keys(document.components.securitySchemes)
  for (const { path, operation } of operations) {
    expect(operation.summary, path).toBeTruthy()
    expect(operation.tags, path).toHaveLength(1)
    expect(Object.keys(operation.responses), path).toContain('default')
    const named = (operation.security ?? [{ missing: [] }]).flatMap((way) => Object.keys(way))
    expect(schemes, path).toEqual(expect.arrayContaining(named))
  }
})

test('every reference in the document leads somewhere', () => {
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(text).toContain(`"${name}":{`)
  }
})

test('who is not signed in gets 401 from everything that is not open', async () => {
  for (const { method, path, operation } of operations) {
    const isRefused = (await ask(method, path)).status === 401
    expect([path, isRefused]).toEqual([path, operation.security?.length !== 0])
  }
})

test('every answer carries the same security headers', async () => {
  const names = [
    'content-security-policy',
    'cross-origin-opener-policy',
    'permissions-policy',
    'referrer-policy',
    'strict-transport-security',
    'x-content-type-options',
    'x-frame-options',
  ]
  const expected = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
  for (const { method, path } of [
    ...operations,
    { method: 'GET', path: '/nowhere' },
    { method: 'GET', path: '/openapi.json' },
  ]) {
    const { headers } = await ask(method, path)
    expect([path, Object.fromEntries(names.map((name) => [name, headers.get(name)]))]).toEqual([path, expected])
  }
})

test('the reference shows every operation in the language of the reader without a foreign address', async () => {
  const answer = await on.app.request('/docs/api', { headers: { 'accept-language': 'fa' } })
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(page).toContain('<html lang="fa" dir="rtl">')
  for (const { path } of operations) expect(page).toContain(`<code>${path}</code>`)
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  expect(page).not.toMatch(/reference\.(?!css|js)/)
  expect(page).not.toMatch(/<style|style="|onclick/)
  for (const path of ['/docs/reference.css', '/docs/reference.js']) {
    expect((await on.app.request(path)).status).toBe(200)
  }
})
