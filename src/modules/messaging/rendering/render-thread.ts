import { parentPort } from 'node:worker_threads'
import mjml2html from 'mjml'
import { type Filled, fill, type LetterValues } from './fill.ts'
import { fillLiquid } from './liquid.ts'

export type RenderJob =
  | { kind: 'compile'; mjml: string }
  | { kind: 'texts'; texts: string[]; scope: object }
  | { kind: 'letters'; subject: string; html: string; letters: LetterValues[] }

/** One of many that cannot be written does not take the others with it. */
export type WrittenLetter = Filled | { failed: string }

parentPort?.on('message', async (job: RenderJob) => {
  try {
    parentPort?.postMessage({ done: await perform(job) })
  } catch (error) {
    parentPort?.postMessage({ failed: reasonOf(error) })
  }
})

async function perform(job: RenderJob): Promise<unknown> {
  if (job.kind === 'compile') return await compile(job.mjml)
  if (job.kind === 'texts') return job.texts.map((text) => fillLiquid(text, job.scope, 'text').trim())
  return job.letters.map((values) => writeLetter(job.subject, job.html, values))
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 500) : 'unknown')

function writeLetter(subject: string, html: string, values: LetterValues): WrittenLetter {
  try {
    return fill({ subject, html, ...values })
  } catch (error) {
    return { failed: reasonOf(error) }
  }
}

async function compile(mjml: string): Promise<string> {
  const { html, errors } = await mjml2html(mjml, { fonts: {}, ignoreIncludes: true, keepComments: true })
  if (errors.length > 0)
    throw new Error(
      errors
        .map((one: { formattedMessage?: string; message: string }) => one.formattedMessage ?? one.message)
        .join('\n'),
    )
  return html
}
