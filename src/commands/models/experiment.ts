import {
  type ArmSums,
  adjustForHistory,
  bayesTest,
  checkShares,
  correctPValues,
  defaultTuning,
  detectableEffect,
  estimateEffect,
  type MetricKind,
  type Moments,
  momentsOf,
  type Scale,
  sequentialTest,
  tTest,
} from '#models/experiments'
import { DomainError } from '#platform/errors'
import { isSame } from './outcome.ts'
import { readArguments, readNumber, readPairs } from './read-arguments.ts'
import { readArms } from './read-arms.ts'
import { columnOf, headerOf, printJson, readTable } from './read-table.ts'

type Settings = { alpha: number; tuning: number }

/** `models experiment FILE --arm COLUMN --control VALUE --metric COLUMN [--pre COLUMN]`: what each arm did, against the control. */
export async function experimentCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    arm: { type: 'string' },
    control: { type: 'string' },
    metric: { type: 'string' },
    pre: { type: 'string' },
    shares: { type: 'string' },
    alpha: { type: 'string', default: '0.05' },
    tuning: { type: 'string', default: String(defaultTuning) },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (!file || !values.arm || values.control === undefined || !values.metric)
    throw new DomainError('invalid', 'model_option', 'experiment needs FILE, --arm, --control and --metric.')
  const settings = {
    alpha: readNumber('--alpha', values.alpha, { above: 0, below: 1, asks: 'a share between 0 and 1' }),
    tuning: readNumber('--tuning', values.tuning, { above: 0, asks: 'a number of people above 0' }),
  }
  const columns = [values.arm, values.metric, values.pre]
  const table = await readTable(file, { ...headerOf(values.header), columns })
  const { arms, kind, skippedRows } = readArms(table, {
    arm: columnOf(table, values.arm),
    metric: columnOf(table, values.metric),
    ...(values.pre === undefined ? {} : { pre: columnOf(table, values.pre) }),
  })
  const wanted = values.control.trim()
  const named = [...arms.keys()].find((name) => isSame(name, wanted)) ?? wanted
  const control = arms.get(named)
  if (!control || arms.size < 2) {
    const found = [...arms.keys()].join(', ')
    throw new DomainError(
      'invalid',
      'model_option',
      control
        ? `An experiment needs another arm beside ${named}, the only one in the file.`
        : `There is no arm ${values.control}; there are: ${found}.`,
    )
  }
  const others = [...arms].filter(([name]) => name !== named)
  const compared = others.map(([, arm]) => compareArm(control, arm, kind, settings))
  const tested = compared.flatMap((result, at) => ('t' in result.absolute ? [{ at, p: result.absolute.t.p }] : []))
  const corrected = correctPValues(tested.map(({ p }) => p))
  printJson({
    metric: values.metric,
    kind,
    control: named,
    ...settings,
    skippedRows,
    mismatch: mismatchOf(arms, values.shares),
    sufficientStatistics: Object.fromEntries(arms),
    arms: Object.fromEntries(
      others.map(([name, arm], at) => {
        const correction = corrected[tested.findIndex((test) => test.at === at)]
        return [
          name,
          { n: arm.n, mean: arm.sum / arm.n, ...compared[at], ...(correction ? { corrected: correction } : {}) },
        ]
      }),
    ),
  })
}

function compareArm(control: ArmSums, arm: ArmSums, kind: MetricKind, settings: Settings) {
  const plain: [Moments, Moments] = [momentsOf(control, kind), momentsOf(arm, kind)]
  const [of, to] = plain
  const people = of.n + to.n
  const variance = (of.variance * of.n + to.variance * to.n) / people
  const least = detectableEffect(people, { variance, share: to.n / people, alpha: settings.alpha })
  const both = (pair: [Moments, Moments]) => ({
    relative: testsOf(pair, 'relative', settings),
    absolute: testsOf(pair, 'absolute', settings),
  })
  return {
    ...both(plain),
    ...(control.pre ? { cuped: both(adjustForHistory(control, arm)) } : {}),
    ...(Number.isFinite(least) ? { detectableAbsolute: least } : {}),
  }
}

function testsOf([control, arm]: [Moments, Moments], scale: Scale, { alpha, tuning }: Settings) {
  const effect = estimateEffect(control, arm, scale)
  if (typeof effect === 'string') return { problem: effect }
  return {
    t: tTest(effect, alpha),
    [`sequential${tuning}`]: sequentialTest(effect, alpha, tuning),
    bayes: bayesTest(effect, alpha),
  }
}

function mismatchOf(arms: Map<string, ArmSums>, given: string | undefined) {
  const names = [...arms.keys()]
  const pairs = given === undefined ? undefined : readPairs('--shares', given)
  const missing = names.find((name) => pairs && pairs[name] === undefined)
  if (missing !== undefined)
    throw new DomainError('invalid', 'model_option', `--shares names every arm of the file; ${missing} is missing.`)
  const spare = Object.keys(pairs ?? {}).find((name) => !arms.has(name))
  if (spare !== undefined)
    throw new DomainError(
      'invalid',
      'model_option',
      `--shares names ${spare}; the arms of the file: ${names.join(', ')}.`,
    )
  const shareOf = (name: string, text: string) =>
    readNumber(`--shares: that of ${name}`, text, { above: 0, asks: 'a number above 0' })
  const shares = names.map((name) => (pairs ? shareOf(name, pairs[name] ?? '') : 1))
  const counts = names.map((name) => arms.get(name)?.n ?? 0)
  const { expected, ...check } = checkShares(counts, shares)
  const perArm = names.map((name, i) => [name, { observed: counts[i], expected: expected[i] }])
  return { ...check, arms: Object.fromEntries(perArm) }
}
