import { closeSync, openSync, writeSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { sniffFile } from './sniff-file.ts'
import { readRows, reasonOf, writeFile } from './testing.ts'

const refusal = (content: string | Buffer, name?: string) => reasonOf(() => sniffFile(writeFile(content, name)))

test('files that are no tables are refused for the right reason', async () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), deflateSync(Buffer.alloc(100))])
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251))
  expect(await refusal('')).toBe('file_empty')
  expect(await refusal('\n\n \n')).toBe('file_empty')
  expect(await refusal(gzipSync(''))).toBe('file_empty')
  expect(await refusal(png, 'orders.csv')).toBe('file_not_text')
  expect(await refusal(gzipSync(png), 'orders.csv.gz')).toBe('file_not_text')
  expect(await refusal('%PDF-1.7 …')).toBe('file_not_text')
  expect(await refusal('[{"customer": 1}]')).toBe('file_not_text')
  expect(await refusal('<!DOCTYPE html><table></table>')).toBe('file_not_text')
  expect(await refusal(noise)).toBe('file_not_text')
  expect(await refusal('customer\n1\n2\n3\n')).toBe('one_column')
  expect(await refusal('customer,date,amount\n')).toBe('no_rows')
  expect(await refusal(gzipSync('a,b\n1,2\n'.repeat(99)).subarray(0, 15))).toBe('file_damaged')
})

test('an Excel workbook named .csv is called one', async () => {
  const workbook = Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    Buffer.from('....[Content_Types].xml....xl/workbook.xml'),
  ])
  await expect(sniffFile(writeFile(workbook))).rejects.toMatchObject({
    reason: 'file_not_text',
    details: { looksLike: 'xlsx', kind: 'sheet' },
  })
})

test('a hundred thousand columns, a million columns and a 200 MB line are refused without being read to the end', async () => {
  const wide = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',')
  expect(await refusal(`${wide}\n${wide}\n`)).toBe('too_many_columns')
  expect(await refusal(`${'a,'.repeat(1_000_000)}\n`)).toBe('too_many_columns')
  expect(await refusal(`"${'a","'.repeat(1_000_000)}"\n`)).toBe('too_many_columns')
  const path = writeFile('')
  const file = openSync(path, 'w')
  const part = Buffer.alloc(1024 * 1024, 'x')
  for (let i = 0; i < 200; i++) writeSync(file, part)
  closeSync(file)
  expect(await reasonOf(() => sniffFile(path))).toBe('row_too_long')
})

const hungarian = 'Vevő;Dátum;Összeg\nKőrösi Ödön;2024.01.05.;1 200,50\nŰr Ügyes;2024.01.06.;99,00\n'
const polish = 'Klient;Data;Kwota\nŁukasz Wójcik;2024-01-05;12,50\nŚwięta Źródło;2024-01-06;99,00\n'
const russian = 'Клиент;Дата;Сумма\nИван Петров;05.01.2024;1200,50\nМария Щукина;06.01.2024;99,00\n'
const persian = 'مشتری;تاریخ;مبلغ\nعلی رضایی;1402/10/15;12000\nگلناز پاک;1402/10/16;9900\n'
const czech = 'Zákazník;Datum;Částka\nDvořák;2024-01-05;12,50\nRůžena Žižková;2024-01-06;99,00\n'
const spanish = 'Cliente;Fecha;Importe\nMuñoz García;05/01/2024;12,50\nNúñez;06/01/2024;99,00\n'
const german = 'Kunde;Datum;Betrag\nMüller Groß;05.01.2024;12,50\nJäger;06.01.2024;99,00 €\n'
const french = 'Client;Date;Montant\nFrançoise Lefèvre;05/01/2024;12,50\nRené Garçon;06/01/2024;99,00\n'

test.each([
  ['windows-1250', hungarian],
  ['windows-1250', polish],
  ['iso-8859-2', polish],
  ['windows-1251', russian],
  ['windows-1252', french],
  ['windows-1250', czech],
  ['iso-8859-2', czech],
  ['windows-1252', spanish],
  ['windows-1252', german],
  ['koi8-r', russian],
  ['windows-1256', persian.replaceAll('ی', 'ي')],
  ['utf-16le', hungarian],
  ['utf-16be', russian],
  ['utf-8', persian],
])('%s is recognised by its text', async (encoding, text) => {
  const { columns, preview } = await sniffFile(writeFile(iconv.encode(text, encoding)))
  const [head = '', ...rest] = text.trim().split('\n')
  expect(columns.map(({ name }) => name)).toEqual(head.split(';'))
  expect(preview.map(({ cells }) => cells)).toEqual(rest.map((line) => line.split(';')))
})

