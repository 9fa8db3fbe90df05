import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

type Said = { status?: number; body?: string | Buffer; headers?: Record<string, string> }

/** Somebody's website with a feed, of which a test says what it answers. */
export async function startFeed(answer: (headers: IncomingHttpHeaders) => Said) {
  const asked: { headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    asked.push({ headers: request.headers })
    const { status = 200, body = '', headers = {} } = answer(request.headers)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { asked, host, url: `http://${host}`, close }
}
