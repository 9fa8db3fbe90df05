import { drawRetentionFlow, type FlowCounts, type FlowLabels } from '#charts'
import { ChartView } from './ChartView.tsx'

type FlowProps = {
  counts: FlowCounts
  labels: FlowLabels
  /** One sentence that says what the picture says. */
  summary: string
  height?: number
}

/** From everybody who was here to everybody who is: who stayed, who went, who came. */
export function Flow({ counts, labels, summary, height = 240 }: FlowProps) {
  return <ChartView summary={summary} height={height} draw={(box) => drawRetentionFlow(counts, labels, box)} />
}
