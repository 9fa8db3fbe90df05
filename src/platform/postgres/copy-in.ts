import type pg from 'pg'

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const trailer = Buffer.from([0xff, 0xff])
const pieceBytes = 1 << 20

type Connection = {
  query: (text: string) => void
  sendCopyFromChunk: (chunk: Buffer) => void
  endCopyFrom: () => void
  stream: { writableNeedDrain: boolean; once: (event: 'drain', listener: () => void) => void }
}

/** Writes rows (as `copyRows` of #platform/blocks makes them) into `into`, a table with its columns in brackets. */
export async function copyIn(client: pg.Client, into: string, rows: Uint8Array, options = ''): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // What pg asks of a query that is not one of its own.
    const copying = {
      submit: (connection: Connection) => connection.query(`copy ${into} from stdin (format binary${options})`),
      handleCopyInResponse: (connection: Connection) => void send(connection, rows).catch(reject),
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(),
      handleError: reject,
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handlePortalSuspended: () => {},
      handleEmptyQuery: () => {},
      handleCopyData: () => {},
    }
    client.query(copying as unknown as pg.Submittable)
  })
}

async function send(connection: Connection, given: Uint8Array): Promise<void> {
  const rows = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  connection.sendCopyFromChunk(header)
  for (let at = 0; at < rows.length; at += pieceBytes) {
    connection.sendCopyFromChunk(rows.subarray(at, at + pieceBytes))
    if (connection.stream.writableNeedDrain)
      await new Promise<void>((resolve) => connection.stream.once('drain', resolve))
  }
  connection.sendCopyFromChunk(trailer)
  connection.endCopyFrom()
}
