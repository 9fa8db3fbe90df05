import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** Passes requests on to `target`, but gives the sender of the first `lost` of them a 503 in place of the server's answer. */
export async function startForgetfulProxy(
  target: string,
  lost: number,
): Promise<{ url: string; headers: Record<string, unknown>[]; answers: number[] }> {
  const headers: Record<string, unknown>[] = []
  const answers: number[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request))
    const { host: _, 'transfer-encoding': __, connection: ___, ...passed } = request.headers
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'POST',
      headers: passed as Record<string, string>,
      body,
    })
    headers.push(request.headers)
    answers.push(answer.status)
    const text = await answer.text()
    response.writeHead(answers.length <= lost ? 503 : answer.status, { 'content-type': 'application/json' })
    response.end(answers.length <= lost ? '{}' : text)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers, answers }
}
