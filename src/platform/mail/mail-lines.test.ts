import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, expect, test } from 'vitest'
import { judge } from './handover.ts'
import { openMailLines } from './mail-lines.ts'

const taken: string[] = []
let most = 0
const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  closeTimeout: 100,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _, done) =>
    done(username === 'corner' && password === 'a:b@c' ? null : new Error('no'), { user: username }),
  onConnect: (_, done) => {
    most = Math.max(most, server.connections.size)
    done()
  },
  onRcptTo: ({ address }, _, done) =>
    done(address === 'nobody@mail.example' ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      taken.push(Buffer.concat(chunks).toString())
      done()
    })
  },
})
server.on('error', () => {})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const listening = server.server.address()
const at = `127.0.0.1:${typeof listening === 'object' ? listening?.port : 0}`
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const letter = (to: string, words = 'Hello') => ({
  raw: Buffer.from(`Subject: ${to}\r\n\r\n${words}\r\n`),
  envelope: { from: 'hello@corner.example', to: [`${to}@mail.example`] },
})

test('a line signs in once and stays open; a refused letter does not end it, a line that was ended is opened again', async () => {
  const lines = openMailLines(`smtp://corner:${encodeURIComponent('a:b@c')}@${at}`)
  await lines.send(letter('a', '.a line that begins with a dot'))
  expect(taken.at(-1)).toContain('\r\n.a line that begins with a dot\r\n')
  const refused = await lines.send(letter('nobody')).catch(judge)
  expect(refused).toEqual({ outcome: 'address_refused', answer: '550' })
  await lines.send(letter('b'))
  expect([...server.connections]).toHaveLength(1)
  for (const one of server.connections) one.close()
  await expect.poll(() => server.connections.size).toBe(0)
  await lines.send(letter('c'))
  expect(taken).toHaveLength(3)
})

test('many letters share a few lines', async () => {
  const lines = openMailLines(`smtp://corner:${encodeURIComponent('a:b@c')}@${at}`)
  most = 0
  await Promise.all(Array.from({ length: 40 }, (_, n) => lines.send(letter(`p${n}`))))
  expect(taken).toHaveLength(43)
  expect(most).toBeLessThanOrEqual(10)
})

test('who is not let in, or finds nobody, has sent nothing', async () => {
  const wrong = await openMailLines(`smtp://corner:no@${at}`).send(letter('d')).catch(judge)
  expect(wrong).toEqual({ outcome: 'later', answer: '535' })
  const nobody = await openMailLines('smtp://127.0.0.1:1').send(letter('e')).catch(judge)
  expect(nobody?.outcome).toBe('unreachable')
  expect(taken).toHaveLength(43)
})

test('who says nothing, half a word or hangs up before the letter was sent has not got it; afterwards nobody knows', async () => {
  const peer = await startRudeServer()
  for (const manner of ['silent', 'half', 'hangs up'] as const) {
    peer.manner = manner
    const outcome = await openMailLines(peer.url, { socketTimeout: 200 }).send(letter('f')).catch(judge)
    expect([manner, outcome?.outcome]).toEqual([manner, 'unreachable'])
  }
  peer.manner = 'takes and drops'
  expect((await openMailLines(peer.url).send(letter('g')).catch(judge))?.outcome).toBe('unclear')
  peer.close()
})

/** Speaks as much of SMTP as is needed to break off in the middle of it. */
async function startRudeServer() {
  const peer = { manner: 'silent' as 'silent' | 'half' | 'hangs up' | 'takes and drops', url: '', close: () => {} }
  const rude = createServer((socket) => {
    let isData = false
    socket.on('error', () => {})
    socket.write('220 here\r\n')
    socket.on('data', (bytes: Buffer) => {
      const said = bytes.toString()
      if (isData) {
        if (said.endsWith('\r\n.\r\n')) socket.destroy()
      } else if (/^RCPT/.test(said) && peer.manner !== 'takes and drops') {
        if (peer.manner === 'half') socket.write('25')
        if (peer.manner === 'hangs up') socket.destroy()
      } else if (/^DATA/.test(said)) {
        isData = true
        socket.write('354 go on\r\n')
      } else socket.write('250 ok\r\n')
    })
  })
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
  const address = rude.address()
  peer.url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}?ignoreTLS=true`
  peer.close = () => rude.close()
  return peer
}
