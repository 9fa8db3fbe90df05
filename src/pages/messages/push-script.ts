/** What the preference centre and its worker run, so that a browser gets notices. Served as files: the pages allow no other script. */
export const pushScript = `const button = document.querySelector('button[data-push]')
const words = document.querySelector('[data-push-words]')
if (button && 'serviceWorker' in navigator && 'PushManager' in window) {
  button.closest('section').hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied')
      await navigator.serviceWorker.register('/m/push-worker.js', { scope: '/m/' })
      const worker = await navigator.serviceWorker.ready
      const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: button.dataset.push })
      const { endpoint, keys } = subscription.toJSON()
      const answer = await fetch(location.pathname + '/push', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ endpoint, keys }),
      })
      if (!answer.ok) throw new Error(String(answer.status))
      words.textContent = words.dataset.done
      button.hidden = true
    } catch {
      words.textContent = words.dataset.failed
      button.disabled = false
    }
  })
}
`

export const pushWorker = `self.addEventListener('push', (event) => {
  const note = event.data ? event.data.json() : { title: '', text: '' }
  event.waitUntil(self.registration.showNotification(note.title, {
    body: note.text,
    lang: note.locale,
    dir: note.locale === 'fa' ? 'rtl' : 'ltr',
    tag: note.id,
    data: { url: note.url },
  }))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const url = event.notification.data && event.notification.data.url
  if (url && /^https?:/.test(url)) event.waitUntil(clients.openWindow(url))
})
`
