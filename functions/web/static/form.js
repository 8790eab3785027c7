/*
 * Saves typing in the report form: a draft goes to the server some seconds after typing stops, at most every 10 seconds, and when the page is
 * left. Until the server has it, it lies in this browser, so that a closed tab loses nothing. Everything works without this file.
 */
;(() => {
  const PAUSE = 2_000
  const EVERY = 10_000
  const AGAIN = 30_000
  const key = (path) => `yuebao:${path}`
  const keep = (path, value) => {
    try {
      if (value) localStorage.setItem(key(path), JSON.stringify(value))
      else localStorage.removeItem(key(path))
    } catch {
      // A full or forbidden store: the server's draft remains.
    }
  }
  const keptAt = (path) => {
    try {
      return JSON.parse(localStorage.getItem(key(path)))
    } catch {
      return null
    }
  }

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
  document.getElementById('errors')?.focus()
  // The receipt proves that the server has the text.
  if (location.pathname.endsWith('/receipt')) keep(location.pathname.slice(0, -8))

  const form = document.getElementById('report')
  const status = document.getElementById('saved')
  if (!form || !status) return
  const path = form.getAttribute('action')
  const version = form.elements.namedItem('version')
  const OWN = ['_token', 'version', 'act']
  const fields = () => [...new FormData(form)].filter(([name]) => !OWN.includes(name))
  const text = () => JSON.stringify(fields())
  const say = (...words) => status.replaceChildren(...words)
  const button = (words, act) => {
    const made = document.createElement('button')
    made.className = 'plain'
    made.type = 'button'
    made.textContent = words
    made.addEventListener('click', act)
    return made
  }

  let saved = text()
  let timer = 0
  let last = 0
  let stopped = false
  let leaving = false
  let underway = null

  const put = (pairs) => {
    const boxes = [...form.elements].filter((field) => ['checkbox', 'radio'].includes(field.type))
    for (const box of boxes) box.checked = pairs.some(([name, value]) => name === box.name && value === box.value)
    for (const [name, value] of pairs) {
      const field = form.elements.namedItem(name)
      if (field?.form && !boxes.includes(field)) field.value = value
    }
  }

  const show = (answer) => {
    version.value = answer.version
    say(answer.says)
    const bar = status.closest('.bar')
    const progress = bar.querySelector('progress')
    if (progress) {
      progress.value = answer.ready
      bar.querySelector('strong').textContent = `已填${answer.ready}/${progress.max}`
    }
    for (const { task, letter, word } of answer.states) {
      const place = document.querySelector(`[data-state="${task}"] .state`)
      if (!place) continue
      place.firstElementChild.className = `mark mark-${{ 零: 'zero', 填: 'filled', 空: 'empty' }[letter]}`
      place.firstElementChild.textContent = letter
      place.lastElementChild.textContent = word
    }
  }

  const refused = ({ code, title, detail, todo }) => {
    stopped = code !== 'input.invalid'
    if (code === 'report.conflict')
      say(
        '没有保存：有人先保存了。',
        button('看两份内容', () => form.requestSubmit(form.querySelector('[value=save]'))),
      )
    else say(`${title}。${detail}${todo}`)
  }
  const AWAY = {
    title: '没有保存：登录已过期',
    detail: '内容存在这台电脑上，',
    todo: '重新登录后打开这份月报就能取回。',
  }

  const send = async (keepalive) => {
    const sent = text()
    const body = new URLSearchParams([...new FormData(form)])
    last = Date.now()
    try {
      const response = await fetch(path, {
        method: 'POST',
        body,
        keepalive: keepalive && `${body}`.length < 60_000,
        headers: { accept: 'application/json', 'x-csrf-token': body.get('_token') },
      })
      const json = response.headers.get('content-type')?.includes('json')
      const answer = json ? await response.json() : AWAY
      if (!json || !response.ok) return refused(answer)
      saved = sent
      show(answer)
      if (text() === sent) keep(path)
      else plan()
    } catch {
      say('没有保存：网络不通。内容存在这台电脑上，过一会儿再试。')
      plan(AGAIN)
    }
  }

  const save = (keepalive) => {
    clearTimeout(timer)
    if (stopped || leaving || underway || text() === saved) return
    underway = send(keepalive).finally(() => {
      underway = null
    })
  }
  const plan = (wait = Math.max(PAUSE, last + EVERY - Date.now())) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(save, wait)
  }

  form.addEventListener('input', () => {
    keep(path, { version: version.value, fields: fields() })
    plan()
  })
  document.addEventListener('visibilitychange', () => document.hidden && save(true))
  addEventListener('pagehide', () => save(true))
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    if (underway && !leaving) {
      // The draft on its way moves the version that this form carries: let it arrive first.
      event.preventDefault()
      underway.finally(() => form.requestSubmit(event.submitter))
    }
    leaving = true
  })

  const kept = keptAt(path)
  if (kept && JSON.stringify(kept.fields) === saved) document.getElementById('errors') ?? keep(path)
  else if (kept?.version === version.value) {
    put(kept.fields)
    say('已取回上次没有保存的内容。')
    plan()
  } else if (kept) {
    const back = () => {
      put(kept.fields)
      say('已取回，请核对后保存。')
      plan()
    }
    const drop = () => {
      keep(path)
      say('')
    }
    say('您上次写的没有保存上，后来月报又保存过。', button('取回', back), ' ', button('不要', drop))
  }
})()
