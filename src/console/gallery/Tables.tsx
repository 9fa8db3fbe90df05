import { useState } from 'react'
import {
  Card,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  type Sorting,
  TableCsv,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Shelf } from './Gallery.tsx'

type Row = { id: string; name: string; visits: number }
const people: Row[] = [
  { id: '1', name: 'Kovács Anna', visits: 41 },
  { id: '2', name: 'آناهیتا رضایی', visits: 12 },
  { id: '3', name: 'Nowak Ewa', visits: 7 },
]
const states = ['rows', 'loading', 'empty', 'error'] as const

export function Tables() {
  const { number } = useI18n()
  const [state, setState] = useState<(typeof states)[number]>('rows')
  const [search, setSearch] = useState('')
  const [sorting, setSorting] = useState<Sorting>({ by: 'visits', direction: 'desc' })
  const sign = sorting.direction === 'asc' ? 1 : -1
  const rows = people.filter(({ name }) => name.includes(search)).sort((a, b) => sign * (a.visits - b.visits))
  const columns: EntityColumn<Row>[] = [
    { key: 'name', label: 'Name', phone: 'title', width: '2fr', render: (row) => <a href="#row">{row.name}</a> },
    {
      key: 'visits',
      label: 'Visits',
      numeric: true,
      sort: 'visits',
      render: (row) => number(row.visits),
      csv: (row) => row.visits,
    },
  ]
  return (
    <Shelf
      title="Table and filters"
      note="Sortable, endless, cards on a phone, arrow keys from row to row; its file in the corner."
    >
      <FilterBar
        search={{ label: 'Search', value: search, onChange: setSearch }}
        chips={states.map((one) => (
          <FilterChip key={one} active={one === state} onClick={() => setState(one)}>
            {one}
          </FilterChip>
        ))}
      />
      <Card flush title="People" aside={<TableCsv title="People" columns={columns} rows={rows} />}>
        <EntityTable
          caption="People"
          columns={columns}
          rows={state === 'rows' ? rows : []}
          rowKey={(row) => row.id}
          sorting={sorting}
          onSort={setSorting}
          loading={state === 'loading'}
          error={state === 'error' ? new Error('No answer') : null}
          onRetry={() => setState('rows')}
          empty={<p style={{ padding: 24 }}>Nobody here yet</p>}
        />
      </Card>
    </Shelf>
  )
}
