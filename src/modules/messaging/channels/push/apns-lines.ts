import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2'
import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { importPKCS8, SignJWT } from 'jose'
import { type FindAddress, OutboundError } from '#platform/outbound'

type Signer = { keyId: string; teamId: string; privateKey: string; now: number }
type Asked = { headers: Record<string, string>; body: string }

/** Open HTTP/2 connections to Apple's service, one for each address of it, and the tokens that prove who speaks. */
export type ApnsLines = {
  /** `status` 0: no answer came. Throws when nothing could be asked. */
  ask: (base: string, signer: Signer, path: string, asked: Asked) => Promise<{ status: number; reason: string }>
  close: () => void
}

const answerMs = 10_000
const longestAnswer = 4096
/** Apple refuses tokens that are older than an hour, and those that change more often than every 20 minutes. */
const tokenSeconds = 40 * 60

export function createApnsLines(findAddress: FindAddress): ApnsLines {
  const sessions = new Map<string, Promise<ClientHttp2Session>>()
  const tokens = new Map<string, { token: string; until: number }>()
  const open = (base: string): Promise<ClientHttp2Session> => {
    const known = sessions.get(base)
    if (known) return known
    const made = openSession(findAddress, base)
    const forget = (): void => {
      if (sessions.get(base) === made) sessions.delete(base)
    }
    made.then((session) => session.once('close', forget).once('goaway', forget), forget)
    sessions.set(base, made)
    return made
  }
  const tokenOf = async ({ keyId, teamId, privateKey, now }: Signer): Promise<string> => {
    const name = `${teamId} ${keyId} ${privateKey}`
    const known = tokens.get(name)
    if (known && known.until > now) return known.token
    const key = await importPKCS8(privateKey, 'ES256')
    const claims = new SignJWT().setProtectedHeader({ alg: 'ES256', kid: keyId }).setIssuer(teamId).setIssuedAt(now)
    const token = await claims.sign(key)
    tokens.set(name, { token, until: now + tokenSeconds })
    return token
  }
  return {
    ask: async (base, signer, path, asked) => {
      const token = await tokenOf(signer)
      return await request(await open(base), path, {
        ...asked,
        headers: { ...asked.headers, authorization: `bearer ${token}` },
      })
    },
    close: () => {
      for (const session of sessions.values()) void session.then((one) => one.destroy()).catch(() => {})
      sessions.clear()
    },
  }
}

async function openSession(findAddress: FindAddress, base: string): Promise<ClientHttp2Session> {
  const { protocol, hostname, port } = new URL(base)
  const isSecure = protocol === 'https:'
  const number = Number(port || (isSecure ? 443 : 80))
  const { address, isAllowed } = await findAddress(hostname, number)
  if (!isSecure && !isAllowed) throw new OutboundError('refused', 'Only https may be asked')
  const socket = isSecure
    ? connectTls({
        host: address,
        port: number,
        ALPNProtocols: ['h2'],
        ...(isIP(hostname) ? {} : { servername: hostname }),
      })
    : connectPlain({ host: address, port: number })
  const session = connectHttp2(base, { createConnection: () => socket })
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => session.destroy(new Error('timeout')), answerMs)
    session.once('error', reject)
    session.once('connect', () => {
      clearTimeout(timer)
      // What breaks later ends the requests that are under way.
      session.on('error', () => {})
      session.unref()
      resolve(session)
    })
  })
}

function request(
  session: ClientHttp2Session,
  path: string,
  { headers, body }: Asked,
): Promise<{ status: number; reason: string }> {
  return new Promise((resolve) => {
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json', ...headers })
    let status = 0
    let text = ''
    stream.setTimeout(answerMs, () => stream.close(constants.NGHTTP2_CANCEL))
    stream.setEncoding('utf8')
    stream.on('response', (answered) => {
      status = Number(answered[':status'] ?? 0)
    })
    stream.on('data', (chunk: string) => {
      if (text.length < longestAnswer) text += chunk
    })
    stream.on('error', () => {})
    stream.on('close', () => resolve({ status, reason: reasonIn(text) }))
    stream.end(body)
  })
}

function reasonIn(text: string): string {
  try {
    const { reason } = JSON.parse(text) as { reason?: unknown }
    return typeof reason === 'string' && /^\w{1,60}$/.test(reason) ? reason : ''
  } catch {
    return ''
  }
}
