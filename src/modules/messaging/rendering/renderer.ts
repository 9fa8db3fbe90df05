import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { DomainError } from '#platform/errors'
import type { Filled, LetterValues } from './fill.ts'
import type { RenderJob, WrittenLetter } from './render-thread.ts'

const fillMs = 500
/** Usually it is less than one. */
const eachMs = 20
const compileMs = 10_000
const lookMs = 50

type Waiting = { job: RenderJob; limit: number; resolve: (done: unknown) => void; reject: (error: Error) => void }
type Answer = { done: unknown } | { failed: string }

let worker: Worker | undefined
let isBusy = false
const waiting: Waiting[] = []

/** HTML of MJML, Liquid still in it. Throws template_broken. */
export async function compileMjml(mjml: string): Promise<string> {
  return (await inThread({ kind: 'compile', mjml }, compileMs)) as string
}

/**
 * Letters of compiled HTML, each for one person; instead of one that cannot be written there is the reason. Throws template_broken when the form
 * is, and when they take too long together.
 */
export async function fillLetters(
  form: { subject: string; html: string },
  letters: LetterValues[],
): Promise<(Filled | DomainError)[]> {
  const limit = fillMs + letters.length * eachMs
  const written = (await inThread({ kind: 'letters', ...form, letters }, limit)) as WrittenLetter[]
  return written.map((one) => ('failed' in one ? broken(one.failed) : one))
}

/** Texts of one person, none of them HTML. Throws template_broken, also when it takes longer than half a second. */
export async function fillTexts(texts: string[], scope: object): Promise<string[]> {
  return (await inThread({ kind: 'texts', texts, scope }, fillMs)) as string[]
}

/** What people write runs in a thread of its own, one after the other, and is ended with the thread when it does not come to an end. */
function inThread(job: RenderJob, limit: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    waiting.push({ job, limit, resolve, reject })
    next()
  })
}

function next(): void {
  if (isBusy) return
  const one = waiting.shift()
  if (!one) return
  isBusy = true
  const isFresh = worker === undefined
  worker ??= startWorker()
  const own = worker
  own.ref()
  const watch = new AbortController()
  const settle = (end: () => void, isLost: boolean): void => {
    watch.abort()
    own.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit')
    if (isLost) {
      worker = undefined
      own.on('error', () => {})
      void own.terminate()
    } else own.unref()
    isBusy = false
    end()
    next()
  }
  // A new thread reads its libraries first; that is not the template's fault.
  void untilSpent(own, isFresh ? one.limit + compileMs : one.limit, watch.signal).then(
    () => settle(() => one.reject(broken('It took too long.')), true),
    () => {},
  )
  own.on('message', (answer: Answer) =>
    settle(() => ('done' in answer ? one.resolve(answer.done) : one.reject(broken(answer.failed))), false),
  )
  own.on('error', (error: Error) => settle(() => one.reject(broken(error.message)), true))
  own.on('exit', () => settle(() => one.reject(broken('It took too much memory.')), true))
  own.postMessage(one.job)
}

/**
 * Resolves when the thread has computed for so many milliseconds, or is not heard of for twenty times as long. A busy machine is not the
 * template's fault, so it is not the clock that counts. Rejects when the signal says that it is done.
 */
async function untilSpent(own: Worker, limit: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + 20 * limit
  let from: number | undefined
  while (performance.now() < end) {
    await sleep(lookMs, undefined, { signal, ref: false })
    const { user, system } = await Promise.race([own.cpuUsage(), sleep(limit, nothing, { signal, ref: false })])
    const spent = (user + system) / 1000
    from ??= spent - lookMs
    if (spent - from >= limit) return
  }
}
const nothing = { user: 0, system: 0 }

function startWorker(): Worker {
  return new Worker(new URL('./render-thread.ts', import.meta.url), {
    env: { TZ: process.env.TZ },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
}

function broken(problem: string): DomainError {
  return new DomainError('invalid', 'template_broken', `The template cannot be used: ${problem}`, { problem })
}
