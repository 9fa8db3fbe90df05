/** The first run over the public API, as a person would do it in the console. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from './server.ts'

export type Shop = { workspaceId: string; writeKey: string; serverKey: string }

export const owner = { name: 'Anna', email: 'anna@example.com', password: 'a long enough password' }

export async function setUp(url: string, server: Pick<Server, 'output'>): Promise<Shop> {
  const token = await printedToken(server)
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token,
      ...owner,
      workspaceName: 'Corner café',
      timeZone: 'Europe/Budapest',
      currency: 'EUR',
      locale: 'en',
    }),
  })
  if (answer.status !== 201) throw new Error(`The first run was refused: ${answer.status} ${await answer.text()}`)
  const done = (await answer.json()) as {
    session: { workspace: { workspaceId: string } }
    writeKey: string
    serverKey: string
  }
  return { workspaceId: done.session.workspace.workspaceId, writeKey: done.writeKey, serverKey: done.serverKey }
}

/** It is printed a moment after the server is ready. */
async function printedToken(server: Pick<Server, 'output'>): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const token = /setup\?token=(\S+)\n/.exec(server.output())?.[1]
    if (token) return token
    await sleep(50)
  }
  throw new Error(`No token was printed:\n${server.output()}`)
}
