import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { openRows } from './open-rows.ts'
import { sniffFile } from './sniff-file.ts'
import { splitRows } from './split-rows.ts'
import { readRows, reasonOf, writeFile } from './testing.ts'
import type { Delimiter, Quote } from './types.ts'

const alphabets: Record<string, string> = {
  'utf-8': 'aé€ж漢ű😀',
  'utf-16le': 'aéжűگ漢😀',
  'utf-16be': 'aéжűگ漢😀',
  'windows-1250': 'aéőűłžš',
  'windows-1251': 'aжщыЯё',
  'windows-1252': 'aéñüçœ',
  'windows-1256': 'aپگچسل',
  'iso-8859-2': 'aéőűłžš',
}

const cellOf = (letters: string) =>
  fc
    .array(fc.constantFrom(...letters, '"', ',', ';', '\t', '|', '^', '~', '\n', '\r\n', ' ', '1', '=', "'"), {
      maxLength: 8,
    })
    .map((parts) => parts.join(''))
    // What guards a text against a spreadsheet is taken off.
    .filter((cell) => !/^=".*"$|^'[=+\-@]/s.test(cell))

const quoted = (cell: string, always: boolean, mark: string) =>
  always || cell.includes(mark) || /[,;\t|^~\r\n]|^\s/.test(cell)
    ? `${mark}${cell.replaceAll(mark, mark + mark)}${mark}`
    : cell

const tables = fc
  .record({
    encoding: fc.constantFrom(...Object.keys(alphabets)),
    delimiter: fc.constantFrom<Delimiter>(',', ';', '\t', '|', '^', '~'),
    quote: fc.constantFrom<Quote | undefined>(undefined, "'"),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    width: fc.integer({ min: 2, max: 6 }),
    always: fc.boolean(),
    bom: fc.boolean(),
    gzip: fc.boolean(),
    lastEnd: fc.boolean(),
  })
  .chain((form) => {
    const cell = cellOf(alphabets[form.encoding] ?? 'a')
    const row = fc.array(cell, { minLength: form.width, maxLength: form.width })
    return fc.record({
      form: fc.constant(form),
      rows: fc.array(
        row.filter((cells) => cells.some((text) => text !== '')),
        { minLength: 1, maxLength: 12 },
      ),
    })
  })

test('any table reads back the same with any delimiter, quoting, line end, encoding and packing', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ form, rows }) => {
      const lines = rows.map((cells) =>
        cells.map((cell) => quoted(cell, form.always, form.quote ?? '"')).join(form.delimiter),
      )
      const text = lines.join(form.lineEnd) + (form.lastEnd ? form.lineEnd : '')
      const bytes = iconv.encode(text, form.encoding, { addBOM: form.bom && form.encoding.startsWith('utf') })
      const path = writeFile(form.gzip ? gzipSync(bytes) : bytes)
      const { encoding, delimiter, quote, gzip, width } = form
      const marks = { delimiter, ...(quote ? { quote } : {}) }
      const layout = { encoding, ...marks, gzip, width, hasHeader: false, skipRows: 0 }
      const read = await readRows(path, { layout, batchRows: 3 })
      expect(read.map(({ cells }) => cells)).toEqual(rows)
      expect(read.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1))
    }),
    { numRuns: 300 },
  )
})

