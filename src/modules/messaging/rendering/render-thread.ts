import { parentPort } from 'node:worker_threads'
import mjml2html from 'mjml'
import { type Filled, fill, type LetterValues } from './fill.ts'
import { type Form, readForm } from './form.ts'
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
  return writeLetters(readForm(job.subject, job.html), job.letters)
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 500) : 'unknown')

const writeLetters = (form: Form, letters: LetterValues[]): WrittenLetter[] =>
  letters.map((values) => {
    try {
      return fill(form, values)
    } catch (error) {
      return { failed: reasonOf(error) }
    }
  })

async function compile(mjml: string): Promise<string> {
  const { html, errors } = await mjml2html(mjml, { fonts: {}, ignoreIncludes: true, keepComments: true })
  if (errors.length > 0)
    throw new Error(
      errors
        .map((one: { formattedMessage?: string; message: string }) => one.formattedMessage ?? one.message)
        .join('\n'),
    )
  return withoutIndents(html)
}

/** A third of it is space that nobody sees. */
const withoutIndents = (html: string): string =>
  /<(?:pre|textarea)\b|white-space\s*:\s*(?:pre|break)/i.test(html) ? html : html.replace(/^[ \t]+|[ \t]+$/gm, '')
