import { parentPort } from 'node:worker_threads'
import mjml2html from 'mjml'
import { type FillInput, fill } from './fill.ts'

export type RenderJob = { kind: 'compile'; mjml: string } | ({ kind: 'fill' } & FillInput)

parentPort?.on('message', async (job: RenderJob) => {
  try {
    parentPort?.postMessage({ done: job.kind === 'compile' ? await compile(job.mjml) : fill(job) })
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message.slice(0, 500) : 'unknown' })
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
  return html
}
