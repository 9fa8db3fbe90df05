import { createElement } from 'react'
import { expect, test } from 'vitest'
import { type CsvColumn, tableCsv } from './table-csv.ts'

type Row = { name: string; orders: number | null }

const columns: CsvColumn<Row>[] = [
  { label: 'Name', render: ({ name }) => createElement('a', null, createElement('bdi', null, name), ' – ', 'here') },
  {
    label: createElement('b', null, 'Words'),
    render: ({ orders }) => (orders === null ? '–' : `\u2068${orders}\u2069 times`),
  },
  { label: 'Orders', render: () => '1.2 thousand', csv: ({ orders }) => orders },
  { label: 'Change', render: () => createElement('b', null, 'Change'), csv: false },
]

test('a table goes out as it is read: words without their marks, nothing for a dash, numbers as numbers, no buttons', () => {
  expect(
    tableCsv(columns, [
      { name: '=cmd()', orders: 1200 },
      { name: 'Kis, Éva', orders: null },
    ]),
  ).toBe(['\uFEFFName,Words,Orders', "'=cmd() – here,1200 times,1200", '"Kis, Éva – here",,', ''].join('\r\n'))
})
