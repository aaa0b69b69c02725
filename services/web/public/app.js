import { api, byId, element, onSubmit } from './page.js'
import { followHealth, show } from './health.js'
import { submitJob } from './jobs.js'

const notes = new Map()

const noteItem = ({ id, text, createdAt }) => {
  const time = element('time', new Date(createdAt).toLocaleString(), { dateTime: createdAt })
  return element('li', text, { value: id }, [time])
}

const addNote = (note) => {
  if (notes.has(note.id)) return
  const item = noteItem(note)
  notes.set(note.id, item)
  // Newest first, whatever the order of arrival.
  const next = [...byId('notes').children].find((each) => each.value < note.id)
  byId('notes').insertBefore(item, next ?? null)
}

const showCount = async () => {
  const { count, cache } = await api('/api/notes/count')
  byId('count').textContent = `${count} in total (cache ${cache})`
}

const loadNotes = async () => {
  const { notes: newest } = await api('/api/notes')
  newest.toReversed().forEach(addNote)
  await showCount()
}

// hello comes at the start and after every gap: what was missed is in the list.
const followEvents = () => {
  const source = new EventSource('/api/events')
  source.addEventListener('hello', () => {
    show('live', 'yes', true)
    loadNotes().catch(() => {})
  })
  source.addEventListener('note', ({ data }) => {
    addNote(JSON.parse(data))
    showCount().catch(() => {})
  })
  source.addEventListener('error', () => {
    show('live', 'no', false)
    // The browser retries a broken stream, but gives up on one that was refused.
    if (source.readyState === EventSource.CLOSED) setTimeout(followEvents, 3000)
  })
}

onSubmit('add-note', async (form) => {
  addNote(await api('/api/notes', { text: form.elements.text.value }))
  form.reset()
})
onSubmit('add-job', (form) => submitJob(Number(form.elements.n.value)))
followEvents()
followHealth()
