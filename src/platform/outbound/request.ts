import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { createFindAddress } from './find-address.ts'
import { OutboundError } from './outbound-error.ts'

export type OutboundRequest = {
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string | Buffer
  /** the whole conversation; 10 s when not given */
  timeoutMs?: number
  /** bytes of the answer that are read; 64 KB when not given */
  maxAnswer?: number
  /** the answer with one letter for each byte, for who finds out its letters by themselves; UTF-8 when not given */
  letters?: 'latin1'
}
export type OutboundAnswer = { status: number; headers: Record<string, string>; body: string }

/** One request: no redirects, at most 64 KB of the answer are read unless more is asked for. Throws OutboundError. */
export type Outbound = (url: string, request: OutboundRequest) => Promise<OutboundAnswer>

const usualAnswer = 64 * 1024
const usualTimeout = 10_000

/**
 * Names are resolved once, every address is judged, and the connection goes to a judged one. `allowed` are hosts (host or host:port) of
 * the private network that whoever runs the installation lets through; only those may be spoken to without TLS.
 */
export function createOutbound({ allowed = [] }: { allowed?: readonly string[] } = {}): Outbound {
  const findAddress = createFindAddress({ allowed })
  return async (text, asked) => {
    const url = readUrl(text)
    const isSecure = url.protocol === 'https:'
    if (!isSecure && !allowed.includes(url.host) && !allowed.includes(url.hostname))
      throw new OutboundError('refused', 'Only https may be asked')
    const { address } = await findAddress(url.hostname, Number(url.port || (isSecure ? 443 : 80)))
    return await converse(url, address, asked)
  }
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new OutboundError('refused', 'Not an address')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundError('refused', 'Not a web address')
  if (url.username || url.password) throw new OutboundError('refused', 'An address may hold no password')
  return url
}

function converse(url: URL, address: string, asked: OutboundRequest): Promise<OutboundAnswer> {
  const { method, headers = {}, body, timeoutMs = usualTimeout, maxAnswer = usualAnswer, letters = 'utf8' } = asked
  const family = isIP(address)
  return new Promise((resolve, reject) => {
    let isConnected = false
    const fail = (text: string): void => {
      clearTimeout(timer)
      client.destroy()
      reject(new OutboundError(isConnected ? 'unclear' : 'unreachable', text))
    }
    const ask = url.protocol === 'https:' ? requestHttps : requestHttp
    const client = ask(url, {
      method,
      agent: false,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body ?? '') },
      lookup: (_, options, done) => {
        if (options.all) done(null, [{ address, family }])
        else done(null, address, family)
      },
    })
    const timer = setTimeout(() => fail('It took too long'), timeoutMs)
    client.on('socket', (socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isConnected = true
      }),
    )
    client.on('error', (error: NodeJS.ErrnoException) => fail(`The connection failed (${error.code ?? 'no code'})`))
    client.on('response', (answer) => {
      readUpTo(answer, maxAnswer).then(
        (bytes) => {
          clearTimeout(timer)
          client.destroy()
          resolve({ status: answer.statusCode ?? 0, headers: plainHeaders(answer), body: bytes.toString(letters) })
        },
        () => fail('The answer broke off'),
      )
    })
    client.end(body)
  })
}

async function readUpTo(answer: IncomingMessage, max: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= max) break
  }
  return Buffer.concat(chunks).subarray(0, max)
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') read[name] = value
  return read
}
