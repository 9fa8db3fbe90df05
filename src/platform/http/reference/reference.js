// Without this file the page still shows everything; it only hides what does not match and opens what a link points at.
const search = document.getElementById('search')
const nothing = document.getElementById('nothing')

search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const operation of document.querySelectorAll('.operation')) {
    const text = operation.querySelector('summary').textContent.toLowerCase()
    operation.hidden = !words.every((word) => text.includes(word))
  }
  for (const section of document.querySelectorAll('main > section')) {
    section.hidden = words.length > 0 && !section.querySelector('.operation:not([hidden])')
  }
  nothing.hidden = document.querySelector('.operation:not([hidden])') !== null
})

function openTarget() {
  const target = document.getElementById(location.hash.slice(1))
  if (target?.matches('details')) target.open = true
}

addEventListener('hashchange', openTarget)
openTarget()
