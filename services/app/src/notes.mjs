import { readObject } from './body.mjs'
import { parseId } from './id.mjs'

const COLUMNS = 'id, text, created_at as "createdAt"'
const LONGEST = 1000

const check = (text) => {
  if (typeof text !== 'string' || text.trim() === '') return 'text: a string that is not blank is needed'
  if ([...text].length > LONGEST) return `text: at most ${LONGEST} characters`
  // PostgreSQL cannot store these.
  if (text.includes('\0') || !text.isWellFormed()) return 'text: no NUL and no half surrogate pairs'
}

const add = async (request, database) => {
  const { text } = await readObject(request)
  const error = check(text)
  if (error) return { status: 400, json: { error } }
  const [note] = await database.query(`insert into notes (text) values ($1) returning ${COLUMNS}`, [text])
  return { status: 201, json: note, headers: { location: `/api/notes/${note.id}` } }
}

const one = async (id, database) => {
  const [note] = await database.query(`select ${COLUMNS} from notes where id = $1`, [parseId(id)])
  return note ? { json: note } : { status: 404, json: { error: 'no such note' } }
}

const newest = async (database) => ({
  json: { notes: await database.query(`select ${COLUMNS} from notes order by id desc limit 100`) },
})

const count = async (database, cache, reads) => {
  const load = async () => (await database.query('select count(*)::int as count from notes'))[0].count
  const found = await cache.through('notes:count', 5, load)
  reads.add({ result: found.cache })
  return { json: { count: found.value, cache: found.cache } }
}

/** The routes of notes: stored in PostgreSQL, counted through the cache. */
export const noteRoutes = ({ database, cache, metrics }) => {
  const reads = metrics.counter('cache_reads_total', 'Reads through the cache by result')
  return [
    { method: 'GET', path: '/api/notes', answer: () => newest(database) },
    { method: 'POST', path: '/api/notes', answer: ({ request }) => add(request, database) },
    { method: 'GET', path: '/api/notes/count', answer: () => count(database, cache, reads) },
    { method: 'GET', path: '/api/notes/:id', answer: ({ id }) => one(id, database) },
  ]
}
