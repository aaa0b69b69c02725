import type { Probe } from '../stack/service-probe.mts'
import type { ProbeRuntime } from './kind.mts'
import type { Port } from './workload.mts'

type Asked = { readonly path?: string; readonly port: number }

/** Fails unless the answer is 2xx or 3xx: a login page is healthy, an error is not. */
const http: Readonly<Record<ProbeRuntime, (asked: Asked) => readonly string[]>> = {
  node: ({ path, port }) => ['node', '-e',
    `require('http').get(${JSON.stringify(`http://127.0.0.1:${port}${path}`)},r=>process.exit(r.statusCode<400?0:(console.log(r.statusCode),1))).on('error',e=>{console.log(e.message);process.exit(1)})`],
  python: ({ path, port }) => ['python3', '-c',
    `import http.client as h,sys;c=h.HTTPConnection('127.0.0.1',${port},timeout=5);c.request('GET',${JSON.stringify(path)});s=c.getresponse().status;print(s);sys.exit(s>=400)`],
  shell: ({ path, port }) => ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}${path}`],
}

const tcp: Readonly<Record<ProbeRuntime, (asked: Asked) => readonly string[]>> = {
  node: ({ port }) => ['node', '-e',
    `require('net').connect(${port},'127.0.0.1',()=>process.exit(0)).on('error',e=>{console.log(e.message);process.exit(1)})`],
  python: ({ port }) => ['python3', '-c', `import socket;socket.create_connection(('127.0.0.1',${port}),5)`],
  // Listening sockets, as the kernel lists them: grep is in images that have no nc.
  shell: ({ port }) => ['grep', '-qE', `:${port.toString(16).toUpperCase().padStart(4, '0')} 0+:0000 0A`, '/proc/net/tcp', '/proc/net/tcp6'],
}

/** Asks grpc.health.v1.Health/Check; a serving answer is the two bytes 08 01. */
const grpc: Readonly<Record<ProbeRuntime, (asked: Asked) => readonly string[]>> = {
  node: ({ port }) => ['node', '-e',
    `const c=require('http2').connect('http://127.0.0.1:${port}');const f=e=>{console.log(String(e));process.exit(1)};c.on('error',f);`
    + `const r=c.request({':method':'POST',':path':'/grpc.health.v1.Health/Check','content-type':'application/grpc',te:'trailers'});let b=[];`
    + `r.on('data',d=>b.push(d)).on('end',()=>Buffer.concat(b).subarray(5).equals(Buffer.from([8,1]))?process.exit(0):f('not serving')).end(Buffer.alloc(5))`],
  python: ({ port }) => ['python3', '-c',
    `import grpc,sys;a=grpc.insecure_channel('127.0.0.1:${port}').unary_unary('/grpc.health.v1.Health/Check')(b'',timeout=5);sys.exit(a!=b'\\x08\\x01')`],
  shell: ({ port }) => ['grpc_health_probe', `-addr=127.0.0.1:${port}`],
}

/** The probe a stack file asks for, in the words of what the image has; undefined when there is nothing to ask. */
export const probeCommand = (probe: Probe, runtime: ProbeRuntime, ports: readonly Port[]): readonly string[] | undefined => {
  if (probe.by === 'command') return probe.command
  if (probe.by === 'nothing') return undefined
  const port = (probe.port === undefined ? ports[0] : ports.find(({ name }) => name === probe.port))?.number
  if (port === undefined) return undefined
  return probe.by === 'path' ? http[runtime]({ path: probe.path, port }) : probe.by === 'tcp' ? tcp[runtime]({ port }) : grpc[runtime]({ port })
}
