// Who is still a customer, and what they are worth in the next half year. node examples/models/who-is-gone.js [orders.csv.gz]
import { countPurchases, expectedPurchases, fitBtyd, probabilityAlive } from 'regulars/models/btyd'
import { expectedValue, fitGammaGamma } from 'regulars/models/gamma-gamma'
import { readOrders, summarize } from './orders.js'

const lines = readOrders()
const until = lines.reduce((latest, { day }) => Math.max(latest, day), 0)
const customers = summarize(lines, until)
const column = (name) => Float64Array.from(customers, (one) => one[name])
const { purchases } = countPurchases(column('x'), column('tx'), column('T'))
const fit = fitBtyd('pareto-nbd', purchases)
const spending = fitGammaGamma({ x: column('x'), z: column('z') })

console.log(
  `${customers.length} customers, model ${fit.model.name}, predicted by ${fit.predictor.name}, log-likelihood ${fit.logLikelihood.toFixed(1)}`,
)
for (const warning of fit.warnings) console.log(`! ${warning.message ?? warning}`)
const scored = customers.map((one) => {
  const alive = probabilityAlive(fit.predictor, fit.p, one.x, one.tx, one.T)
  const orders = expectedPurchases(fit.predictor, fit.p, one.x, one.tx, one.T, 182)
  return { ...one, alive, worth: orders * (expectedValue(spending, one.x, one.z) ?? 0) }
})
console.log('customer   visits  silent  still here  next half year')
for (const one of scored.sort((a, b) => b.worth - a.worth).slice(0, 10)) {
  const cells = [one.customer.padEnd(10), String(one.x + 1).padStart(6), `${Math.round(one.T - one.tx)} d`.padStart(7)]
  console.log(...cells, `${(100 * one.alive).toFixed(0)} %`.padStart(10), one.worth.toFixed(0).padStart(15))
}
