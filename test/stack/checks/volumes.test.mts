import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf } from '../reading.mts'

const test = suite('checks: volumes')

const api = (keys: string): string => `name: shop\nservices:\n  api: { kind: container, image: a, ${keys} }\n`

test('names, folders and absolute paths are volumes', () => {
  assert.equal(caught(api('volumes: [data:/data, ./conf:/conf:ro, /etc/localtime:/etc/localtime:ro, { name: more, path: /more }, { bind: ./x, path: /x, read_only: true }, { tmpfs: true, path: /t, size: 64M }]')), [])
})

test('anything else is none', () => {
  for (const volume of ['/data', './data', 'data:data', 'Data:/data', '"data:/data:rx"', '~/data:/data', 'a:b:c:d', '"${HOME}/x:/x"', '{ path: /data }', '{ name: a, bind: ./a, path: /data }', '{ tmpfs: false, path: /t }']) {
    assert.equal(caught(api(`volumes: [▸${volume}]`)), ['bad-volume'], volume)
  }
  assert.match(messagesOf(api('volumes: ["${HOME}/x:/x"]')).join(), 'is expanded in variables')
  assert.match(messagesOf(api('volumes: [{ path: /data }]')).join(), 'write one of `name:`, `bind:` and `tmpfs: true`')
})

test('two volumes do not stand at one path', () => {
  assert.equal(caught(api('volumes: [a:/data, ▸b:/data]')), ['volume-clash'])
  assert.equal(caught(api('volumes: [a:/data, ▸b:/data/]')), ['volume-clash'])
  assert.equal(caught(api('volumes: [a:/data, b:/data/more]')), [])
})

test('the project folder is never mounted whole', () => {
  assert.equal(caught(api('volumes: [▸.:/app]')), ['project-mounted'])
  assert.equal(caught(api('volumes: [▸./:/app, { bind: ./src, path: /src }]')), ['project-mounted'])
  assert.equal(caught(api('dev: { mount: { ▸.: /app } }')), ['project-mounted'])
  assert.equal(caught(api('dev: { mount: { ./src: /app/src } }')), [])
})

test('a Windows drive is slow, and said to be', () => {
  assert.equal(caught(api('volumes: [▸/mnt/c/data:/data]')), ['warning drive-mount'])
  assert.equal(caught(api('volumes: [/mnt/data:/data, /mnt/disk1/x:/x]')), [])
})

test.run()
