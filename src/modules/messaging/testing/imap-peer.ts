/** A small IMAP server (RFC 3501, with MOVE of RFC 6851 and IDLE of RFC 2177) over mail that a test puts into it. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

type Mail = { uid: number; raw: string; flags: Set<string>; came: string | undefined }
type Folders = Map<string, Mail[]>

export async function startMailbox({ user, password }: { user: string; password: string }) {
  const folders: Folders = new Map([['INBOX', []]])
  /** What is said to those who wait, as it happens. */
  const waiting = new Map<Socket, (text: string) => void>()
  const box = { uidValidity: 7, nextUid: 1, logins: 0, isDead: false }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      waiting.delete(socket)
    })
    socket.on('error', () => {})
    socket.write('* OK ready\r\n')
    converse(socket, (line, say, state) => answer(line, say, state, socket))
  })

  function answer(line: string, say: (text: string | Buffer) => void, state: State, socket: Socket): boolean {
    if (line === 'DONE') {
      state.endIdle?.()
      return true
    }
    const [tag = '', verb = '', ...rest] = wordsOf(line)
    const isUid = verb.toUpperCase() === 'UID'
    const command = (isUid ? (rest.shift() ?? '') : verb).toUpperCase()
    const done = (text = 'done') => say(`${tag} OK ${text}\r\n`)
    const mails = folders.get(state.folder) ?? []
    const named = (set: string): Mail[] => mails.filter((mail) => isIn(set, mail.uid, mails.at(-1)?.uid ?? 0))
    switch (command) {
      case 'CAPABILITY':
        say('* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n')
        break
      case 'LOGIN':
        if (rest[0] !== user || rest[1] !== password) {
          say(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`)
          return true
        }
        box.logins++
        break
      case 'IDLE': {
        waiting.set(socket, say)
        state.endIdle = () => {
          waiting.delete(socket)
          done()
        }
        say('+ idling\r\n')
        // What went or came since this connection last heard.
        say(`* ${mails.length} EXISTS\r\n`)
        return true
      }
      case 'LIST':
        for (const name of folders.keys()) if (rest[1] !== '') say(`* LIST () "/" "${name}"\r\n`)
        if (rest[1] === '') say('* LIST (\\Noselect) "/" ""\r\n')
        break
      case 'EXAMINE':
      case 'SELECT': {
        state.folder = rest[0] ?? ''
        const selected = folders.get(state.folder)
        if (!selected) {
          say(`${tag} NO [NONEXISTENT] no such mailbox\r\n`)
          return true
        }
        say(`* FLAGS (\\Seen \\Deleted)\r\n* ${selected.length} EXISTS\r\n* 0 RECENT\r\n`)
        say(`* OK [UIDVALIDITY ${box.uidValidity}] valid\r\n* OK [UIDNEXT ${box.nextUid}] next\r\n`)
        say(`${tag} OK [READ-WRITE] done\r\n`)
        return true
      }
      case 'SEARCH':
        say(
          `* SEARCH ${named(rest[1] ?? '')
            .map((mail) => mail.uid)
            .join(' ')}\r\n`,
        )
        break
      case 'FETCH':
        for (const mail of named(rest[0] ?? '')) {
          const raw = Buffer.from(mail.raw)
          const came = mail.came === undefined ? '' : `INTERNALDATE "${mail.came}" `
          say(`* ${mails.indexOf(mail) + 1} FETCH (UID ${mail.uid} ${came}BODY[]<0> {${raw.length}}\r\n`)
          say(raw)
          say(')\r\n')
        }
        break
      case 'STORE':
        for (const mail of named(rest[0] ?? '')) for (const flag of line.match(/\\\w+/g) ?? []) mail.flags.add(flag)
        break
      case 'CREATE':
        folders.set(rest[0] ?? '', folders.get(rest[0] ?? '') ?? [])
        break
      case 'MOVE': {
        // The one fault a test asks for: the connection is gone before anything was moved.
        if (box.isDead) return false
        const target = folders.get(rest[1] ?? '') ?? []
        for (const mail of named(rest[0] ?? '')) {
          const gone = `* ${mails.indexOf(mail) + 1} EXPUNGE\r\n`
          say(gone)
          for (const tell of waiting.values()) tell(gone)
          mails.splice(mails.indexOf(mail), 1)
          target.push(mail)
        }
        break
      }
      case 'LOGOUT':
        say('* BYE\r\n')
        done()
        return false
    }
    done()
    return true
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    box,
    port,
    /** how many wait for mail to come */
    listening: () => waiting.size,
    folder: (name: string) => folders.get(name) ?? [],
    /** `came` as IMAP writes it, 23-Nov-2026 10:00:00 +0000; the server says nothing of it without */
    deliver: (raw: string, came?: string) => {
      const inbox = folders.get('INBOX') ?? []
      inbox.push({ uid: box.nextUid++, raw, flags: new Set(), came })
      for (const tell of waiting.values()) tell(`* ${inbox.length} EXISTS\r\n`)
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

type State = { folder: string; endIdle?: () => void }

/** Line by line; what a client announces as a literal is taken in as a quoted word. */
function converse(
  socket: Socket,
  answer: (line: string, say: (text: string | Buffer) => void, state: State) => boolean,
): void {
  const state: State = { folder: '' }
  let unread = ''
  socket.on('data', (chunk: Buffer) => {
    unread += chunk.toString()
    for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
      const line = unread.slice(0, end)
      unread = unread.slice(end + 2)
      if (!answer(line, (text) => socket.write(text), state)) socket.destroySoon()
    }
  })
}

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** A set of numbers: 3, 5:9, 2:* */
function isIn(set: string, uid: number, last: number): boolean {
  return set.split(',').some((one) => {
    const [from = 0, until = from] = one.split(':').map((text) => (text === '*' ? last : Number(text)))
    return uid >= Math.min(from, until) && uid <= Math.max(from, until)
  })
}
