import { Link } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import { toMinor } from '#platform/money'
import { useSession } from '../api/session.ts'
import { type DataColumn, DataTable, Fact, Facts } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { numberOf } from './event-amount.ts'
import { isReadable, propertyWord } from './property-words.ts'
import { readableValue } from './readable-value.ts'
import classes from './Timeline.module.css'

type Line = { key: string; name: string; quantity: number; price: number | undefined }

/** An event in readable form: the lines of an order as a table, everything else as names and values. */
export function EventDetail({ properties, currency }: { properties: Record<string, unknown>; currency: string }) {
  const { t, number, money } = useI18n()
  const { role } = useSession()
  const ticket = properties.ticket_id
  const lines = readLines(properties.products)
  const rest = Object.entries(properties).filter(
    ([name]) => isReadable(name) && !(name === 'products' && lines.length > 0),
  )
  const inMoney = (major: number | undefined) => (major === undefined ? '–' : money(toMinor(major, currency), currency))
  const columns: DataColumn<Line>[] = [
    { key: 'name', label: t('customers.line.product'), render: (line) => <bdi>{line.name}</bdi> },
    { key: 'quantity', label: t('customers.line.quantity'), numeric: true, render: (line) => number(line.quantity) },
    { key: 'price', label: t('customers.line.price'), numeric: true, render: (line) => inMoney(line.price) },
    {
      key: 'total',
      label: t('customers.line.total'),
      numeric: true,
      render: (line) => inMoney(line.price === undefined ? undefined : line.price * line.quantity),
    },
  ]
  return (
    <div className={classes.detail}>
      {lines.length > 0 && (
        <DataTable caption={t('customers.line.caption')} columns={columns} rows={lines} rowKey={(line) => line.key} />
      )}
      <Facts columns>
        {rest.map(([name, value]) => (
          <Fact key={name} name={<bdi>{propertyWord(t, name)}</bdi>}>
            <bdi>{readableValue(value)}</bdi>
          </Fact>
        ))}
      </Facts>
      {typeof ticket === 'string' && roleMay(role, 'inbox:read') && (
        <Link to="/inbox" search={{ ticket, state: 'all' }}>
          {t('customers.timeline.ticket')}
        </Link>
      )}
    </div>
  )
}

function readLines(products: unknown): Line[] {
  if (!Array.isArray(products)) return []
  return products.filter(isObject).map((product, index) => ({
    key: String(index),
    name: String(product.name ?? product.product_id ?? product.sku ?? index + 1),
    quantity: numberOf(product.quantity) ?? 1,
    price: numberOf(product.price),
  }))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
