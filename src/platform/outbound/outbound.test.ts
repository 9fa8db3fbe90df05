import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { isForbiddenAddress } from './forbidden-address.ts'
import { createOutbound } from './index.ts'

let asked = 0
const server = createServer((request, answer) => {
  asked++
  if (request.url === '/away') answer.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
  else if (request.url === '/big') answer.end('x'.repeat(10 * 1024 * 1024))
  else if (request.url !== '/hang') answer.end('ok')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('nothing of the private network is asked, however its address is spelled', () => {
  const spellings = [
    'localhost',
    'LOCALHOST.',
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '１２７.0.0.1',
    '127。0。0。1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:a9fe:a9fe]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[100::1]',
  ]
  test.each(spellings)('%s', async (host) => {
    const outbound = createOutbound()
    await expect(outbound(`https://${host}:${port}/`, { method: 'GET' })).rejects.toMatchObject({
      outcome: expect.stringMatching(/refused|unreachable/),
    })
    expect(asked).toBe(0)
  })

  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://x',
    'https://user:pw@example.com/',
    'nothing',
    'http://example.com/',
  ])('%s is no address to ask', async (url) => {
    await expect(createOutbound()(url, { method: 'GET' })).rejects.toMatchObject({ outcome: 'refused' })
  })
})

test('addresses of the public internet may be asked', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001::1'])
    expect(isForbiddenAddress(address)).toBe(false)
})

test('a host that was let through is asked; redirects are not followed, long answers cut, slow ones given up', async () => {
  const outbound = createOutbound({ allowed: [`127.0.0.1:${port}`] })
  const ask = (path: string) =>
    outbound(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'x', timeoutMs: 300 })
  expect(await ask('/')).toMatchObject({ status: 200, body: 'ok' })
  expect(await ask('/away')).toMatchObject({ status: 302 })
  expect((await ask('/big')).body).toHaveLength(64 * 1024)
  await expect(ask('/hang')).rejects.toMatchObject({ outcome: 'unclear' })
  await expect(outbound('http://127.0.0.1:1/', { method: 'GET' })).rejects.toMatchObject({ outcome: 'refused' })
})
