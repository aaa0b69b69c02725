import type { Route } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { isAtLeast } from './version.mts'

/** Whether HTTP/1 and HTTP/2 can share a port without TLS (`http2 on`). */
export const canServeHttp2 = (version: string): boolean => isAtLeast(version, '1.25.1')

/** Whether an upstream follows its name (`resolve`); before, only a variable in `proxy_pass` does. */
export const canResolve = (version: string): boolean => isAtLeast(version, '1.27.3')

/** Whether a name that is not ours can end at the handshake. */
export const canReject = (version: string): boolean => isAtLeast(version, '1.19.4')

/** Whether the keys of session tickets change by themselves; those that stay are not for use. */
export const changesTicketKeys = (version: string): boolean => isAtLeast(version, '1.23.2')

/** The host as the client wrote it, with its port: checked against the one a request line may carry, where nginx can tell. */
export const hostVariable = (version: string): string => isAtLeast(version, '1.29.3') ? '$host$is_request_port$request_port' : '$http_host'

/** Every route of an environment. */
export const routesOf = ({ workloads }: Pick<Environment, 'workloads'>): readonly Route[] => workloads.flatMap(({ routes }) => routes)

/** Whether an old nginx can give the whole port to HTTP/2. */
export const isGrpcOnly = (routes: readonly Route[]): boolean => routes.length > 0 && routes.every(isGrpc)

/** Whether a route speaks gRPC. */
export const isGrpc = ({ port }: Pick<Route, 'port'>): boolean => port.protocol === 'grpc'
