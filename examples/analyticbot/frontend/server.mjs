// A stand-in for the Node frontend: one page, that asks the API from the browser.
import { createServer } from 'node:http'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>analyticbot</title>
<h1>analyticbot</h1>
<pre data-path="/api/needs">…</pre>
<pre data-path="/api/tasks">…</pre>
<script type="module" src="/app.js"></script>
</html>
`
const script = `for (const block of document.querySelectorAll('pre')) {
  block.textContent = await fetch(block.dataset.path).then((response) => response.text(), (error) => error.message)
}
`
const answers = {
  '/': ['text/html; charset=utf-8', page],
  '/app.js': ['text/javascript', script],
  '/health': ['application/json', '{"status":"ok"}\n'],
}

const server = createServer((request, response) => {
  const [type, body] = answers[request.url.split('?')[0]] ?? []
  response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body ?? 'not found\n')
})

// Longer than nginx keeps an idle connection, so that it never writes into one that is closing.
server.keepAliveTimeout = 65_000
server.listen(Number(process.env.PORT), () => console.log(`serving on ${process.env.PORT}`))

const stop = () => {
  server.close()
  server.closeIdleConnections()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