test('rows are the same wherever the chunks of a file happen to end', () => {
  fc.assert(
    fc.property(tables, fc.array(fc.nat(), { maxLength: 6 }), ({ form, rows }, places) => {
      const lines = rows.map((cells) =>
        cells.map((cell) => quoted(cell, form.always, form.quote ?? '"')).join(form.delimiter),
      )
      const text = lines.join(form.lineEnd)
      const cuts = [0, ...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length]
      const splitter = splitRows(form.delimiter, form.quote)
      const read = cuts.slice(1).flatMap((cut, index) => splitter.push(text.slice(cuts[index], cut)))
      expect([...read, ...splitter.end()].map(({ cells }) => cells)).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})

test('what guards a text against a spreadsheet is no part of it', async () => {
  const path = writeFile(
    `order,phone,date,total\n="001",'+36301234567,="2024-01-25",'-12.50\n"=""002""","'+36301234568",2024-02-25,'5\n`,
  )
  expect((await readRows(path)).map(({ cells }) => cells)).toEqual([
    ['001', '+36301234567', '2024-01-25', '-12.50'],
    ['002', '+36301234568', '2024-02-25', "'5"],
  ])
})

test.each([
  ['all rows', ';', '"order;customer;date;total"\n"1;Anna;2024-01-02;""9,90"""\n"2;""Kiss; Béla"";2024-01-03;5"\n'],
  [
    'those with quotes of their own',
    ',',
    'order,customer,date,total\r\n"1,Anna,2024-01-02,""9,90"""\r\n"2,""Kiss; Béla"",2024-01-03,5"\r\n3,Réka,2024-01-04,7\r\n',
  ],
])('rows that stand whole between quotes are split once more: %s', async (_, delimiter, text) => {
  const path = writeFile(text)
  expect((await sniffFile(path)).layout).toMatchObject({ delimiter, width: 4, hasHeader: true })
  expect((await readRows(path)).slice(0, 2).map(({ cells, line }) => [line, ...cells])).toEqual([
    [2, '1', 'Anna', '2024-01-02', '9,90'],
    [3, '2', 'Kiss; Béla', '2024-01-03', '5'],
  ])
})

test('an unclosed quote costs its own line and no other', async () => {
  const path = writeFile('customer,date,amount\na,2024-01-01,1\nb,"2024-01-02,2\nc,"2024-01-03",3\nd,2024-01-04,4\n')
  const rows = await readRows(path)
  expect(rows.map(({ fault, line }) => [line, fault])).toEqual([
    [2, undefined],
    [3, 'unclosed_quote'],
    [4, undefined],
    [5, undefined],
  ])
})

test('an unclosed quote followed by a hundred thousand clean lines is reported and they are read', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `c${index},2024-01-01,5`)
  const path = writeFile(`customer,date,amount\nx,"2024-01-01,5\n${lines.join('\n')}\n`)
  const rows = await readRows(path)
  expect(rows).toHaveLength(100_001)
  expect(rows.filter(({ fault }) => fault)).toHaveLength(1)
})

test('line numbers count the newlines inside quotes', async () => {
  const path = writeFile('customer,date,note\na,2024-01-01,"one\ntwo\nthree"\nb,2024-01-02,x\n')
  expect((await readRows(path)).map(({ line }) => line)).toEqual([2, 5])
})

test('one byte of another encoding in a UTF-8 file is repaired and reported for its row alone', async () => {
  const path = writeFile(
    Buffer.concat([
      Buffer.from('customer,date,city\n1,2024-01-01,Győr\n2,2024-01-01,Pécs\n3,2024-01-01,Kőszeg\n4,2024-01-02,'),
      iconv.encode('Székesfehérvár', 'windows-1250'),
      Buffer.from('\n5,2024-01-03,Gödöllő\n'),
    ]),
  )
  const rows = await readRows(path)
  expect(rows.map(({ cells, note }) => [cells[2], note])).toEqual([
    ['Győr', undefined],
    ['Pécs', undefined],
    ['Kőszeg', undefined],
    ['Székesfehérvár', 'bad_bytes'],
    ['Gödöllő', undefined],
  ])
})

test('NUL bytes are taken out and the row says so', async () => {
  const rows = await readRows(writeFile('customer,date,amount\na\0b,2024-01-01,1\nc,2024-01-02,2\n'))
  expect(rows.map(({ cells, note }) => [cells[0], note])).toEqual([
    ['ab', 'nul_bytes'],
    ['c', undefined],
  ])
})

test('ragged rows: missing cells are filled, surplus text is a fault, surplus blanks are nothing', async () => {
  const rows = await readRows(
    writeFile('a1,date,amount\nx,2024-01-01\ny,2024-01-01,1,\nz,2024-01-01,1,oops\nw,2024-01-01,1\n'),
  )
  expect(rows.map(({ fault, note, cells }) => fault ?? note ?? cells.length)).toEqual([
    'missing_cells',
    3,
    'too_many_cells',
    3,
  ])
})

test('a cell over 64 KB and a row over 1 MB are faults; the rows behind them are read', async () => {
  const layout = { encoding: 'utf-8', gzip: false, delimiter: ',' as const, hasHeader: false, skipRows: 0, width: 2 }
  const path = writeFile(`a,${'x'.repeat(70_000)}\nb,1\nc,${'y,'.repeat(900_000)}\nd,2\n`)
  const rows = await readRows(path, { layout })
  expect(rows.map(({ fault }) => fault)).toEqual(['cell_too_long', undefined, 'row_too_long', undefined])
})

test('reading goes on after a row as if it had never stopped', async () => {
  const path = writeFile(
    `customer,date,amount\n${Array.from({ length: 50 }, (_, i) => `c${i},2024-01-01,${i}`).join('\n')}`,
  )
  const all = await readRows(path)
  const rest = await readRows(path, { afterRow: 20, batchRows: 7 })
  expect(rest).toEqual(all.slice(20))
})

test('progress ends at the size of the file, packed or not', async () => {
  const text = `customer,date,amount\n${'c,2024-01-01,1\n'.repeat(5000)}`
  for (const path of [writeFile(text), writeFile(gzipSync(text))]) {
    let last = { bytesRead: 0, totalBytes: -1 }
    for await (const { bytesRead, totalBytes } of openRows(path)) last = { bytesRead, totalBytes }
    expect(last.bytesRead).toBe(last.totalBytes)
  }
})

test('a 200 MB line is cut off in flat memory and the rows behind it are read', async () => {
  const splitter = splitRows(',')
  const part = 'x'.repeat(256 * 1024)
  const before = process.memoryUsage().rss
  const rows = splitter.push('a,1\nb,')
  for (let i = 0; i < 800; i++) rows.push(...splitter.push(part))
  rows.push(...splitter.push('\nc,3\n'), ...splitter.end())
  expect(rows.map(({ fault, cells }) => fault ?? cells)).toEqual([['a', '1'], 'row_too_long', ['c', '3']])
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
})

test('a packed file that breaks off gives its rows and then fails', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `c${(index * 7919) % 10_007},2024-01-01,${index}`)
  const packed = gzipSync(`customer,date,amount\n${lines.join('\n')}\n`)
  let rows = 0
  const read = async () => {
    for await (const batch of openRows(writeFile(packed.subarray(0, packed.length >> 1)))) rows += batch.rows.length
  }
  expect(await reasonOf(read)).toBe('file_damaged')
  expect(rows).toBeGreaterThan(1000)
})

test('a packed file may not unpack to more than allowed', async () => {
  const path = writeFile(gzipSync(`customer,date,amount\n${'c,2024-01-01,1\n'.repeat(500_000)}`))
  expect(await reasonOf(() => readRows(path, { maxBytes: 1024 * 1024 }))).toBe('file_too_large')
})
