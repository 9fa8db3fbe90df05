/** A door in front of an engine that can be shut: then the engine is not there, however often one asks. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { freePort } from '#platform/process'

export type Gate = { url: string; shut: () => Promise<void>; open: () => Promise<void> }

export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target)
  const ours = await freePort()
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  let server: Server | undefined
  const open = async (): Promise<void> => {
    server = createServer((near) => {
      const far = connect(Number(port), hostname)
      keep(near)
      keep(far)
      near.pipe(far).pipe(near)
      near.on('close', () => far.destroy())
      far.on('close', () => near.destroy())
    })
    await new Promise<void>((resolve) => server?.listen(ours, '127.0.0.1', resolve))
  }
  const shut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
    server = undefined
  }
  await open()
  const url = new URL(target)
  url.port = String(ours)
  return { url: url.toString(), shut, open }
}
