import { type BoostSettings, fitBoostedTrees, predictBoostedTrees } from '#models/boosted-trees'
import { type Frame, selectRows, withColumn } from '#models/frame'
import { fitLogistic, predictLogistic } from '#models/logistic'

export type Experiment = { frame: Frame; treated: Float64Array; outcome: Float64Array; isBinary: boolean }
type Predict = (frame: Frame) => Float64Array
export type LearnerName = 'twoModel' | 'sLearner' | 'xLearner' | 'twoModelLogistic'

/** A difference between arms is far smaller than one between people: shallower trees, bigger leaves than for churn. */
function settingsFor(rows: number, isBinary: boolean): BoostSettings {
  return { loss: isBinary ? 'logistic' : 'squared', trees: 100, leaves: 4, l2: 10, leastRows: Math.max(20, rows / 50) }
}

/** Every learner fitted once; the X-learner builds on the two models. The logistic one is for outcomes of 0 and 1 only. */
export function fitLearners({ frame, treated, outcome, isBinary }: Experiment): Partial<Record<LearnerName, Predict>> {
  const arms = [0, 1].map((arm) => {
    const rows = [...treated.keys()].filter((row) => treated[row] === arm)
    return { frame: selectRows(frame, rows), outcome: Float64Array.from(rows, (row) => outcome[row] ?? 0) }
  })
  const [control = { frame, outcome }, treatment = { frame, outcome }] = arms
  const withControl = treesFor(control.frame, control.outcome, isBinary)
  const withTreatment = treesFor(treatment.frame, treatment.outcome, isBinary)
  return {
    twoModel: difference(withTreatment, withControl),
    sLearner: single(frame, treated, outcome, isBinary),
    xLearner: crossed(control, treatment, withControl, withTreatment),
    ...(isBinary && {
      twoModelLogistic: difference(
        logisticFor(treatment.frame, treatment.outcome),
        logisticFor(control.frame, control.outcome),
      ),
    }),
  }
}

function treesFor(frame: Frame, outcome: Float64Array, isBinary: boolean): Predict {
  const model = fitBoostedTrees(frame, outcome, settingsFor(frame.rows, isBinary))
  return (rows) => predictBoostedTrees(model, rows)
}

function logisticFor(frame: Frame, outcome: Float64Array): Predict {
  const model = fitLogistic(frame, outcome)
  return (rows) => predictLogistic(model, rows)
}

function difference(treatment: Predict, control: Predict): Predict {
  return (frame) => {
    const without = control(frame)
    return treatment(frame).map((value, row) => value - (without[row] ?? 0))
  }
}

/** One model with the arm as a column among the others, asked twice. */
function single(frame: Frame, treated: Float64Array, outcome: Float64Array, isBinary: boolean): Predict {
  const name = unused(frame)
  const model = treesFor(withColumn(frame, name, treated), outcome, isBinary)
  const asked = (arm: number) => (rows: Frame) => model(withColumn(rows, name, new Float64Array(rows.rows).fill(arm)))
  return difference(asked(1), asked(0))
}

/** Each person's effect guessed with the other arm's model, learnt per arm, and weighed by the share treated. */
function crossed(
  control: { frame: Frame; outcome: Float64Array },
  treatment: { frame: Frame; outcome: Float64Array },
  withControl: Predict,
  withTreatment: Predict,
): Predict {
  const without = withControl(treatment.frame)
  const instead = withTreatment(control.frame)
  const ofTreated = treesFor(
    treatment.frame,
    treatment.outcome.map((value, row) => value - (without[row] ?? 0)),
    false,
  )
  const ofControl = treesFor(
    control.frame,
    control.outcome.map((value, row) => (instead[row] ?? 0) - value),
    false,
  )
  const share = treatment.frame.rows / Math.max(1, treatment.frame.rows + control.frame.rows)
  return (frame) => {
    const other = ofControl(frame)
    return ofTreated(frame).map((effect, row) => (1 - share) * effect + share * (other[row] ?? 0))
  }
}

function unused(frame: Frame): string {
  let name = 'treated'
  while (frame.columns.some((column) => column.name === name)) name += '*'
  return name
}
