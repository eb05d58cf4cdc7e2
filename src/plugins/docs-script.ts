/** The script of the page: search, language, links to folded parts, trying out. It is plain code of the browser, and small. */
export const SCRIPT = `'use strict'
const all = selector => [...document.querySelectorAll(selector)]
const byId = id => document.getElementById(id)
const kept = name => { try { return sessionStorage.getItem('posthorn-docs-' + name) } catch { return null } }
const keep = (name, value) => { try { sessionStorage.setItem('posthorn-docs-' + name, value) } catch {} }

// The examples call this server.
const base = new URL('.', document.querySelector('script[src]').src).href.replace(/\\/docs\\/$/, '')
for (const code of all('.samples code')) code.textContent = code.textContent.replaceAll('http://127.0.0.1:8071', base)

const operations = all('.operation')
const groups = all('.group')
byId('search').addEventListener('input', event => {
  const words = event.target.value.toLowerCase().split(/\\s+/).filter(word => word !== '')
  let found = 0
  for (const one of operations) {
    one.hidden = !words.every(word => one.dataset.words.includes(word))
    if (!one.hidden) found++
  }
  for (const group of groups) {
    const isFound = group.querySelector('.operation:not([hidden])') !== null
    group.hidden = words.length > 0 && !isFound
    group.open = words.length > 0 && isFound
  }
  byId('found').textContent = words.length === 0 ? '' : found + ' found'
})
all('[role=search]')[0].addEventListener('submit', event => event.preventDefault())
document.addEventListener('keydown', event => {
  if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
  event.preventDefault()
  byId('search').focus()
})

const language = byId('language')
const speak = () => { document.body.dataset.language = language.value; keep('language', language.value) }
language.value = kept('language') ?? 'curl'
language.addEventListener('change', speak)
speak()
byId('token').value = kept('token') ?? ''
byId('token').addEventListener('change', event => keep('token', event.target.value))

const unfold = byId('unfold')
unfold.addEventListener('click', () => {
  const open = unfold.textContent === 'Unfold all'
  for (const part of [...groups, ...operations]) part.open = open
  unfold.textContent = open ? 'Fold all' : 'Unfold all'
})

const show = () => {
  const target = byId(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  for (let part = target; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true
  target.scrollIntoView()
}
addEventListener('hashchange', show)
for (const one of operations) one.addEventListener('toggle', () => { if (one.open) history.replaceState(null, '', '#' + one.id) })
show()

const send = async form => {
  const { method, token } = form.dataset
  const fields = new FormData(form)
  const headers = {}
  if (token !== undefined && byId('token').value !== '') headers.authorization = 'Bearer ' + byId('token').value
  const body = fields.get('body')
  const began = performance.now()
  const answer = await fetch(base + fields.get('url'), { method, headers, ...body ? { body } : {} })
  const text = await answer.text()
  const took = Math.round(performance.now() - began)
  const pretty = () => { try { return JSON.stringify(JSON.parse(text), null, 2) } catch { return text } }
  return answer.status + ', ' + took + ' ms\\n' + pretty()
}
for (const form of all('.try form')) {
  form.addEventListener('submit', event => {
    event.preventDefault()
    const output = form.querySelector('output')
    output.textContent = '…'
    send(form).then(text => { output.textContent = text }, error => { output.textContent = String(error) })
  })
}
`
