/** The number in a path such as /api/notes/7. */
export const parseId = (text) => {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (id >= 1 && id <= 2147483647) return id
  throw Object.assign(new Error('the id is not a positive whole number'), { status: 400 })
}
