/** A thread that writes, signs and hands over letters, so that the one which answers people need not. */
import { parentPort, workerData } from 'node:worker_threads'
import { createTransport } from 'nodemailer'
import { type ComposedLetter, composeLetter } from './compose-letter.ts'
import { type Handover, judge } from './handover.ts'
import { type Letter, optionsOf } from './transport.ts'

export type PostJob = { id: number; letter: Letter }
export type PostAnswer = { id: number; handover: Handover }

const { url } = workerData as { url: string }
const transport = createTransport({
  ...optionsOf(url),
  pool: true,
  maxConnections: 8,
  maxMessages: 500,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  disableFileAccess: true,
  disableUrlAccess: true,
})

parentPort?.on('message', async ({ id, letter }: PostJob) => {
  const handover = await handOver(letter)
  parentPort?.postMessage({ id, handover } satisfies PostAnswer)
})

async function handOver(letter: Letter): Promise<Handover> {
  try {
    const composed = compose(letter)
    if (!composed) return { outcome: 'unreachable', answer: 'not written' }
    await transport.sendMail(composed)
    return { outcome: 'accepted', answer: '250' }
  } catch (error) {
    return judge(error)
  }
}

/** Undefined when it cannot be written or signed: then nobody has it, and somebody has to put that right. */
function compose(letter: Letter): ComposedLetter | undefined {
  try {
    return composeLetter(letter)
  } catch {
    return undefined
  }
}
