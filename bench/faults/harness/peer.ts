/** A server on this machine to which the product speaks, instead of one out there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Peer = { host: string; url: string; close: () => Promise<void> }

export async function startPeer(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<Peer> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => answer(request, body, response))
    response.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const listening = server.address()
  const host = `127.0.0.1:${typeof listening === 'object' ? listening?.port : 0}`
  return {
    host,
    url: `http://${host}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
