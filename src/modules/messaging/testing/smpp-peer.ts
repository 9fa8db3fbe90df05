/** A centre of text messages: the server side of the same package, with an account and answers a test says. */
import type { AddressInfo } from 'node:net'
import smpp, { type Pdu, type Session } from 'smpp'

type Said = { status?: number; id?: string; before?: (session: Session) => void }

export async function startCentre(
  account: { systemId: string; password: string },
  tls: { key?: string; cert?: string } = {},
) {
  const heard: Pdu[] = []
  const bound: Session[] = []
  const centre = { answer: (_: Pdu): Said | undefined => ({ id: `id-${heard.length}` }) }
  const server = smpp.createServer(tls, (session) => {
    session.on('error', () => {})
    session.on('bind_transceiver', (pdu: Pdu) => {
      const isTheirs = pdu.system_id === account.systemId && pdu.password === account.password
      if (isTheirs) bound.push(session)
      session.send(pdu.response(isTheirs ? {} : { command_status: smpp.errors.ESME_RINVPASWD ?? 14 }))
    })
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
    session.on('submit_sm', (pdu: Pdu) => {
      heard.push(pdu)
      const said = centre.answer(pdu)
      said?.before?.(session)
      if (said)
        session.send(pdu.response(said.status ? { command_status: said.status } : { message_id: said.id ?? '' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    centre,
    heard,
    bound,
    port,
    host: `127.0.0.1:${port}`,
    /** Tells a receipt and resolves with what was answered to it. */
    tell: (session: Session, id: string, stat: string, err = '000'): Promise<number> =>
      new Promise((resolve) => {
        const short_message = `id:${id} sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:${stat} err:${err} text:Hi`
        session.deliver_sm({ esm_class: 4, short_message, destination_addr: 'Corner' }, (answer) => {
          resolve(answer.command_status)
        })
      }),
    /** Hands on what somebody wrote and resolves with what was answered to it. */
    say: (session: Session, from: string, text: string): Promise<number> =>
      new Promise((resolve) => {
        const said = { source_addr: from, source_addr_ton: 1, destination_addr: 'Corner', short_message: text }
        session.deliver_sm({ esm_class: 0, ...said }, (answer) => resolve(answer.command_status))
      }),
    close: () => {
      for (const session of server.sessions) session.destroy()
      server.close()
    },
  }
}
