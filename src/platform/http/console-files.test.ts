import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFrame } from './testing/frame.ts'

const script = 'console.log("regulars")'
let root: string
let app: ReturnType<typeof startFrame>['app']

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'regulars-console-'))
  const dist = join(root, 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'not for you')
  writeFileSync(join(dist, 'index.html'), '<html><head><meta name="csp-nonce" content="" /></head></html>')
  writeFileSync(join(dist, 'favicon.svg'), '<svg/>')
  writeFileSync(join(dist, 'assets', 'main-abc123.js'), script)
  writeFileSync(join(dist, 'assets', 'main-abc123.js.gz'), gzipSync(script))
  app = startFrame({ consoleDirectory: dist }).app
})

afterAll(() => rmSync(root, { recursive: true }))

test('the page comes at every path of the console, each time with a fresh nonce that its policy names', async () => {
  const seen = new Set<string>()
  for (const path of ['/', '/customers/42', '/insights/retention?unit=month']) {
    const answer = await app.request(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const nonce = /content="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
    expect(answer.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
    seen.add(nonce)
  }
  expect(seen.size).toBe(3)
})

test('paths of machines are never answered with the page', async () => {
  for (const path of ['/api/v1/nowhere', '/v1/nowhere', '/assets/gone-123.js', '/docs/nothing']) {
    const answer = await app.request(path)
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json'])
  }
})

test('hashed files are kept for ever and sent packed to whom can read it', async () => {
  const plain = await app.request('/assets/main-abc123.js')
  expect(await plain.text()).toBe(script)
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(plain.headers.get('vary')).toBe('Accept-Encoding')
  const packed = await app.request('/assets/main-abc123.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(Buffer.from(await packed.arrayBuffer())).toEqual(gzipSync(script))
})

test('a file that is known already is not sent again', async () => {
  const first = await app.request('/favicon.svg')
  expect(first.headers.get('cache-control')).toBe('no-cache')
  const again = await app.request('/favicon.svg', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
  expect([again.status, await again.text()]).toEqual([304, ''])
})

test('nothing outside the console is served', async () => {
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%00.js',
  ]) {
    expect(await (await app.request(path)).text()).not.toContain('not for you')
  }
})
