import { expect, test } from 'vitest'
import { openThread, runInThread } from './index.ts'

const sample = new URL('./testing/sample-work.ts', import.meta.url)

test('a thread computes, says how far it is and hands over its numbers', async () => {
  const told: unknown[] = []
  const answer = await runInThread<{ values: Float64Array }>(
    sample,
    { does: 'double', values: Float64Array.of(1, 2) },
    { onProgress: (progress) => told.push(progress) },
  )
  expect(answer).toEqual({ values: Float64Array.of(2, 4) })
  expect(told).toEqual([{ done: 1, total: 2 }])
})

test('what a thread refuses to do keeps its reason', async () => {
  const refused = runInThread(sample, { does: 'refuse' })
  await expect(refused).rejects.toMatchObject({ code: 'invalid', reason: 'too_few', details: { least: 3 } })
})

test('a thread that ends, or eats all memory, is a rejected promise and nothing else', async () => {
  await expect(runInThread(sample, { does: 'exit' })).rejects.toThrow('ended without an answer')
  await expect(runInThread(sample, { does: 'eat' })).rejects.toThrow(/memory/)
  await expect(runInThread(new URL('./nowhere.ts', import.meta.url), {})).rejects.toThrow(/nowhere/)
})

test('an endless computation stops when told to, also one that waits for its turn', async () => {
  const stopping = new AbortController()
  const options = { signal: stopping.signal }
  const endless = Array.from({ length: 4 }, () => runInThread(sample, { does: 'forever' }, options))
  const ended = Promise.allSettled(endless)
  setTimeout(() => stopping.abort(new Error('Enough')), 300)
  for (const result of await ended) expect(result).toMatchObject({ status: 'rejected', reason: { message: 'Enough' } })
  await expect(runInThread(sample, { does: 'double' })).resolves.toBeDefined()
})

test('a thread that stays answers one after the other, errors and all, until it is closed', async () => {
  const thread = openThread<object, { values: Float64Array }>(sample)
  expect(await thread.ask({ does: 'double', values: Float64Array.of(1) })).toEqual({ values: Float64Array.of(2) })
  await expect(thread.ask({ does: 'refuse' })).rejects.toThrow()
  expect(await thread.ask({ does: 'double', values: Float64Array.of(3) })).toEqual({ values: Float64Array.of(6) })
  await thread.close()
  await expect(thread.ask({ does: 'double', values: Float64Array.of(3) })).rejects.toThrow()
})
