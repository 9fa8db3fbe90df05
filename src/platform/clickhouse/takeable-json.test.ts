import { expect, test } from 'vitest'
import { testClickhouse } from '#testing'
import { takeableJson } from './index.ts'

const ch = testClickhouse()

test('ClickHouse finds its way in a document with numbers of any size, and they are what they were', async () => {
  const told = {
    big: 1e20,
    less: -1e300,
    last: 2 ** 64,
    deep: [{ n: 1.234567890123456e22 }],
    text: '9'.repeat(30),
    plan: 'pro',
  }
  // As PostgreSQL writes it, without exponents.
  const text = JSON.stringify(told).replace('-1e+300', `-1${'0'.repeat(300)}`)
  const json = takeableJson(text)
  expect(JSON.parse(json)).toEqual(told)
  const [found] = await ch.forWorkspace('00000000-0000-7000-8000-000000000001').query<Record<string, unknown>>(
    `SELECT JSONExtractString({json:String}, 'plan') AS plan, JSONExtractFloat({json:String}, 'less') AS less,
        JSONExtractFloat({json:String}, 'deep', 1, 'n') AS deep, JSONExtractString({json:String}, 'text') AS text
      WHERE {workspace_id:UUID} = {workspace_id:UUID}`,
    { json },
  )
  expect(found).toEqual({ plan: 'pro', less: -1e300, deep: told.deep[0]?.n, text: told.text })
})

test('what needs no change is left as it is written', () => {
  const text =
    '{"id": 1234567890123456789, "a": 0.12345678901234567890, "b": 1234567890123456789012.5, "t": "\\"12345678901234567890"}'
  expect(takeableJson(text)).toBe(text)
})
