import type { Route } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { isAtLeast } from './version.mts'

/** Whether HTTP/1 and HTTP/2 can share a port (`http2 on`). */
export const canServeHttp2 = (version: string): boolean => isAtLeast(version, '1.25.1')

/** Whether an upstream follows its name (`resolve`); before, only a variable in `proxy_pass` does. */
export const canResolve = (version: string): boolean => isAtLeast(version, '1.27.3')

/** The host as the client wrote it, with its port: checked against the one a request line may carry, where nginx can tell. */
export const hostVariable = (version: string): string => isAtLeast(version, '1.29.3') ? '$host$is_request_port$request_port' : '$http_host'

/** Every route of an environment. */
export const routesOf = ({ workloads }: Environment): readonly Route[] => workloads.flatMap(({ routes }) => routes)

/** Whether an old nginx can give the whole port to HTTP/2. */
export const isGrpcOnly = (routes: readonly Route[]): boolean => routes.length > 0 && routes.every(({ port }) => port.protocol === 'grpc')
