import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { ComposedLetter } from './compose-letter.ts'
import { optionsOf } from './transport.ts'

/** Connections to a mail server that stay open. */
type MailLines = {
  /** Resolves once the server has it; rejects with what nodemailer says, for `judge`. */
  send: (letter: ComposedLetter) => Promise<void>
}

const mostLines = 8
const mostLetters = 500
const usualTimeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
/** Who waited that long for a line has no time left for a conversation. */
const mostWaitMs = 15_000

type Line = { connection: SMTPConnection; letters: number; isOpen: boolean }

export function openMailLines(url: string, timeouts: Partial<typeof usualTimeouts> = {}): MailLines {
  const options = { ...optionsOf(url), ...usualTimeouts, ...timeouts }
  const free: Line[] = []
  const waiting: (() => void)[] = []
  let taken = 0
  const giveBack = (line: Line | undefined): void => {
    taken--
    if (line?.isOpen) free.push(line)
    waiting.shift()?.()
  }
  const take = async (): Promise<Line> => {
    while (taken >= mostLines) await new Promise<void>((resolve) => waiting.push(resolve))
    taken++
    for (let line = free.pop(); line; line = free.pop()) if (line.isOpen) return line
    return await openLine(options).catch((error: unknown) => {
      giveBack(undefined)
      throw error
    })
  }
  return {
    send: async (letter) => {
      const since = performance.now()
      for (;;) {
        const line = await take()
        if (performance.now() - since > mostWaitMs) {
          giveBack(line)
          throw untold(new Error('Every line was busy'))
        }
        const wasUsed = line.letters > 0
        const source = Readable.from([letter.raw], { objectMode: false })
        const error = await converse(line, letter, source)
        giveBack(line)
        if (!error) return
        if (source.readableDidRead) throw error
        // A server may close a line that was idle.
        if (!(wasUsed && !line.isOpen)) throw untold(error)
      }
    },
  }
}

/** Not a byte of a letter was sent: what is no answer of the server is as if nobody had been reached. */
const untold = (error: Error & { responseCode?: number }): Error =>
  error.responseCode ? error : Object.assign(error, { syscall: 'connect' })

function openLine(options: ReturnType<typeof optionsOf> & typeof usualTimeouts): Promise<Line> {
  const connection = new SMTPConnection(options)
  const line: Line = { connection, letters: 0, isOpen: true }
  const { auth } = options
  return new Promise((resolve, reject) => {
    let isReady = false
    const ready = (): void => {
      isReady = true
      resolve(line)
    }
    const fail = (error: Error): void => {
      line.isOpen = false
      connection.close()
      // Whatever it is, nobody was told of a letter yet. Afterwards the same error tells what became of one.
      if (!isReady) reject(untold(error))
    }
    connection.on('error', fail)
    // Why it was closed is told in the same turn, and says more.
    connection.once('end', () => setImmediate(fail, new Error('The connection was closed')))
    connection.connect((error) => {
      if (error) fail(error)
      else if (!auth || !connection.allowsAuth) ready()
      else connection.login(auth, (refused) => (refused ? fail(refused) : ready()))
    })
  })
}

/** What went wrong; the line goes on when the server refused this letter alone. */
function converse(line: Line, { envelope }: ComposedLetter, source: Readable): Promise<Error | undefined> {
  const { connection } = line
  const end = (): void => {
    line.isOpen = false
    connection.quit()
  }
  return new Promise((resolve) => {
    connection.send(envelope, source, (error) => {
      line.letters++
      if (!error) {
        if (line.letters >= mostLetters) end()
        resolve(undefined)
        return
      }
      const isItsOwn = (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && error.responseCode !== 421
      if (!isItsOwn || connection.destroyed) {
        line.isOpen = false
        connection.close()
        resolve(error)
        return
      }
      connection.reset((lost) => {
        if (lost) line.isOpen = false
        resolve(error)
      })
    })
  })
}
