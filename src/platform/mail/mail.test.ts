import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { type Jobs, startJobs } from '#platform/jobs'
import { createLog, silentLog } from '#platform/log'
import { fakeClock, testDb } from '#testing'
import { createMailer, type MailBrand, type Mailer, type MailMessage } from './index.ts'

const { db, url } = await testDb()
const dataDir = mkdtempSync(join(tmpdir(), 'regulars-mail-'))
const lines: string[] = []
const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
const clock = fakeClock('2026-11-21T10:00:00Z')
const secret = 'a secret of at least 32 characters'
const brand: MailBrand = {
  name: 'Corner café',
  colour: '#7a1f5c',
  logo: { bytes: Buffer.from('iVBORw0KGgo=', 'base64'), type: 'image/png' },
  address: '1052 Budapest, Fő utca 1.',
}

type Received = { from: string; to: string[]; bytes: Buffer }
let received: Received[] = []
/** what the server answers to the next recipients, in order; then it accepts */
let answers: number[] = []
let jobs: Jobs
let smtp: Mailer
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onAuth: (auth, _, done) =>
    done(null, { user: auth.username === 'shop' && auth.password === 'p@ss' ? 'shop' : undefined }),
  onRcptTo: ({ address }, _, done) => {
    const code = answers.shift()
    done(code ? Object.assign(new Error(`<${address}> not now`), { responseCode: code }) : null)
  },
  onData: (stream, session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope
      received.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((one) => one.address),
        bytes: Buffer.concat(chunks),
      })
      done()
    })
  },
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' ? address?.port : 0
  jobs = await startJobs(url, { log })
  smtp = await createMailer({
    jobs,
    clock,
    log,
    dataDir,
    secret,
    smtpUrl: `smtp://shop:p%40ss@127.0.0.1:${port}`,
    from: 'hello@corner.example',
    brandOf: async () => brand,
  })
})
beforeEach(() => {
  received = []
  answers = []
})
afterAll(async () => {
  await jobs.stop()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  rmSync(dataDir, { recursive: true })
})

const message = (wanted: Partial<MailMessage> = {}): MailMessage => ({
  key: `test-${newId()}`,
  to: { email: 'bela@corner.example', name: 'Nagy Béla' },
  locale: 'hu',
  workspaceId: newId(),
  subject: 'Meghívó: Corner café',
  heading: 'Üdv <b>Béla</b>!',
  paragraphs: ['Anna meghívta Önt.'],
  action: { label: 'Csatlakozás', url: 'https://corner.example/join/x?a=1&b=2' },
  ...wanted,
})
const arrived = (count: number) => expect.poll(() => received.length, { timeout: 15_000 }).toBe(count)

test('a message arrives as text and HTML in the look of the workspace, and what people wrote stays text', async () => {
  await smtp.send(message())
  await arrived(1)
  const [one] = received
  expect(one).toMatchObject({ from: 'hello@corner.example', to: ['bela@corner.example'] })
  const mail = await PostalMime.parse(one?.bytes ?? '')
  expect(mail.from).toMatchObject({ name: 'Corner café', address: 'hello@corner.example' })
  expect(mail.to).toEqual([{ name: 'Nagy Béla', address: 'bela@corner.example' }])
  expect(mail.subject).toBe('Meghívó: Corner café')
  expect(mail.date).toBe('2026-11-21T10:00:00.000Z')
  expect(mail.text).toContain('Csatlakozás:\nhttps://corner.example/join/x?a=1&b=2')
  expect(mail.text).toContain('1052 Budapest')
  expect(mail.html).toContain('<html lang="hu" dir="ltr">')
  expect(mail.html).toContain('&lt;b&gt;Béla&lt;/b&gt;')
  expect(mail.html).toContain('background:#7a1f5c')
  expect(mail.html).toContain('cid:logo@brand')
  expect(mail.html).not.toMatch(/<script|(?:src)="https?:/)
  expect(mail.attachments.map(({ mimeType, contentId }) => [mimeType, contentId])).toEqual([
    ['image/png', '<logo@brand>'],
  ])
})

test('Persian is written from right to left', async () => {
  await smtp.send(message({ locale: 'fa', heading: 'دعوت', subject: 'دعوت به کافه' }))
  await arrived(1)
  const mail = await PostalMime.parse(received[0]?.bytes ?? '')
  expect(mail.subject).toBe('دعوت به کافه')
  expect(mail.html).toContain('<html lang="fa" dir="rtl">')
})

test('a server that says later gets the same message again, one that says never does not', async () => {
  answers = [451]
  const key = newId()
  await smtp.send(message({ key }))
  await arrived(1)
  await smtp.send(message({ key }))
  await arrived(2)
  const ids = await Promise.all(received.map(async ({ bytes }) => (await PostalMime.parse(bytes)).messageId))
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).toMatch(/@corner\.example>$/)
  answers = [550]
  await smtp.send(message())
  await expect.poll(() => lines.join(''), { timeout: 15_000 }).toContain('refused for good')
  expect(received).toHaveLength(2)
})

test('a message of a change that was undone is never sent', async () => {
  const undone = db.transaction().execute(async (tx) => {
    await smtp.send(message(), { tx })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  await smtp.send(message({ subject: 'the next' }))
  await arrived(1)
  expect((await PostalMime.parse(received[0]?.bytes ?? '')).subject).toBe('the next')
})

test('neither the queue nor the log holds an address or a link', async () => {
  await smtp.send(message({ to: { email: 'canary@corner.example' }, heading: 'canary' }))
  await arrived(1)
  const { rows } = await sql<{ job: string }>`select j::text as job from pgboss.job j`.execute(db)
  expect(rows.length).toBeGreaterThan(0)
  const all = rows.map(({ job }) => job).join('\n') + lines.join('\n')
  expect(all).not.toMatch(/canary|bela@|join\/x/)
})

test('without a mail server messages are files that a mail program opens', async () => {
  const own = await startJobs(url, { log: silentLog })
  try {
    // Of two ways to do a job the last one given counts in this process.
    const outbox = await createMailer({ jobs: own, clock, log, dataDir, secret })
    expect(outbox.delivery).toBe('outbox')
    await jobs.stop()
    await outbox.send(message())
    const files = () =>
      readdirSync(dataDir).includes('outbox')
        ? readdirSync(join(dataDir, 'outbox')).filter((name) => !name.startsWith('.'))
        : []
    await expect.poll(files, { timeout: 15_000 }).toHaveLength(1)
    expect(files()[0]).toMatch(/^2026-11-21T10-00-00-000Z-[0-9a-f]{8}\.eml$/)
    const mail = await PostalMime.parse(readFileSync(join(dataDir, 'outbox', files()[0] ?? '')))
    expect(mail).toMatchObject({ subject: 'Meghívó: Corner café', from: { address: 'regulars@localhost' } })
    expect(lines.join('')).toContain('DATA_DIR/outbox')
  } finally {
    await own.stop()
  }
})
