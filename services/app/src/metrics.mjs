const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

const escape = (value) => String(value).replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')

const labelled = (name, labels) => {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escape(value)}"`)
  return pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name
}

const counter = (name) => {
  const series = new Map()
  return {
    add: (labels = {}) => {
      const key = labelled(name, labels)
      series.set(key, (series.get(key) ?? 0) + 1)
    },
    lines: () => [...series].map(([key, value]) => `${key} ${value}`),
  }
}

const histogramLines = (name, { labels, counts, sum, count }) => [
  ...BUCKETS.map((bound, i) => `${labelled(`${name}_bucket`, { ...labels, le: bound })} ${counts[i]}`),
  `${labelled(`${name}_bucket`, { ...labels, le: '+Inf' })} ${count}`,
  `${labelled(`${name}_sum`, labels)} ${sum}`,
  `${labelled(`${name}_count`, labels)} ${count}`,
]

const histogram = (name) => {
  const series = new Map()
  const seriesOf = (labels) => {
    const key = labelled(name, labels)
    if (!series.has(key)) series.set(key, { labels, counts: BUCKETS.map(() => 0), sum: 0, count: 0 })
    return series.get(key)
  }
  return {
    observe: (seconds, labels = {}) => {
      const entry = seriesOf(labels)
      // Buckets are cumulative: a value counts in each that is wide enough.
      BUCKETS.forEach((bound, i) => (entry.counts[i] += seconds <= bound ? 1 : 0))
      entry.sum += seconds
      entry.count += 1
    },
    lines: () => [...series.values()].flatMap((entry) => histogramLines(name, entry)),
  }
}

const reading = (name, read) => ({ lines: () => [`${name} ${read()}`] })

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const addProcess = ({ gauge, total }) => {
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss())
  gauge('process_start_time_seconds', 'Start of the process, seconds since 1970', () => performance.timeOrigin / 1000)
  gauge('process_uptime_seconds', 'Seconds since the start of the process', () => process.uptime())
  total('process_cpu_seconds_total', 'Processor time used, in seconds', cpuSeconds)
}

/** The measurements of one process and their Prometheus text form. */
export const createMetrics = () => {
  const families = []
  const add = (type, name, help, family) => {
    families.push({ head: [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`], lines: family.lines })
    return family
  }
  const metrics = {
    counter: (name, help) => add('counter', name, help, counter(name)),
    histogram: (name, help) => add('histogram', name, help, histogram(name)),
    gauge: (name, help, read) => add('gauge', name, help, reading(name, read)),
    total: (name, help, read) => add('counter', name, help, reading(name, read)),
    text: () => `${families.flatMap(({ head, lines }) => [...head, ...lines()]).join('\n')}\n`,
  }
  addProcess(metrics)
  return metrics
}
