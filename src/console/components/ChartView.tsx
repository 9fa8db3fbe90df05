import { useElementSize } from '@mantine/hooks'
import { type ReactNode, useId, useMemo } from 'react'
import { type Box, fadeStops, type Mark, type Scene, textAnchor, toPathData } from '#charts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ChartTip } from './ChartTip.tsx'
import classes from './ChartView.module.css'
import { useChartTip } from './use-chart-tip.ts'

type ChartViewProps = {
  /** One sentence that says what the picture says. */
  summary: string
  height: number
  /** scrolls sideways rather than shrink below this */
  minWidth?: number
  draw: (box: Box) => Scene
}

/** Draws a scene at the size it has on screen, so that words keep their size on a phone. */
export function ChartView({ summary, height, minWidth = 0, draw }: ChartViewProps) {
  const { direction } = useI18n()
  const { ref, width: room } = useElementSize<HTMLDivElement>()
  const width = room > 0 ? Math.max(room, minWidth) : 0
  const scrolls = width > room ? ({ tabIndex: 0, role: 'group', 'aria-label': summary } as const) : {}
  const id = useId()
  const { tip, watch } = useChartTip()
  // A tip that comes or goes leaves the picture as it is.
  const picture = useMemo(
    () => width > 0 && <Picture scene={draw({ width, height, direction })} id={id} />,
    [draw, width, height, direction, id],
  )
  return (
    <div
      ref={ref}
      className={`${classes.frame} ${width > room ? classes.scrolls : ''}`}
      {...scrolls}
      style={{ minHeight: height }}
    >
      {picture && (
        <svg className={classes.chart} width={width} height={height} role="img" aria-label={summary} {...watch}>
          {picture}
        </svg>
      )}
      {tip && <ChartTip tip={tip} />}
    </div>
  )
}

function Picture({ scene: { marks, direction }, id }: { scene: Scene; id: string }): ReactNode {
  return marks.map((mark, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: marks have no identity; the whole picture is drawn anew.
    <MarkView key={index} mark={mark} id={`${id}-${index}`} direction={direction} />
  ))
}

// A dot is small; a finger is not.
const usualReach = 12

function MarkView({ mark, id, direction }: { mark: Mark; id: string; direction: Scene['direction'] }) {
  const tone = classes[mark.tone]
  const tip = 'title' in mark ? mark.title : undefined
  const fill = `${classes.fill} ${tone} ${tip === undefined ? '' : classes.hover}`
  if (mark.kind === 'rect') {
    const { x, y, width, height, radius, opacity } = mark
    return (
      <rect
        className={fill}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={radius}
        fillOpacity={opacity}
        data-tip={tip}
      />
    )
  }
  if (mark.kind === 'dot') {
    return (
      <g className={classes.dot} data-tip={tip}>
        {tip !== undefined && <circle className={classes.reach} cx={mark.x} cy={mark.y} r={mark.reach ?? usualReach} />}
        <circle className={`${classes.fill} ${tone}`} cx={mark.x} cy={mark.y} r={mark.radius} />
      </g>
    )
  }
  if (mark.kind === 'line') {
    const dashed = mark.dashed ? classes.dashed : ''
    return (
      <path className={`${classes.stroke} ${tone} ${dashed}`} d={toPathData(mark.steps)} strokeWidth={mark.thickness} />
    )
  }
  if (mark.kind === 'text') {
    return (
      <text
        className={`${classes.fill} ${tone}`}
        x={mark.x}
        y={mark.y}
        fontSize={mark.size}
        fontWeight={mark.bold ? 600 : 400}
        textAnchor={textAnchor(mark.anchor, direction)}
      >
        {mark.text}
      </text>
    )
  }
  if (mark.fade === undefined) {
    return <path className={fill} d={toPathData(mark.steps)} fillOpacity={mark.opacity} data-tip={tip} />
  }
  const [start, middle, end] = fadeStops(mark.fade, direction)
  const stop = `${classes.stop} ${tone}`
  return (
    <>
      <linearGradient id={id}>
        <stop className={stop} offset="0%" stopOpacity={start} />
        <stop className={stop} offset="50%" stopOpacity={middle} />
        <stop className={stop} offset="100%" stopOpacity={end} />
      </linearGradient>
      <path
        className={`${tone} ${classes.hover}`}
        fill={`url(#${id})`}
        d={toPathData(mark.steps)}
        fillOpacity={mark.opacity}
        data-tip={tip}
      />
    </>
  )
}
