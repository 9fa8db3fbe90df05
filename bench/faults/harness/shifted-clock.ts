/**
 * Preloaded into a server: its clock is off by as many milliseconds as the file in CLOCK_SHIFT_FILE says, as if somebody set it. Nothing else
 * of the machine is.
 */
import { readFileSync } from 'node:fs'

const file = process.env.CLOCK_SHIFT_FILE ?? ''
const [RealDate, realNow] = [Date, Temporal.Now.instant.bind(Temporal.Now)]
let shift = 0
const look = (): void => {
  shift = Number(readFileSync(file, 'utf8'))
}
look()
setInterval(look, 20).unref()

globalThis.Date = class extends RealDate {
  static override now = () => RealDate.now() + shift
  constructor(...args: [] | [number]) {
    super(...(args.length === 0 ? ([RealDate.now() + shift] as const) : args))
  }
} as DateConstructor
Temporal.Now.instant = () => realNow().add({ milliseconds: shift })
