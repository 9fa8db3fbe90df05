import { daysBetween, periodIndex, type Reckoning } from '../periods.ts'
import type { TestSale } from './insert-sales.ts'

/** The same questions answered slowly and plainly from the list of sales, to compare with. */
export function naiveShop(sales: TestSale[], by: Reckoning) {
  const at = (sale: TestSale): number => periodIndex(by, sale.day)
  const customers = [...new Set(sales.map(({ customer }) => customer))]
  const of = (customer: number): TestSale[] => sales.filter((sale) => sale.customer === customer)
  const activeIn = (p: number): Set<number> => new Set(sales.filter((s) => at(s) === p).map(({ customer }) => customer))
  const firstPeriod = (customer: number): number => Math.min(...of(customer).map(at))
  const spent = (customer: number, p: number): number =>
    of(customer).reduce((sum, sale) => sum + (at(sale) === p ? sale.revenue : 0), 0)
  const add = (numbers: Iterable<number>): number => [...numbers].reduce((sum, n) => sum + n, 0)
  const days = (customer: number): string[] => [...new Set(of(customer).map(({ day }) => day))].sort()

  return {
    customers,
    days,
    flow: (p: number) => {
      const [before, now] = [activeIn(p - 1), activeIn(p)]
      const isNew = [...now].filter((customer) => firstPeriod(customer) === p)
      return {
        start: before.size,
        end: now.size,
        retained: before.intersection(now).size,
        lost: before.difference(now).size,
        new: isNew.length,
        wonBack: [...now].filter((customer) => !before.has(customer) && firstPeriod(customer) < p).length,
      }
    },
    money: (p: number) => {
      const before = [...activeIn(p - 1)]
      return {
        before: add(before.map((customer) => spent(customer, p - 1))),
        kept: add(before.map((customer) => spent(customer, p))),
        keptAtMost: add(before.map((customer) => Math.min(spent(customer, p), spent(customer, p - 1)))),
        revenue: add([...activeIn(p)].map((customer) => spent(customer, p))),
        existing: add([...activeIn(p)].map((customer) => (firstPeriod(customer) < p ? spent(customer, p) : 0))),
      }
    },
    repeaters: (p: number): number =>
      customers.filter((customer) => days(customer).filter((day) => periodIndex(by, day) === p).length > 1).length,
    cohort: (p: number, age: number) => {
      const members = customers.filter((customer) => firstPeriod(customer) === p)
      return {
        bounded: members.filter((customer) => activeIn(p + age).has(customer)).length,
        unbounded: members.filter((customer) => of(customer).some((sale) => at(sale) >= p + age)).length,
        revenue: add(members.map((customer) => spent(customer, p + age))),
      }
    },
    nDay: (n: number, lastFullDay: string) => {
      const ages = customers.map((customer) => {
        const [first = '', ...rest] = days(customer)
        return { age: daysBetween(first, lastFullDay), returns: rest.map((day) => daysBetween(first, day)) }
      })
      const old = ages.filter(({ age }) => age >= n)
      return {
        eligible: old.length,
        on: old.filter(({ returns }) => returns.includes(n)).length,
        onOrAfter: old.filter(({ returns }) => returns.some((day) => day >= n)).length,
      }
    },
    nDay24h: (n: number, asOf: string) => {
      const hours = (sale: TestSale): number => Date.parse(sale.at ?? '') / 3_600_000
      const spans = customers.map((customer) => {
        const times = of(customer).map(hours)
        const begin = Math.min(...times)
        return { end: Date.parse(asOf) / 3_600_000 - begin, ages: times.map((time) => time - begin) }
      })
      const old = spans.filter(({ end }) => end >= (n + 1) * 24)
      return {
        eligible: old.length,
        on: old.filter(({ ages }) => ages.some((age) => age >= n * 24 && age < (n + 1) * 24)).length,
        onOrAfter: old.filter(({ ages }) => ages.some((age) => age >= n * 24)).length,
      }
    },
  }
}
