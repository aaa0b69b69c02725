/** The element with an id. */
export const byId = (id) => document.getElementById(id)

/** A new element with text, properties and children. */
export const element = (name, text, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(text, ...children)
  return made
}

/** The JSON the API answers; with a body it is a POST. A refusal is an error with the API's own words. */
export const api = async (path, body) => {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { signal: AbortSignal.timeout(10000), ...init })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`)
  return answer
}

/** Runs `work` when a form is sent; its error is shown below the form. */
export const onSubmit = (id, work) => {
  const form = byId(id)
  const button = form.querySelector('button')
  const message = form.querySelector('.message')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    message.textContent = ''
    button.disabled = true
    await work(form).catch((error) => {
      message.textContent = error.message
    })
    button.disabled = false
  })
}
