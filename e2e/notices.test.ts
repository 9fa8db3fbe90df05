import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../src/testing/sign-in.ts'
import { owner, startTestServer } from '../src/testing/start-test-server.ts'

const mails: Email[] = []
const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => void PostalMime.parse(Buffer.concat(chunks)).then((mail) => mails.push(mail) && done()))
  },
})
await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', resolve))
afterAll(() => new Promise<void>((resolve) => post.close(() => resolve())))
const address = post.server.address()
const port = typeof address === 'object' ? address?.port : 0
const server = await startTestServer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'hello@corner.example' })
await server.openShop()

async function nextMail(): Promise<Email> {
  for (;;) {
    const mail = mails.shift()
    if (mail) return mail
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0'
const open = (cookie = '', password = owner.password): Promise<Response> =>
  fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { origin: server.url, cookie, 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ email: owner.email, password }),
  })
const jarOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

beforeAll(async () => {
  // An account of some age.
  const { default: pg } = await import('pg')
  const database = new pg.Client({ connectionString: server.regulars.engines.databaseUrl })
  await database.connect()
  await database.query("update people set created_at = now() - interval '1 day', locale = 'hu'")
  await database.end()
})

test('who signs in with a browser that was not seen before is told by mail, in their language, and once', async () => {
  const first = await open()
  expect(first.status).toBe(200)
  const mail = await nextMail()
  expect(mail).toMatchObject({ subject: 'Bejelentkezés új böngészőből', to: [{ address: owner.email }] })
  expect(mail.from?.name).toBe('Corner café')
  expect(mail.text).toContain('Firefox · Windows')
  const known = jarOf(first)
    .split('; ')
    .filter((cookie) => cookie.includes('device'))
    .join('; ')
  expect((await open(known)).status).toBe(200)
  // A mark of somebody else's making is no mark.
  expect((await open(`__Host-regulars-device=${'x'.repeat(43)}`)).status).toBe(200)
  expect((await nextMail()).subject).toBe('Bejelentkezés új böngészőből')
  expect(mails).toEqual([])
})

test('a changed password is told, and a refused change is not', async () => {
  const ask = await signIn(server.url, owner)
  expect((await nextMail()).subject).toContain('új böngészőből')
  const change = (password: string) =>
    ask('PUT', '/account/password', { password, newPassword: 'another one, long enough' })
  expect((await change('wrong')).status).toBe(400)
  expect((await change(owner.password)).ok).toBe(true)
  const mail = await nextMail()
  expect(mail.subject).toBe('A jelszó megváltozott')
  expect(mail.text).toContain(owner.email)
  expect(mails).toEqual([])
})
