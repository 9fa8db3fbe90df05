import { expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { eachWorkspace, startLoop } from './index.ts'

test('trouble with one workspace is told, once the others had their turn', async () => {
  const done: string[] = []
  const work = async (id: string): Promise<boolean> => {
    if (id === 'broken') throw new Error('trouble')
    done.push(id)
    return true
  }
  await expect(eachWorkspace(['first', 'broken', 'last'], work)).rejects.toThrow('trouble')
  expect(done).toEqual(['first', 'last'])
})

test('a step that fails is tried again, and stopping waits for the one at hand', async () => {
  let tries = 0
  let finish = (): void => {}
  const atHand = new Promise<void>((resolve) => {
    finish = resolve
  })
  const reached = Promise.withResolvers<void>()
  const loop = startLoop(silentLog, 'test', async () => {
    if (++tries < 3) throw new Error('not yet')
    reached.resolve()
    await atHand
    return false
  })
  await reached.promise
  let stopped = false
  const stopping = loop.stop().then(() => {
    stopped = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(stopped).toBe(false)
  finish()
  await stopping
  expect(tries).toBe(3)
})

test('after a turn that had little to do more comes together, unless somebody is in a hurry', async () => {
  let turns = 0
  const loop = startLoop(silentLog, 'test', async () => ++turns < 100 && 'little', { restMs: 3_600_000 })
  const turn = async (n: number) => {
    while (turns < n) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await turn(1)
  loop.wake()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(turns).toBe(1)
  loop.hurry()
  await turn(2)
  await loop.stop()
  expect(turns).toBe(2)
})
