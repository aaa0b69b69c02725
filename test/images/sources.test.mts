import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contextSources, type BuildSetting } from '../../scripts/images/sources.mts'

/** Sources as `line: path`, doubts after them as `line? message`. */
const reads = (text: string, setting?: BuildSetting): readonly string[] => {
  const { sources, doubts } = contextSources(text, setting)
  return [...sources.map(({ line, path, below, exclude }) => `${line}: ${path || '.'}${below === undefined ? '' : ` > ${below}`}${exclude.map((each) => ` -${each}`).join('')}`), ...doubts.map(({ line, message }) => `${line}? ${message}`)]
}

const test = suite('images: sources')

test('COPY and ADD read all but the last of their words', () => {
  assert.equal(reads('FROM a\nCOPY a ./b/ /c/../d dest/\nADD . /\nCOPY --chown=1:1 --link e /\nCOPY ["f g", "h", "/i/"]'), ['2: a', '2: b', '2: d', '3: .', '4: e', '5: f g', '5: h'])
})

test('lines that go on, comments in between and Windows\' line ends change nothing', () => {
  assert.equal(reads('FROM a\r\ncopy a \\\r\n# what follows too\r\n\r\n  b \\\r\n  /d\r\nCOPY c /\r\n'), ['2: a', '2: b', '7: c'])
  assert.equal(reads('# escape=`\nFROM a\nCOPY a `\n b /d\n'), ['3: a', '3: b'])
})

test('other stages, images, addresses and texts in the Dockerfile are no paths of the context', () => {
  assert.equal(reads('FROM a AS b\nFROM c\nCOPY --from=b /x /\nCOPY --from=nginx:1 /y /\nADD https://example.com/z.tar git@example.com:a/b.git w /\nCOPY <<A <<"B" v /to/\nCOPY u /\nA\nADD t /\nB\nRUN <<EOF\nCOPY s /\nEOF\n'), ['5: w', '6: v'])
})

test('only stages that the target needs are read', () => {
  const text = `FROM a AS tools
COPY tools /
FROM b AS unused
COPY unused /
FROM tools AS dependencies
COPY package*.json ./
FROM dependencies AS build
COPY . .
FROM nginx AS production
COPY --from=build /dist /dist
COPY nginx.conf /etc/`
  assert.equal(reads(text), ['2: tools', '6: package*.json', '8: .', '11: nginx.conf'])
  assert.equal(reads(text, { target: 'dependencies' }), ['2: tools', '6: package*.json'])
  assert.equal(reads(text, { target: 'UNUSED' }), ['4: unused'])
  assert.equal(reads(text, { target: '0' }), ['2: tools'])
  assert.equal(reads(text, { target: 'prod' }), ['1? there is no stage `prod`: the stages are tools, unused, dependencies, build, production'])
})

test('a context of its own comes before the stage of its name', () => {
  assert.equal(reads('FROM a AS deps\nCOPY one /\nFROM b\nCOPY --from=deps /x /\nCOPY two /', { contexts: ['deps'] }), ['5: two'])
})

test('a stage is found by its number, and by its name in any case', () => {
  assert.equal(reads('FROM a\nCOPY one /\nFROM b AS Two\nCOPY two /\nFROM c\nCOPY --from=0 /x /\nCOPY --from=TWO /y /'), ['2: one', '4: two'])
})

test('what RUN mounts is read too', () => {
  assert.equal(reads('FROM a AS b\nCOPY z /\nFROM c\nRUN --mount=type=bind,source=go.mod,target=go.mod --mount=type=cache,target=/x make\nRUN --mount=target=. make\nRUN --mount=type=bind,from=b,source=/q,target=/r make\nRUN --mount=type=secret,id=s make'), ['2: z', '4: go.mod', '5: .'])
})

test('ONBUILD is read by the stages made from its own', () => {
  assert.equal(reads('FROM a AS base\nONBUILD COPY kept /\nONBUILD RUN make'), [])
  assert.equal(reads('FROM a AS base\nONBUILD COPY kept /\nFROM base\nCOPY own /'), ['2: kept', '4: own'])
})

test('options of COPY belong to its sources', () => {
  assert.equal(reads('FROM a\nCOPY --exclude=*.md --exclude="b" a /\nCOPY --parents ./x/./y/*.txt z /\nCOPY --parents=false w /'), ['2: a -*.md -b', '3: x > y/*.txt', '3: . > z', '4: w'])
})

test('variables that are known are filled in', () => {
  assert.equal(reads('FROM a\nARG DIR=src FILE=b.txt OTHER="c d"\nENV E=$DIR/e F $FILE\nCOPY $DIR ${FILE} $E ${DIR:+f} /\nCOPY ["$OTHER", "/"]'), ['4: src', '4: b.txt', '4: src/e', '4: f', '5: c d'])
  assert.equal(reads('ARG DIR=src\nFROM a\nARG DIR\nENV E=$DIR/e\nCOPY $DIR $E /'), ['5: src', '5: src/e'])
  assert.equal(reads('FROM a\nARG DIR=src\nCOPY $DIR /', { args: { DIR: 'lib' } }), ['3: lib'])
  assert.equal(reads('FROM a\nARG DIR=src\nENV DIR=env\nCOPY $DIR /', { args: { DIR: 'lib' } }), ['4: env'])
  assert.equal(reads('FROM a AS b\nARG DIR=src\nENV E=e\nFROM b\nCOPY $DIR $E /'), ['5: src', '5: e'])
  assert.equal(reads('ARG STAGE=b\nFROM a AS b\nCOPY one /\nFROM a AS c\nCOPY two /\nFROM ${STAGE}'), ['3: one'])
})

test('a variable that only the build knows leaves everything open, and is named', () => {
  assert.equal(reads('FROM a\nARG DIR\nCOPY one /\nCOPY two $DIR/x /'), ['3: one', '4? COPY $DIR/x: the build decides what $DIR is'])
  assert.equal(reads('FROM a\nCOPY ${HOME_OF_IMAGE} /'), ['2? COPY ${HOME_OF_IMAGE}: the build decides what ${HOME_OF_IMAGE} is'])
  assert.equal(reads('FROM a\nARG TARGETARCH\nRUN --mount=type=bind,source=bin/$TARGETARCH,target=/x make'), ['3? RUN bin/$TARGETARCH: the build decides what $TARGETARCH is'])
  assert.equal(reads('FROM a\nCOPY ${F%.txt} /'), ['2? COPY ${F%.txt}: the build decides what ${F%.txt} is'])
  assert.equal(reads('ARG S\nFROM a AS b\nCOPY one /\nFROM $S'), ['4? FROM $S: the build decides what $S is'])
  assert.equal(reads('ARG TAG\nFROM a AS b\nFROM c:$TAG\nCOPY one /'), ['4: one'])
})

test('nothing is set in a stage from scratch', () => assert.equal(reads('FROM scratch\nCOPY ${NONE:-g} /'), ['2: g']))

test('a text that is no Dockerfile says so', () => assert.equal(reads(''), ['1? there is no FROM']))

test.run()
