import type { Route } from '../kinds/workload.mts'

/** Where a route leads, as the name of an upstream; gRPC keeps its own, for its idle connections speak HTTP/2. */
export const upstreamOf = ({ service, port }: Route): string => `${service}${port.protocol === 'grpc' ? '_grpc' : ''}_${port.number}`

/** The same as a name and a port. */
export const addressOf = ({ service, port }: Route): string => `${service}:${port.number}`
