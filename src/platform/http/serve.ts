import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { DomainError } from '#platform/errors'

export type Running = {
  port: number
  /** Takes no new connections, lets requests in flight finish, and cuts what is still open after `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>
}

type Fetches = { fetch(request: Request, env: object): Response | Promise<Response> }

/** Listens. Throws DomainError('conflict', 'port_in_use') when somebody else does already. */
export async function serveHttp(app: Fetches, options: { port: number; host: string }): Promise<Running> {
  const server = createServer(
    {
      // Longer than the usual 60 s of a proxy, so that it is the proxy who closes an idle connection.
      keepAliveTimeout: 65_000,
      headersTimeout: 66_000,
      // An upload of several GB over a slow line takes long; slow headers are what an attacker would send.
      requestTimeout: 0,
      maxHeaderSize: 16 * 1024,
    },
    // It puts Request and Response of its own in the place of the global ones: they are made in full only where somebody asks for more
    // than a text, which takes a quarter off the processor time of a small answer.
    getRequestListener((request, env) => app.fetch(request, env)),
  )
  await listen(server, options)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: (timeoutMs = 10_000) => close(server, timeoutMs),
  }
}

function listen(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(
      error.code === 'EADDRINUSE'
        ? new DomainError('conflict', 'port_in_use', `Port ${port} is in use by another program.`, { port })
        : error,
    )
  })
  server.listen(port, host, resolve)
  return promise
}

function close(server: Server, timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMs)
  // A kept-alive connection becomes idle only when its last answer is out, and nothing tells us that it has.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  server.close(() => {
    clearTimeout(cut)
    clearInterval(sweep)
    resolve()
  })
  server.closeIdleConnections()
  return promise
}
