import { Worker } from 'node:worker_threads'
import type { Handover } from './handover.ts'
import type { PostAnswer, PostJob } from './post-thread.ts'
import type { Letter } from './transport.ts'

export type MailSender = { send: (letter: Letter) => Promise<Handover>; close: () => void }

const wholeMs = 50_000

/** Hands letters to a mail server over a few connections that stay open, from a thread of its own. Never throws. */
export function createMailSender(url: string): MailSender {
  let post: Post | undefined
  return {
    send: async (letter) => {
      if (post === undefined || post.isGone()) post = openPost(url)
      return await post.send(letter)
    },
    close: () => {
      post?.close()
      post = undefined
    },
  }
}

type Post = MailSender & { isGone: () => boolean }

function openPost(url: string): Post {
  const worker = new Worker(new URL('./post-thread.ts', import.meta.url), {
    workerData: { url },
    env: { TZ: process.env.TZ },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  const onTheWay = new Map<number, (handover: Handover) => void>()
  let gone = false
  let last = 0
  const lose = (): void => {
    gone = true
    // Each of them may have arrived.
    for (const end of [...onTheWay.values()]) end({ outcome: 'unclear', answer: 'lost' })
  }
  worker.on('message', ({ id, handover }: PostAnswer) => onTheWay.get(id)?.(handover))
  worker.on('error', lose)
  worker.on('exit', lose)
  worker.unref()
  return {
    isGone: () => gone,
    send: (letter) =>
      new Promise((resolve) => {
        const id = ++last
        const timer = setTimeout(() => onTheWay.get(id)?.({ outcome: 'unclear', answer: 'timeout' }), wholeMs)
        onTheWay.set(id, (handover) => {
          clearTimeout(timer)
          onTheWay.delete(id)
          if (onTheWay.size === 0) worker.unref()
          resolve(handover)
        })
        worker.ref()
        worker.postMessage({ id, letter } satisfies PostJob)
      }),
    close: () => void worker.terminate(),
  }
}
