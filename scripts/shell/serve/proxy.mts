import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { redirectAnswer } from '../../serve/answer.mts'
import { routerOf, type Decision, type Passing } from '../../serve/route.mts'
import type { ProxyConfig } from '../../targets/serve-config.mts'
import { give, refuse } from './answer.mts'
import { pass } from './pass.mts'
import type { Handlers } from './server.mts'
import { upgrade } from './upgrade.mts'
import { endVisit, type Visit } from './visit.mts'

/** A proxy in front of services: each request goes where the core decides. */
export const proxyHandlers = (config: ProxyConfig): Handlers => {
  const decide = routerOf(config)
  const decisionOn = ({ url = '', headers }: IncomingMessage): Decision =>
    decide({ target: url, host: headers.host, upgrade: headers.upgrade, length: Number(headers['content-length'] ?? 0) })
  const follow = (decision: Decision, request: IncomingMessage, response: ServerResponse, visit: Visit): void => {
    if (decision.do === 'refuse') refuse(response, visit, decision.status)
    else if (decision.do === 'redirect') give(response, visit, redirectAnswer(decision.to))
    else pass(request, response, visit, decision, config.bodyLimit)
  }
  return {
    request: (request, response, visit) => follow(decisionOn(request), request, response, visit),
    isUpgrade: (request) => isWebsocket(decisionOn(request)),
    upgrade: (request, socket, head, visit) => {
      const decision = decisionOn(request)
      const response = responseOn(socket, request)
      let isOpen = false
      socket.once('close', () => endVisit(visit, isOpen ? 101 : response.headersSent ? response.statusCode : Number(visit.upstreamStatus) || 499))
      // A Node that asks nobody hands every upgrade over, also those that are not let pass.
      if (!isWebsocket(decision)) return follow(hasBody(request) ? { do: 'refuse', status: 501 } : decision, request, response, visit)
      upgrade(request, socket, head, visit, decision, { opened: () => { isOpen = true }, refuse: (status) => refuse(response, visit, status) })
    },
  }
}

const isWebsocket = (decision: Decision): decision is Passing => decision.do === 'pass' && decision.isWebsocket

const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** An ordinary answer on a connection that was to be upgraded; it is the last one there. */
const responseOn = (socket: Socket, request: IncomingMessage): ServerResponse => {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  return response.once('finish', () => socket.end())
}
