/*
 * Looks every two seconds how far a job is, and puts the answer in its place, so that nobody has to press 刷新. Works on pages that mark the part that
 * changes with data-watch; without this file the link does the same.
 */
;(() => {
  const EVERY = 2_000
  const look = async () => {
    const part = document.querySelector('[data-watch]')
    if (!part) return
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const now = page.getElementById(part.id)
      if (!answer.ok || !now) return
      // Where a button has the focus, it stays until it is left.
      if (!part.contains(document.activeElement) || !now.hasAttribute('data-watch')) part.replaceWith(now)
      document.title = page.title
    } catch {
      // No network for now: the next look tells.
    }
    setTimeout(look, EVERY)
  }
  setTimeout(look, EVERY)
})()
