/** A mail server that remembers which messages it accepted, and misbehaves when it is told to. */
import { SMTPServer } from 'smtp-server'

/** What it does with a recipient; undefined: takes the letter. */
export type Mood = 'hang' | 'drop' | 'later' | 'refuse' | undefined

export type MailServer = {
  url: string
  /** every acceptance, by message id; the same twice is a duplicate */
  accepted: string[]
  /** how often a recipient was tried, by address */
  tried: Map<string, number>
  close: () => Promise<void>
}

export async function startMailServer(
  moodOf: (address: string, tries: number) => Mood = () => undefined,
): Promise<MailServer> {
  const accepted: string[] = []
  const tried = new Map<string, number>()
  const moods = new Map<string, Mood>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, session, done) => {
      const tries = (tried.get(address) ?? 0) + 1
      tried.set(address, tries)
      const mood = moodOf(address, tries)
      moods.set(session.id, mood)
      if (mood === 'hang') return
      const responseCode = mood === 'later' ? 451 : 550
      done(mood === 'later' || mood === 'refuse' ? Object.assign(new Error('no'), { responseCode }) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (moods.get(session.id) === 'drop') return dropSession(session.id)
        accepted.push(/^message-id: <([^@>]+)@/im.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? '')
        done()
      })
    },
  })
  const dropSession = (id: string): void => {
    for (const one of server.connections) if (one.session?.id === id) one.close()
  }
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const listening = server.server.address()
  const port = typeof listening === 'object' ? listening?.port : 0
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    accepted,
    tried,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
