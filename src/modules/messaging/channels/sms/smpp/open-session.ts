import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import smpp, { type Pdu, type Session } from 'smpp'
import { type FindAddress, OutboundError } from '#platform/outbound'

/** A centre of text messages and the account at it. */
export type SmppAccount = { host: string; port: number; isSecure: boolean; systemId: string; password: string }

export type SmppSession = {
  /** Undefined when no answer came: it may have been taken. */
  submit: (fields: Parameters<Session['submit_sm']>[0]) => Promise<Pdu | undefined>
  isOpen: () => boolean
  close: () => void
}

/** The centre said no to the account itself; `status` is its name for that. */
export class BindError extends Error {
  readonly status: string
  constructor(status: string) {
    super(`The centre did not take the account: ${status}`)
    this.status = status
  }
}

const answerMs = 10_000
const stillThereMs = 30_000

export const statusName = (status: number): string =>
  Object.entries(smpp.errors).find(([, code]) => code === status)?.[0] ?? `0x${status.toString(16)}`

/**
 * Connects and binds as a transceiver. Every `deliver_sm` is given to `onDelivered` and acknowledged once that resolves; when it throws the
 * centre is asked to tell it again. Throws OutboundError, BindError.
 */
export async function openSession(
  findAddress: FindAddress,
  account: SmppAccount,
  onDelivered: (pdu: Pdu) => Promise<void>,
): Promise<SmppSession> {
  const socket = await connect(findAddress, account)
  const session = new smpp.Session({ socket })
  let isOpen = true
  const waiting = new Set<(answer: undefined) => void>()
  const end = (): void => {
    isOpen = false
    clearInterval(pulse)
    session.destroy()
    for (const stop of waiting) stop(undefined)
  }
  const ask = (send: (answered: (answer: Pdu) => void) => boolean): Promise<Pdu | undefined> =>
    new Promise((resolve) => {
      const done = (answer: Pdu | undefined): void => {
        clearTimeout(timer)
        waiting.delete(done)
        resolve(answer)
      }
      const timer = setTimeout(() => done(undefined), answerMs)
      waiting.add(done)
      if (!isOpen || !send(done)) done(undefined)
    })
  // A connection that a firewall forgot looks open: only an answer shows that it is.
  const pulse = setInterval(() => {
    void ask((answered) => session.enquire_link({}, answered)).then((answer) => answer ?? end())
  }, stillThereMs)
  pulse.unref()
  session.on('error', end)
  session.on('close', end)
  session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu: Pdu) => {
    session.send(pdu.response())
    end()
  })
  session.on('deliver_sm', (pdu: Pdu) => {
    onDelivered(pdu).then(
      () => session.send(pdu.response()),
      () => session.send(pdu.response({ command_status: smpp.errors.ESME_RX_T_APPN ?? 0x64 })),
    )
  })
  const bound = await ask((answered) =>
    session.bind_transceiver(
      { system_id: account.systemId, password: account.password, interface_version: 0x34 },
      answered,
    ),
  )
  if (bound?.command_status !== 0) {
    end()
    if (bound) throw new BindError(statusName(bound.command_status))
    throw new OutboundError('unreachable', 'The centre did not answer')
  }
  return {
    submit: (fields) => ask((answered) => session.submit_sm(fields, answered)),
    isOpen: () => isOpen,
    close: () => {
      if (isOpen) session.unbind({}, end)
      // Who does not answer an unbind is left.
      setTimeout(end, 1000).unref()
    },
  }
}

async function connect(findAddress: FindAddress, { host, port, isSecure }: SmppAccount): Promise<Socket> {
  const { address, isAllowed } = await findAddress(host, port)
  return await new Promise((resolve, reject) => {
    // Whoever runs the installation may let a host of their own network through; its certificate is theirs.
    const socket = isSecure
      ? connectTls({ host: address, port, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: !isAllowed })
      : connectPlain({ host: address, port })
    const fail = (): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new OutboundError('unreachable', 'The centre cannot be reached'))
    }
    const timer = setTimeout(fail, answerMs)
    socket.once('error', fail)
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      socket.setNoDelay(true)
      socket.unref()
      resolve(socket)
    })
  })
}