test('a file of two encodings is read line by line and says that it is mixed', async () => {
  const mixed = Buffer.concat([
    Buffer.from('customer,date,city\n1,2024-01-01,Győr\n2,2024-01-01,Kőszeg\n3,2024-01-01,Pécs\n'),
    iconv.encode('4,2024-01-02,Székesfehérvár\n', 'windows-1250'),
  ])
  const { problems, preview } = await sniffFile(writeFile(mixed))
  expect(problems).toEqual([{ reason: 'mixed_encodings', details: { rows: 1, line: 5 } }])
  expect(preview[3]?.cells[2]).toBe('Székesfehérvár')
})

test('a log of columns set apart by spaces has no heading and four columns', async () => {
  const path = writeFile(
    '00001 19970101  1   11.77\n00002 19970112  1   12.00\n00002 19970112  5   77.00\n',
    'CDNOW.txt',
  )
  const { layout, columns } = await sniffFile(path)
  expect(layout).toMatchObject({ delimiter: 'whitespace', hasHeader: false, width: 4 })
  expect(columns.map(({ name }) => name)).toEqual(['1', '2', '3', '4'])
  expect((await readRows(path))[0]?.cells).toEqual(['00001', '19970101', '1', '11.77'])
})

test.each(['^', '~'])('columns set apart by %s are found', async (mark) => {
  const lines = ['Customer,Note,Date,Total', 'Ann, of York,a|b,2024-01-25,1.50', 'Bob,c;d,2024-02-25,2.50']
  const text = `${lines.map((line) => line.replaceAll(/,(?! )/g, mark)).join('\n')}\n`
  for (const lead of ['', `sep=${mark}\n`]) {
    const { layout, columns, preview } = await sniffFile(writeFile(lead + text))
    expect([layout.delimiter, columns.map(({ name }) => name)]).toEqual([mark, ['Customer', 'Note', 'Date', 'Total']])
    expect(preview[0]?.cells).toEqual(['Ann, of York', 'a|b', '2024-01-25', '1.50'])
  }
})

test('cells between apostrophes are read, with the delimiter that was found and with one that was chosen', async () => {
  const path = writeFile("'Customer','Date','Total'\n'Lee, Ann','2024-01-25','1,50'\n'O''Hara','2024-02-25','2,50'\n")
  for (const choices of [{}, { delimiter: ',' as const }]) {
    const { layout, columns } = await sniffFile(path, choices)
    expect(columns.map(({ name }) => name)).toEqual(['Customer', 'Date', 'Total'])
    const rows = await readRows(path, { layout })
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Lee, Ann', '2024-01-25', '1,50'],
      ["O'Hara", '2024-02-25', '2,50'],
    ])
  }
})

test('an apostrophe in a name, before a number of Excel or between thousands is none that sets a cell apart', async () => {
  const path = writeFile("Customer,Card,Total\n's Gravenhage,'00123,1'200.50\nrock 'n' roll,'00124,\"1'300\"\n")
  expect((await readRows(path)).map(({ cells }) => cells)).toEqual([
    ["'s Gravenhage", "'00123", "1'200.50"],
    ["rock 'n' roll", "'00124", "1'300"],
  ])
})

test('titles above the headings and a sep= line are passed over', async () => {
  for (const lead of ['sep=;\n', 'Sales report\n2024\n\n']) {
    const { columns, preview } = await sniffFile(
      writeFile(`${lead}Customer;Date;Total\na;2024-01-01;1,5\nb;2024-01-02;2,5\n`),
    )
    expect(columns.map(({ name }) => name)).toEqual(['Customer', 'Date', 'Total'])
    expect(preview).toHaveLength(2)
  }
})

test('a sep= line of Excel is no heading, also above two columns', async () => {
  const { columns } = await sniffFile(writeFile('sep=;\nE-mail;Date\na@x.hu;2024-01-01\nb@x.hu;2024-01-02\n'))
  expect(columns.map(({ name }) => name)).toEqual(['E-mail', 'Date'])
})

test('a packed file is known by its bytes, whatever it is called', async () => {
  const { layout, estimatedRows } = await sniffFile(
    writeFile(gzipSync('Customer,Date,Total\na,2024-01-01,1\n'), 'orders.csv'),
  )
  expect(layout.gzip).toBe(true)
  expect(estimatedRows).toBe(1)
})

test('the encoding shows by the one heading that is not ASCII', async () => {
  const table = 'Data,Cena,E-mail klienta,Ilość,Nr paragonu\n2023-01-24,15.20,a@x.pl,2,1\n2023-01-25,20.02,b@x.pl,1,2\n'
  const { layout, columns } = await sniffFile(writeFile(iconv.encode(table, 'windows-1250')))
  expect([layout.encoding, columns[3]?.name]).toEqual(['windows-1250', 'Ilość'])
})
