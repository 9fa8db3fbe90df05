// What a customer is likely to buy next, from everybody's purchases. node examples/models/what-next.js [orders.csv.gz]
import { buildLog, pickBest, singleModels } from 'regulars/models/recommendations'
import { readOrders } from './orders.js'

const lines = readOrders()
const numbered = (values) => {
  const numbers = new Map()
  for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size)
  return numbers
}
const users = numbered(lines.map(({ customer }) => customer))
const items = numbered(lines.map(({ item }) => item))
const names = new Map(lines.map(({ item, name }) => [items.get(item), name]))
const log = buildLog({
  users: users.size,
  items: items.size,
  user: Int32Array.from(lines, ({ customer }) => users.get(customer)),
  item: Int32Array.from(lines, ({ item }) => items.get(item)),
  time: Float64Array.from(lines, ({ day }) => day),
})
const score = singleModels(log).get('itemKnn')()
const [customer, user] = [...users][100]
const owned = new Uint8Array(items.size)
for (let at = log.userStart[user]; at < log.userStart[user + 1]; at++) owned[log.userItem[at]] = 1
console.log(`new for customer ${customer}, who bought ${log.userStart[user + 1] - log.userStart[user]} things:`)
const scores = new Float64Array(items.size)
score(user, scores)
for (const item of pickBest(scores, 5, owned)) console.log(`  ${names.get(item)}`)
