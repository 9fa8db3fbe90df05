import { expect, test } from 'vitest'
import { csvAnswer } from './csv-answer.ts'
import { createRouter } from './routes.ts'

test('a download streams with a name any browser understands', async () => {
  const app = createRouter()
  async function* rows() {
    for (let n = 0; n < 20_000; n++) yield [`نام ${n}`, n] as const
  }
  app.get('/', (c) => csvAnswer(c, 'مشتریان "1".csv', ['name', 'orders'], rows()))
  const answer = await app.request('/')
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="_1_.csv"; filename*=UTF-8''${encodeURIComponent('مشتریان "1".csv')}`,
  )
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  const lines = bytes.toString('utf8').slice(1).split('\r\n')
  expect([lines[0], lines[1], lines[20_000], lines.length]).toEqual([
    'name,orders',
    'نام 0,0',
    'نام 19999,19999',
    20_002,
  ])
})
