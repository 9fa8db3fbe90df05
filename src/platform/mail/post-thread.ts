/** A thread that writes, signs and hands over letters, so that the one which answers people need not. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ComposedLetter, composeLetter } from './compose-letter.ts'
import { type Handover, judge } from './handover.ts'
import { openMailLines } from './mail-lines.ts'
import type { Letter } from './transport.ts'

export type PostJob = { id: number; letter: Letter }
export type PostAnswer = { id: number; handover: Handover }

const { url } = workerData as { url: string }
const lines = openMailLines(url)

parentPort?.on('message', async ({ id, letter }: PostJob) => {
  const handover = await handOver(letter)
  parentPort?.postMessage({ id, handover } satisfies PostAnswer)
})

async function handOver(letter: Letter): Promise<Handover> {
  try {
    const composed = await compose(letter)
    if (!composed) return { outcome: 'unreachable', answer: 'not written' }
    await lines.send(composed)
    return { outcome: 'accepted', answer: '250' }
  } catch (error) {
    return judge(error)
  }
}

/** Undefined when it cannot be written or signed: then nobody has it, and somebody has to put that right. */
async function compose(letter: Letter): Promise<ComposedLetter | undefined> {
  try {
    return await composeLetter(letter)
  } catch {
    return undefined
  }
}
