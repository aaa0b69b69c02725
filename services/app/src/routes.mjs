import { json } from './reply.mjs'

const compile = (route) => ({ ...route, pattern: new RegExp(`^${route.path.replace(':id', '(?<id>[^/]+)')}$`) })

const answers = (route, method) => route.method === method || (route.method === 'GET' && method === 'HEAD')

const refusal = (here) => {
  if (here.length === 0) return { path: 'unknown', answer: () => json(404, { error: 'no such path' }) }
  const allow = here.map((route) => route.method).join(', ')
  return { path: here[0].path, answer: () => json(405, { error: `use ${allow}` }, { allow }) }
}

/** Finds the route of a request among `{ method, path, answer, quiet }`; an unknown one gets a route that refuses. */
export const createFinder = (routes) => {
  const compiled = routes.map(compile)
  return (method, path) => {
    const here = compiled.filter((route) => route.pattern.test(path))
    const route = here.find((each) => answers(each, method)) ?? refusal(here)
    return { ...route, id: route.pattern?.exec(path).groups?.id }
  }
}
