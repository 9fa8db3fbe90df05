import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '#platform/clock'
import { uuidFromText } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'
import { type MailBrand, type MailMessage, mailMessage, productBrand } from './message.ts'
import { logoId, renderMail } from './render-mail.ts'
import { type Letter, outboxTransport, RefusedForGood, smtpTransport, type Transport } from './transport.ts'

export type Mailer = {
  /** 'outbox': nothing leaves this machine; messages become files under DATA_DIR/outbox. */
  delivery: 'smtp' | 'outbox'
  /** Keeps the message for sending; with `tx` it goes out when, and only if, that commits. */
  send(message: MailMessage, options?: { tx?: Tx }): Promise<void>
}

export type MailerOptions = {
  jobs: Jobs
  clock: Clock
  log: Log
  dataDir: string
  /** seals what waits in the queue: messages carry links that grant something */
  secret: string
  smtpUrl?: string
  /** the address in From; the name in front of it is the brand's */
  from?: string
  brandOf?: (workspaceId: string) => Promise<MailBrand>
}

const job = 'mail.send'
const purpose = 'mail'
const kept = z.object({ at: z.iso.datetime(), key: z.string(), sealed: z.string() })

/** Every process that sends or works calls this once; it says how `mail.send` is done. */
export async function createMailer(options: MailerOptions): Promise<Mailer> {
  const { jobs, clock, log, secret, smtpUrl } = options
  const delivery = smtpUrl ? 'smtp' : 'outbox'
  const transport = smtpUrl ? smtpTransport(smtpUrl) : outboxTransport(join(options.dataDir, 'outbox'))
  if (!smtpUrl) log.info('Mail stays on this machine: without SMTP_URL messages become files in DATA_DIR/outbox')
  await jobs.define(
    job,
    kept,
    async ({ at, key, sealed }) => {
      const text = open(secret, purpose, key, Buffer.from(sealed, 'base64url'))
      if (text === undefined) throw new Error('A message was sealed with another secret')
      const message = mailMessage.parse(JSON.parse(text))
      await deliver(transport, await letterOf(message, new Date(at), options), log)
    },
    { concurrency: 2 },
  )
  return {
    delivery,
    send: async (message, { tx } = {}) => {
      const { key } = message
      const sealed = seal(secret, purpose, key, JSON.stringify(mailMessage.parse(message))).toString('base64url')
      await jobs.enqueue(job, { at: clock.now().toString(), key, sealed }, { key, ...(tx ? { tx } : {}) })
    },
  }
}

async function deliver(transport: Transport, letter: Letter, log: Log): Promise<void> {
  try {
    await transport(letter)
  } catch (error) {
    if (!(error instanceof RefusedForGood)) throw error
    log.warn({ messageId: letter.messageId, err: error }, 'A message was refused for good')
  }
}

async function letterOf(message: MailMessage, date: Date, { brandOf, from }: MailerOptions): Promise<Letter> {
  const brand = message.workspaceId && brandOf ? await brandOf(message.workspaceId) : productBrand
  const address = from ?? 'regulars@localhost'
  const host = address.split('@').at(-1)?.replace(/>$/, '') ?? 'localhost'
  const { name = '', email } = message.to
  return {
    messageId: `<${uuidFromText('mail', message.key)}@${host}>`,
    date,
    from: address.includes('<') ? address : `"${brand.name.replace(/["\\\r\n]/g, '')}" <${address}>`,
    to: { name, address: email },
    subject: message.subject,
    ...renderMail(message, brand),
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.locale },
    attachments: brand.logo
      ? [
          {
            filename: `logo.${brand.logo.type.slice(6)}`,
            content: brand.logo.bytes,
            contentType: brand.logo.type,
            cid: logoId,
          },
        ]
      : [],
  }
}
