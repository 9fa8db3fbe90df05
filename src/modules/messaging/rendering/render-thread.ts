import { parentPort } from 'node:worker_threads'
import mjml2html from 'mjml'
import { type FillInput, fill } from './fill.ts'
import { fillLiquid } from './liquid.ts'

export type RenderJob =
  | { kind: 'compile'; mjml: string }
  | { kind: 'texts'; texts: string[]; scope: object }
  | ({ kind: 'fill' } & FillInput)

parentPort?.on('message', async (job: RenderJob) => {
  try {
    parentPort?.postMessage({ done: await perform(job) })
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message.slice(0, 500) : 'unknown' })
  }
})

async function perform(job: RenderJob): Promise<unknown> {
  if (job.kind === 'compile') return await compile(job.mjml)
  return job.kind === 'fill' ? fill(job) : job.texts.map((text) => fillLiquid(text, job.scope, 'text').trim())
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
