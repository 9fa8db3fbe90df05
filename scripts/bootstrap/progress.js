import { say } from './say.js'

const width = 24

const duration = (seconds) =>
  seconds < 60
    ? say('seconds', { seconds: Math.round(seconds) })
    : say('minutes', { minutes: Math.floor(seconds / 60), seconds: Math.round(seconds % 60) })

/**
 * Shows a step while it runs: a bar with the time gone and left on a terminal, plain lines elsewhere.
 * `measure` says how much is done, from 0 to 1; without it only the time is shown.
 */
export function startProgress(title, measure) {
  const began = Date.now()
  const seconds = () => (Date.now() - began) / 1000
  const live = process.stderr.isTTY === true
  let lastLine = 0

  const timing = (done) => {
    const gone = duration(seconds())
    if (done === undefined || done < 0.03 || seconds() < 3) return gone
    return say('timing', { gone, left: duration((seconds() / done) * (1 - done)) })
  }
  const draw = () => {
    const done = measure === undefined ? undefined : Math.min(0.99, measure())
    const filled = Math.round((done ?? 0) * width)
    if (live) {
      const bar =
        done === undefined ? '' : `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${Math.floor(done * 100)}%  `
      process.stderr.write(`\r\x1b[2K${title}  ${bar}${timing(done)}`)
    } else if (seconds() - lastLine >= 10) {
      lastLine = seconds()
      process.stderr.write(`${title}  ${done === undefined ? '' : `${Math.floor(done * 100)}%  `}${timing(done)}\n`)
    }
  }
  if (!live) process.stderr.write(`${title}\n`)
  const timer = setInterval(draw, live ? 250 : 1000)
  draw()
  return (ok) => {
    clearInterval(timer)
    if (live) process.stderr.write('\r\x1b[2K')
    if (ok) process.stderr.write(`${title}  ${say('done', { time: duration(seconds()) })}\n`)
  }
}
