import type pg from 'pg'

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const trailer = Buffer.from([0xff, 0xff])
const pieceBytes = 1 << 20

type Connection = {
  query: (text: string) => void
  sendCopyFromChunk: (chunk: Buffer) => void
  endCopyFrom: () => void
  stream: {
    write: (bytes: Uint8Array) => boolean
    cork: () => void
    uncork: () => void
    once: (event: 'drain', listener: () => void) => void
  }
}

/**
 * Writes rows (as `copyRows` of #platform/blocks makes them, in one piece or several) into `into`, a table with its columns in
 * brackets. PostgreSQL makes room for a thousand rows each time, so many rows at once are cheaper than few.
 */
export async function copyIn(
  client: pg.Client,
  into: string,
  rows: readonly Uint8Array[],
  options = '',
): Promise<void> {
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

async function send(connection: Connection, rows: readonly Uint8Array[]): Promise<void> {
  connection.sendCopyFromChunk(header)
  for (const some of rows) {
    for (let at = 0; at < some.length; at += pieceBytes) {
      if (!writePiece(connection, some.subarray(at, at + pieceBytes)))
        await new Promise<void>((resolve) => connection.stream.once('drain', resolve))
    }
  }
  connection.sendCopyFromChunk(trailer)
  connection.endCopyFrom()
}

/** A message of the protocol, as `sendCopyFromChunk` sends it, but the rows are not copied first; false when it is time to wait. */
function writePiece({ stream }: Connection, piece: Uint8Array): boolean {
  const head = Buffer.from('d0000', 'latin1')
  head.writeInt32BE(4 + piece.length, 1)
  stream.cork()
  stream.write(head)
  const goOn = stream.write(piece)
  stream.uncork()
  return goOn
}
