/** Charts: from figures to drawings, without formatting, without a screen. The console and the mailed report draw the same scenes. */

export type { PeriodLabel } from './axes.ts'
export { type CohortHeads, type CohortRow, cohortGridHeight, cohortGridWidth, drawCohortGrid } from './cohort-grid.ts'
export { type ConcentrationLabels, type CurvePoint, drawConcentrationCurve } from './concentration-curve.ts'
export { groupVisits, type VisitGroup, visitsLabel } from './group-visits.ts'
export { type Bar, drawPeriodBars } from './period-bars.ts'
export { drawPeriodLines, type LinePoint, type LineSeries } from './period-lines.ts'
export { drawRetentionFlow, type FlowCounts, type FlowLabels } from './retention-flow.ts'
export { drawRfmGrid, type RfmCell, type RfmLabels } from './rfm-grid.ts'
export { drawRhythmStrip, type Rhythm } from './rhythm-strip.ts'
export { type Box, type Direction, type Mark, type Scene, type TextMark, type Tone, toPathData, trim } from './scene.ts'
export { drawSurvivalCurve, type SurvivalLabels, type SurvivalPoint } from './survival-curve.ts'
export { fadeStops, textAnchor, toSvg } from './to-svg.ts'
