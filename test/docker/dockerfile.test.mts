import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDockerfile } from '../../scripts/docker/dockerfile.mts'

const dockerfile = suite('docker: what a Dockerfile says')

dockerfile('the last stage counts', () => assert.equal(
  readDockerfile('FROM node AS build\nWORKDIR /src\nCMD ["a"]\nFROM node\nWORKDIR /app\nCMD ["node", "server.js"]\n'), { workdir: '/app', command: ['node', 'server.js'] }))

dockerfile('or the one that is built', () => assert.equal(
  readDockerfile('FROM node AS web\nCMD ["web"]\nFROM node AS worker\nCMD ["worker"]\n', 'web'), { command: ['web'] }))

dockerfile('a stage made from another begins with what that one says', () => assert.equal(
  readDockerfile('FROM node AS base\nWORKDIR /app\nCMD ["x"]\nFROM base AS prod\nWORKDIR sub\n'), { workdir: '/app/sub', command: ['x'] }))

dockerfile('the plain form is what a shell is given', () => assert.equal(readDockerfile('FROM node\nCMD npm start \\\n  --fast\n'), { command: ['/bin/sh', '-c', 'npm start    --fast'] }))

dockerfile('an own entry point forgets the command it inherited', () => assert.equal(
  readDockerfile('FROM node AS base\nCMD ["x"]\nFROM base\nENTRYPOINT ["y"]\n'), { entrypoint: ['y'] }))

dockerfile('comments and other instructions are passed over', () => assert.equal(readDockerfile('# CMD ["no"]\nFROM --platform=linux/amd64 node\nRUN echo CMD\ncmd ["yes"]\n'), { command: ['yes'] }))

dockerfile.run()
