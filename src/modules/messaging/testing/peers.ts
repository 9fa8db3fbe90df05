/** The other side of each protocol, as its documents describe it; for tests. */
import { createDecipheriv, createHash, createPublicKey, createVerify, type ECDH, hkdfSync, verify } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = {
  method: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}
type Answer = { status?: number; body?: unknown; headers?: Record<string, string> }

/** An HTTP service of which a test says what it answers. */
export async function startService(answer: (asked: Asked) => Answer | Promise<Answer>) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', 'http://peer')
    const one = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      form: new URLSearchParams(body.toString()),
      headers: request.headers,
      body,
    }
    asked.push(one)
    const { status = 200, body: said = '', headers = {} } = await answer(one)
    response.writeHead(status, headers).end(typeof said === 'string' ? said : JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { asked, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, close }
}

/** A name server that knows TXT records. */
export async function startNameServer(records: Map<string, string>) {
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    const labels: string[] = []
    let at = 12
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString())
      at += 1 + length
    }
    const value = records.get(labels.join('.'))
    const head = Buffer.from(question.subarray(0, at + 5))
    head.writeUInt16BE(value === undefined ? 0x8183 : 0x8180, 2)
    head.writeUInt16BE(value === undefined ? 0 : 1, 6)
    head.writeUInt32BE(0, 8)
    const chunks = (value?.match(/.{1,255}/g) ?? []).map((text) => Buffer.from([text.length, ...Buffer.from(text)]))
    const data = Buffer.concat(chunks)
    const record = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 255])
    socket.send(value === undefined ? head : Buffer.concat([head, record, data]), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() }
}

/** Whether a letter's DKIM signature (RFC 6376, relaxed/relaxed) holds, and which headers it covers. */
export function checkSignature(raw: string, publicKey: string): { isTrue: boolean; headers: string[] } {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  const body = raw.slice(head.length + 4)
  const fields = head
    .replace(/\r\n([ \t])/g, '\u0000$1')
    .split('\r\n')
    .map((line) => line.replaceAll('\u0000', ''))
  const relax = (line: string): string => {
    const colon = line.indexOf(':')
    return `${line.slice(0, colon).trim().toLowerCase()}:${line
      .slice(colon + 1)
      .replace(/[ \t]+/g, ' ')
      .trim()}`
  }
  const signature = fields.find((line) => /^dkim-signature:/i.test(line)) ?? ''
  const tag = (name: string): string =>
    (new RegExp(`[;:]\\s*${name}=([^;]*)`).exec(signature)?.[1] ?? '').replace(/\s+/g, '')
  const plain = `${body
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trimEnd())
    .join('\r\n')
    .replace(/(\r\n)+$/, '')}\r\n`
  const isBody = createHash('sha256').update(plain).digest('base64') === tag('bh')
  const headers = tag('h').toLowerCase().split(':')
  const signed = headers.flatMap((name) =>
    fields
      .filter((line) => line.toLowerCase().startsWith(`${name}:`))
      .slice(0, 1)
      .map((line) => `${relax(line)}\r\n`),
  )
  const own = relax(signature).replace(/(;\s*b=)[^;]*/, '$1')
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  const isTrue =
    isBody &&
    createVerify('sha256')
      .update(signed.join('') + own)
      .verify(key, tag('b'), 'base64')
  return { isTrue, headers }
}

/** A browser's side of web push: keys, and reading what was encrypted for it (RFC 8188, 8291). */
export function makeBrowser(ecdh: ECDH, auth: Buffer) {
  const publicKey = ecdh.generateKeys()
  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    read: (body: Buffer): unknown => {
      const salt = body.subarray(0, 16)
      const idLength = body[20] ?? 0
      const sender = body.subarray(21, 21 + idLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender])
      const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32))
      const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16))
      const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12))
      const record = body.subarray(21 + idLength)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(record.subarray(-16))
      const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
      return JSON.parse(text.subarray(0, text.lastIndexOf(2)).toString())
    },
  }
}

/** The claims of a VAPID header (RFC 8292) that was signed with the key it names. */
export function readVapid(header: string): { aud: string; sub: string; exp: number; key: string } | undefined {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const publicKey = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    return undefined
  return { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), key }
}
