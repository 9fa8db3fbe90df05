import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'

export type Letter = {
  messageId: string
  date: Date
  from: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** `prepared` goes out as it is: a structured value that must not be encoded as words */
  headers: Record<string, string | { prepared: true; value: string }>
  attachments: { filename: string; content: Buffer; contentType: string; cid: string }[]
  dkim?: { domainName: string; keySelector: string; privateKey: string; headerFieldNames: string }
}

export type Transport = (letter: Letter) => Promise<void>

/** The mail server will not take this message, now or later. */
export class RefusedForGood extends Error {}

/** Speaks to a mail server. What it answers may hold addresses, so only its code is passed on. */
export function smtpTransport(url: string): Transport {
  const transport = createTransport({
    ...optionsOf(url),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (letter) => {
    try {
      await transport.sendMail(letter)
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string }
      const said = `The mail server did not take a message (${responseCode ?? code ?? 'no answer'}).`
      // 5xx about this letter is final; about the sign-in or the connection it is for the operator to put right.
      const isFinal = (responseCode ?? 0) >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
      throw isFinal ? new RefusedForGood(said) : new Error(said)
    }
  }
}

export function optionsOf(text: string) {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  const flag = (name: string) => url.searchParams.get(name) === 'true'
  return {
    host: decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, '$1')),
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTLS: flag('requireTLS'),
    ignoreTLS: flag('ignoreTLS'),
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
  }
}

/** Writes .eml files that any mail program opens; the same message lands in the same file. */
export function outboxTransport(directory: string): Transport {
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (letter) => {
    const { message } = await composer.sendMail(letter)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const name = `${letter.date.toISOString().replace(/[:.]/g, '-')}-${letter.messageId.slice(1, 9)}.eml`
    await writeFile(join(directory, `.${name}`), message as Buffer, { mode: 0o600 })
    await rename(join(directory, `.${name}`), join(directory, name))
  }
}
