// Of the card: a new code every half minute, the countdown of what is held, and the card without a connection.
// Wrapped in a function when it is served, so nothing here is global.
const script = document.currentScript as HTMLScriptElement
const { base = '', seconds = '30', at = '0' } = script.dataset

const byId = (id: string): HTMLElement | null => document.getElementById(id)

function showOffline(isOff: boolean): void {
  const parts = { turning: isOff, fresh: isOff, fixed: !isOff, off: !isOff }
  for (const [id, isHidden] of Object.entries(parts)) byId(id)?.toggleAttribute('hidden', isHidden)
}

let timer: ReturnType<typeof setTimeout> | undefined

async function turn(): Promise<void> {
  let wait = 5
  try {
    const answer = await fetch(`${base}/code`, { cache: 'no-store' })
    const place = byId('turning')
    if (answer.ok && place) {
      const { picture, secondsLeft } = (await answer.json()) as { picture: string; secondsLeft: number }
      place.innerHTML = picture
      wait = secondsLeft
      showOffline(false)
    }
  } catch {
    showOffline(true)
  }
  clearTimeout(timer)
  timer = setTimeout(turn, wait * 1000)
}

const left = byId('left')
if (left) {
  const ends = Date.now() + Number(left.dataset.seconds) * 1000
  const digits = new Intl.NumberFormat(document.documentElement.lang === 'fa' ? 'fa-IR' : 'en', {
    minimumIntegerDigits: 2,
  })
  const tell = (): void => {
    const rest = Math.round((ends - Date.now()) / 1000)
    if (rest <= 0) location.reload()
    else {
      left.textContent = `${digits.format(Math.floor(rest / 60))}:${digits.format(rest % 60)}`
      setTimeout(tell, 1000)
    }
  }
  tell()
}

// The page may be the one that the worker kept: its code is over, or will be in a moment.
const isOld = Math.abs(Date.now() - Number(at)) > 40_000
showOffline(!navigator.onLine)
timer = setTimeout(turn, isOld ? 0 : Number(seconds) * 1000)
window.addEventListener('online', () => location.reload())
window.addEventListener('offline', () => showOffline(true))
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void turn()
})
// Notices: asked for by a tap, never by itself.
const allow = document.querySelector<HTMLButtonElement>('button[data-push]')
const told = allow?.parentElement?.querySelector<HTMLElement>('[data-done]')
if (allow && told && 'serviceWorker' in navigator && 'PushManager' in window) {
  const section = byId('notices')
  void navigator.serviceWorker.ready
    .then(({ pushManager }) => pushManager.getSubscription())
    .then((known) => section?.toggleAttribute('hidden', known !== null))
  allow.addEventListener('click', async () => {
    allow.disabled = true
    try {
      if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied')
      const { pushManager } = await navigator.serviceWorker.ready
      const wanted = { userVisibleOnly: true, applicationServerKey: allow.dataset.push ?? '' }
      const { endpoint, keys } = (await pushManager.subscribe(wanted)).toJSON()
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ endpoint, keys })
      const answer = await fetch(`${base}/push`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(String(answer.status))
      told.textContent = told.dataset.done ?? ''
      allow.hidden = true
    } catch {
      told.textContent = told.dataset.failed ?? ''
      allow.disabled = false
    }
  })
}
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/c/worker.js', { scope: base }).catch(() => {})
