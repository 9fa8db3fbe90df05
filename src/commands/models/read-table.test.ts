import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDays } from './purchase-log.ts'
import { readNumbers } from './read-numbers.ts'
import { columnOf, readTable } from './read-table.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regulars-tables-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, 'table.csv')
  await writeFile(path, content)
  return path
}

const expected = [
  ['a', 14980, 1234.5],
  ['b', 14981, 7.25],
]

test.each<[string, string | Buffer, [string, string, string]]>([
  [
    'semicolons, quotes, decimal commas, dots in dates, a mark of the byte order',
    '\ufeffwho;"on; day";"sum"\na;06.01.2011;1.234,5\nb;07.01.2011;7,25\n',
    ['who', 'on; day', 'sum'],
  ],
  [
    'tabs, American dates, dollars',
    'who\ton\tsum\na\t1/6/2011\t"$1,234.50"\nb\t1/7/2011\t$7.25\n',
    ['who', 'on', 'sum'],
  ],
  ['double colons, seconds, no headings', 'a::1294308000::1234.5\nb::1294394400::7.25\n', ['1', '2', '3']],
  [
    'bars, headings but columns by number',
    'who|on|sum\r\na|2011-01-06|1234.5\r\nb|2011-01-07|7.25\r\n',
    ['1', '2', '3'],
  ],
  [
    'commas, words in front, no headings',
    'a,2011-01-06T10:00:00Z,1234.5\nb,2011-01-07T00:00:00Z,7.25',
    ['1', '2', '3'],
  ],
  [
    'row names without a heading, as R writes them',
    'who,on,sum\n1,a,2011-01-06,1234.5\n2,b,2011-01-07,7.25\n',
    ['who', 'on', 'sum'],
  ],
  [
    'blanks between quoted cells',
    '"who" "on" "sum"\n"1" "a" "2011-01-06" 1234.5\n"2" "b" "2011-01-07" 7.25\n',
    ['who', 'on', 'sum'],
  ],
  [
    'a mark at the end of each line but the first',
    'who;on;sum\na;2011-01-06;1\u00a0234,50 €;\nb;2011-01-07;7,25 €;\n',
    ['who', 'on', 'sum'],
  ],
  [
    'UTF-16, as spreadsheets save it',
    Buffer.from('\ufeffwho\ton\tsum\na\t20110106\t1234.5\nb\t20110107\t7.25\n', 'utf16le'),
    ['who', 'on', 'sum'],
  ],
])('%s', async (_, content, columns) => {
  const table = await readTable(await fileOf(content), { columns })
  const [who, on, sum] = columns.map((column) => columnOf(table, column)) as [number, number, number]
  const days = readDays(
    table.rows.map((row) => row[on] ?? ''),
    [],
  )
  const sums = readNumbers(table, sum, 'sum')
  expect(table.rows.map((row, i) => [row[who], days[i], sums[i]])).toEqual(expected)
})

test.each<[string, string, string]>([
  ['1,5 beside 1.5', 'n;m\n1;1,5\n2;1.5\n', 'Line 2, m: “1,5” is not a number.'],
  ['a date', 'n,m\n1,2\n2,2011-01-06\n', 'Line 3, m: “2011-01-06” is not a number.'],
  ['a blank', 'n,m\n1,2\n2,NA\n', 'Line 3, m: “NA” is not a number.'],
])('%s is no number, and the line is told', async (_, content, sentence) => {
  const table = await readTable(await fileOf(content))
  expect(() => readNumbers(table, columnOf(table, 'm'), 'm')).toThrow(sentence)
})

test('what is no text, and what is not there, is said so', async () => {
  await expect(readTable(await fileOf(Buffer.from([1, 0, 2, 0, 0])))).rejects.toThrow('it is not a text file')
  await expect(readTable(join(folder, 'nowhere.csv'))).rejects.toThrow('there is no such file')
  const table = await readTable(await fileOf('a,b\n1,2\n'))
  expect(() => columnOf(table, 'c')).toThrow('There is no column c. There are: a, b.')
})
