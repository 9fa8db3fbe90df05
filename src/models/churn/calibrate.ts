import { applyIsotonic, applyPlatt, fitIsotonic, fitPlatt } from '#models/calibration'
import { type Frame, selectRows } from '#models/frame'
import type { FittedChurnModel } from './churn-models.ts'
import { type Figures, measure, summarise } from './measure.ts'

/** How good the probabilities are after the map; what it does to the ranking (ties at most) is of no interest. */
type Held = Pick<Figures, 'logLoss' | 'brier' | 'ece'>
export type Calibrated = { isotonic: Held; platt: Held }
type Tested = { probabilities: Float64Array; labels: Float64Array }

/** A fold's probabilities pass through the map that the other folds' held-out probabilities and outcomes teach. */
export function calibrateAcrossFolds(folds: Tested[]): Calibrated {
  return averageOf(
    folds.map((fold) => {
      const others = folds.filter((other) => other !== fold)
      return corrected(fold, {
        probabilities: Float64Array.from(others.flatMap(({ probabilities }) => [...probabilities])),
        labels: Float64Array.from(others.flatMap(({ labels }) => [...labels])),
      })
    }),
  )
}

/** With one test only: the last fifth of the training rows, in their order, teaches the map to a model of the others. */
export function calibrateWithin(
  learn: (frame: Frame, labels: Float64Array) => FittedChurnModel,
  frame: Frame,
  labels: Float64Array,
  fold: Tested & { train: Int32Array },
): Calibrated {
  const cut = Math.max(1, Math.floor(fold.train.length * 0.8))
  const [early, late] = [fold.train.subarray(0, cut), fold.train.subarray(cut)]
  const model = learn(
    selectRows(frame, early),
    Float64Array.from(early, (row) => labels[row] ?? 0),
  )
  const teacher = {
    probabilities: model.predict(selectRows(frame, late)),
    labels: Float64Array.from(late, (row) => labels[row] ?? 0),
  }
  return averageOf([corrected(fold, teacher)])
}

function corrected(fold: Tested, teacher: Tested): { isotonic: Figures; platt: Figures } {
  const isotonic = applyIsotonic(fitIsotonic(teacher.probabilities, teacher.labels), fold.probabilities)
  const platt = applyPlatt(fitPlatt(teacher.probabilities, teacher.labels), fold.probabilities)
  return { isotonic: measure(isotonic, fold.labels), platt: measure(platt, fold.labels) }
}

function averageOf(folds: { isotonic: Figures; platt: Figures }[]): Calibrated {
  const held = ({ logLoss, brier, ece }: Figures): Held => ({ logLoss, brier, ece })
  return {
    isotonic: held(summarise(folds.map((fold) => fold.isotonic)).mean),
    platt: held(summarise(folds.map((fold) => fold.platt)).mean),
  }
}
