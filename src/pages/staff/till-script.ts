// Of the staff page: scanning, sounds, and what is done without a connection.
// Wrapped in a function when it is served, so nothing here is global.
type Queued = { key: string; text: string; kind: 'stamp' | 'earn'; amount: string; at: string; signature: string }
type Shown = { html: string; said: string }
type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement
const till = byId('till')
const words = till.dataset
const guest = byId('guest')
const said = byId('said')
const text = byId('text') as HTMLInputElement
const queueName = `till-queue-${words.key?.slice(0, 12)}`
const mostQueued = 50

// Sounds and colours

let audio: AudioContext | undefined
let isLoud = localStorage.getItem('till-sound') !== 'off'

function sound(isGood: boolean): void {
  navigator.vibrate?.(isGood ? 30 : [80, 60, 80])
  if (!isLoud) return
  audio ??= new AudioContext()
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = isGood ? 880 : 220
  volume.gain.setValueAtTime(0.15, audio.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.25)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + 0.25)
}

function say(words: string, isGood: boolean): void {
  said.hidden = words === ''
  said.textContent = words
  said.classList.toggle('bad', !isGood)
}

// Asking the server

class Refused extends Error {}

async function ask<T>(path: string, body: unknown): Promise<T> {
  const answer = await fetch(`/till/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.status === 401) location.assign('/till')
  if (answer.ok) return (await answer.json()) as T
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string }
  throw new Refused(problem.detail ?? words.failed)
}

let isBusy = false

/** One thing at a time; without a connection `offline` says what then. */
async function attempt(work: () => Promise<Shown>, offline: () => void | Promise<void>): Promise<void> {
  if (isBusy) return
  isBusy = true
  try {
    const shown = await work()
    show(shown.html)
    say(shown.said, true)
    sound(true)
  } catch (error) {
    if (error instanceof Refused) {
      say(error.message, false)
      sound(false)
    } else await offline()
  } finally {
    isBusy = false
  }
}

function show(html: string): void {
  guest.innerHTML = html
  guest.querySelector<HTMLElement>('h2')?.scrollIntoView({ block: 'nearest' })
}

const find = (code: string): Promise<void> =>
  attempt(
    () => ask<Shown>('find', { text: code, ...shownGuest() }),
    () => showOffline(code),
  )

/** Whose screen it is while a code for everybody is typed. */
function shownGuest(): { whose?: string } {
  const whose = guest.querySelector<HTMLElement>('section')?.dataset.member
  return whose === undefined ? {} : { whose }
}

// Without a connection: a stamp or an amount for the code that was scanned, signed and kept until there is one.

const readQueue = (): Queued[] => JSON.parse(localStorage.getItem(queueName) ?? '[]') as Queued[]

function writeQueue(queue: Queued[]): void {
  localStorage.setItem(queueName, JSON.stringify(queue))
  const note = byId('queue')
  note.hidden = queue.length === 0
  const digits = new Intl.NumberFormat(document.documentElement.lang === 'fa' ? 'fa-IR' : 'en')
  note.textContent = `${note.dataset.one ?? ''} ${digits.format(queue.length)}`
}

function showOffline(code: string): void {
  if (!/^(RC[0-9A-V]{40,}|RG[2-9A-T]{10}\d{8}|[2-9A-T]{5}[\s-]?[2-9A-T]{5})$/i.test(code.trim())) {
    say(words.offline ?? '', false)
    sound(false)
    return
  }
  const section = document.createElement('section')
  section.className = 'guest'
  section.dataset.number = code.trim()
  const add = (tag: string, content: string, fields: Record<string, string> = {}): HTMLElement => {
    const element = document.createElement(tag)
    element.textContent = content
    for (const [name, value] of Object.entries(fields)) element.setAttribute(name, value)
    section.append(element)
    return element
  }
  add('h2', words.unknown ?? '')
  add('button', words.plusOne ?? '', { class: 'big', 'data-deed': 'stamp' })
  const form = add('form', '', { class: 'amount', 'data-deed': 'earn' })
  const label = Object.assign(document.createElement('label'), { className: 'label', htmlFor: 'amount' })
  label.textContent = words.amount ?? ''
  const input = Object.assign(document.createElement('input'), { id: 'amount', name: 'amount', inputMode: 'decimal' })
  const button = document.createElement('button')
  button.textContent = words.earn ?? ''
  form.append(label, input, button)
  add('button', words.next ?? '', { class: 'quiet', 'data-close': '' })
  guest.replaceChildren(section)
  say(words.offline ?? '', false)
  sound(true)
}

async function keep(kind: Queued['kind'], code: string, amount: string, key: string): Promise<void> {
  const queue = readQueue()
  const isFull = queue.length >= mostQueued
  // Only a page that came over https (or from this machine) can sign.
  if (isFull || !crypto.subtle || code === '') {
    say(words.failed ?? '', false)
    sound(false)
    return
  }
  const at = new Date().toISOString()
  const signature = await sign([key, code, kind, amount, at].join('|'))
  if (!queue.some((one) => one.key === key)) queue.push({ key, text: code, kind, amount, at, signature })
  writeQueue(queue)
  guest.replaceChildren()
  say(words.kept ?? '', true)
  sound(true)
}

async function sign(content: string): Promise<string> {
  const raw = fromBase64(words.key ?? '')
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(content)))
  return btoa(String.fromCharCode(...mac))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

const fromBase64 = (content: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(content.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))

let isSending = false

async function send(): Promise<void> {
  const queue = readQueue()
  if (isSending || queue.length === 0) return
  isSending = true
  try {
    const { done } = await ask<{ done: { key: string; problem: string | null }[] }>('sync', { queue })
    const sent = new Set(done.map(({ key }) => key))
    writeQueue(readQueue().filter(({ key }) => !sent.has(key)))
    const problems = done.flatMap(({ problem }) => problem ?? [])
    if (problems.length > 0) say(`${words.refused} ${[...new Set(problems)].join(' ')}`, false)
  } catch {
    // Still no connection: it stays.
  } finally {
    isSending = false
  }
}

// What the buttons of a guest do

type Deed = { kind: string; amount?: string }

let pressed: { what: string; key: string } | undefined

/** The same press again, after an answer that was lost, has the same key; another one has another. */
function keyFor(what: string): string {
  if (pressed?.what !== what) pressed = { what, key: newKey() }
  return pressed.key
}

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function act(section: HTMLElement, { kind, amount = '' }: Deed, rewardId: string): Promise<void> {
  const { member: memberId, ticket = '', number = '', voucher = '', whose = '' } = section.dataset
  const key = keyFor([memberId, number, voucher, kind, amount, rewardId].join('|'))
  const offline = (): void | Promise<void> =>
    kind === 'stamp' || kind === 'earn' ? keep(kind, number, amount, key) : say(words.noRedeem ?? '', false)
  if (memberId === undefined && voucher === '') {
    await offline()
    pressed = undefined
    return
  }
  const given = {
    ...(voucher === '' ? { memberId } : { code: voucher, ...(whose === '' ? {} : { memberId: whose }) }),
    ...(rewardId === '' ? {} : kind === 'plan' ? { planId: rewardId } : { rewardId }),
    ...(amount === '' && kind !== 'earn' && kind !== 'points_off' && kind !== 'cash_off' ? {} : { amount }),
  }
  await attempt(async () => {
    const shown = await ask<Shown>('do', { key, deed: { kind, ...given }, ...shownTicket(ticket) })
    pressed = undefined
    return shown
  }, offline)
}

const shownTicket = (ticket = ''): { ticket?: string } => (ticket === '' ? {} : { ticket })

const amountIn = (section: HTMLElement): string =>
  section.querySelector<HTMLInputElement>('#amount')?.value.trim() ?? ''

guest.addEventListener('click', (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>('button')
  const section = button?.closest<HTMLElement>('section')
  if (!button || !section) return
  const { deed, undo, open, close, reward = '', plan = '' } = button.dataset
  if (close !== undefined) {
    guest.replaceChildren()
    say('', true)
  } else if (open)
    void attempt(
      () => ask<Shown>('find', { memberId: open }),
      () => say(words.offline ?? '', false),
    )
  else if (undo)
    void attempt(
      () => ask<Shown>('undo', { deedId: undo, ...shownTicket(section.dataset.ticket) }),
      () => say(words.noRedeem ?? '', false),
    )
  else if (deed) void act(section, { kind: deed, amount: deed === 'plan' ? '' : amountIn(section) }, reward || plan)
})

guest.addEventListener('submit', (event) => {
  event.preventDefault()
  const section = (event.target as HTMLElement).closest<HTMLElement>('section')
  if (section) void act(section, { kind: 'earn', amount: amountIn(section) }, '')
})

let asking: ReturnType<typeof setTimeout> | undefined

guest.addEventListener('input', (event) => {
  const section = (event.target as HTMLElement).closest<HTMLElement>('section')
  const quote = section?.querySelector('output')
  const memberId = section?.dataset.member
  clearTimeout(asking)
  if (!section || !quote || !memberId) return
  asking = setTimeout(async () => {
    const amount = amountIn(section)
    quote.textContent = ''
    if (amount === '') return
    const answer = await ask<{ said: string }>('quote', { memberId, amount }).catch((error: unknown) => ({
      said: error instanceof Refused ? error.message : '',
    }))
    if (amountIn(section) === amount) quote.textContent = answer.said
  }, 200)
})

byId('find').addEventListener('submit', (event) => {
  event.preventDefault()
  const typed = text.value
  text.value = ''
  void find(typed)
})

byId('sound').addEventListener('click', () => {
  isLoud = !isLoud
  localStorage.setItem('till-sound', isLoud ? 'on' : 'off')
  byId('sound').setAttribute('aria-pressed', String(isLoud))
})
byId('sound').setAttribute('aria-pressed', String(isLoud))

// A USB scanner is a keyboard, and a fast one. It is read by the places of its keys: the layout may be anybody's.

let typed = ''
let lastKey = 0

document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.timeStamp - lastKey > 500) typed = ''
  lastKey = event.timeStamp
  if (event.code === 'Enter' || event.code === 'NumpadEnter') {
    if (typed.length < 6) return
    event.preventDefault()
    void find(typed)
    typed = ''
  } else typed += /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1] ?? ''
})

// The camera

let stream: MediaStream | undefined

async function detector(): Promise<Detector> {
  const Native = (window as unknown as { BarcodeDetector?: new (options: object) => Detector }).BarcodeDetector
  if (Native) return new Native({ formats: ['qr_code'] })
  const { decodeQR } = (await import('/till/qr/decode.js' as string)) as {
    decodeQR: (image: { width: number; height: number; data: Uint8ClampedArray }) => string
  }
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return {
    detect: async (video) => {
      canvas.width = video.videoWidth
      canvas.height = video.videoHeight
      if (!context || canvas.width === 0) return []
      context.drawImage(video, 0, 0)
      try {
        return [{ rawValue: decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)) }]
      } catch {
        return []
      }
    },
  }
}

function stopCamera(): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
  stream = undefined
  const box = till.querySelector<HTMLElement>('.camera')
  if (box) box.hidden = true
}

byId('scan').addEventListener('click', async () => {
  if (stream) {
    stopCamera()
    return
  }
  const video = byId('camera') as HTMLVideoElement
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  } catch {
    say(words.noCamera ?? '', false)
    return
  }
  video.srcObject = stream
  till.querySelector<HTMLElement>('.camera')?.removeAttribute('hidden')
  await video.play()
  const reader = await detector()
  const look = async (): Promise<void> => {
    if (!stream) return
    const [found] = await reader.detect(video).catch(() => [])
    if (found) {
      stopCamera()
      await find(found.rawValue)
    } else setTimeout(look, 120)
  }
  void look()
})

writeQueue(readQueue())
void send()
window.addEventListener('online', () => void send())
setInterval(() => void send(), 15_000)
if ('serviceWorker' in navigator)
  void navigator.serviceWorker.register('/till/worker.js', { scope: '/till' }).catch(() => {})
