// Did the letter bring people back? Two arms of made-up people whose real effect is known. node examples/models/what-worked.js
import { addUpArm, bayesTest, checkShares, estimateEffect, momentsOf, tTest } from 'regulars/models/experiments'
import { randomFrom } from 'regulars/models/folds'

const random = randomFrom(7)
const came = (people, probability) => Float64Array.from({ length: people }, () => (random() < probability ? 1 : 0))
const control = addUpArm(came(1000, 0.2))
const letter = addUpArm(came(9000, 0.24))

const mismatch = checkShares([control.n, letter.n], [0.1, 0.9])
console.log(`the split is ${mismatch.p > 0.001 ? 'sound' : 'broken'} (p ${mismatch.p.toFixed(2)})`)
const effect = estimateEffect(momentsOf(control, 'proportion'), momentsOf(letter, 'proportion'), 'absolute')
if (typeof effect === 'string') throw new Error(effect)
const { expected, ci, p } = tTest(effect)
const people = (share) => Math.round(share * letter.n)
console.log(
  `${people(expected)} more people came (between ${people(ci[0])} and ${people(ci[1])}; p ${p.toPrecision(2)})`,
)
console.log(`chance that it helps: ${(100 * bayesTest(effect).chance_to_win).toFixed(1)} %`)
