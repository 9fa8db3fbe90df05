/** What is used of the package, which brings no types: a session over a socket of one's own, and a server for tests. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer, Socket } from 'node:net'

  type Fields = Record<string, string | number | Buffer | { udh?: Buffer; message: string | Buffer }>
  export type Pdu = {
    command: string
    command_status: number
    message_id?: string
    system_id?: string
    password?: string
    esm_class?: number
    data_coding?: number
    registered_delivery?: number
    source_addr?: string
    source_addr_ton?: number
    destination_addr?: string
    receipted_message_id?: string
    message_state?: number
    short_message?: { udh?: Buffer[]; message: string | Buffer }
    message_payload?: { message: string | Buffer }
    response: (fields?: Fields) => Pdu
  }
  type Answered = (answer: Pdu) => void
  export type Session = EventEmitter & {
    send: (pdu: Pdu) => boolean
    bind_transceiver: (fields: Fields, answered: Answered) => boolean
    submit_sm: (fields: Fields, answered: Answered) => boolean
    deliver_sm: (fields: Fields, answered: Answered) => boolean
    enquire_link: (fields: Fields, answered: Answered) => boolean
    unbind: (fields: Fields, answered: Answered) => boolean
    close: () => void
    destroy: () => void
  }
  export type Server = NetServer & { sessions: Session[] }

  const smpp: {
    Session: new (options: { socket: Socket }) => Session
    createServer: (options: { key?: string; cert?: string }, onSession: (session: Session) => void) => Server
    encodings: Record<'ASCII' | 'UCS2', { encode: (text: string) => Buffer }>
    errors: Record<string, number>
  }
  export default smpp
}
