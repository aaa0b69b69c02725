import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calendar, cronFields, lastTime, nextTime, readFields, whenWords, type When } from '../../scripts/schedule/when.mts'

const daily: When = { minutes: [17], hours: [4] }
const weekly: When = { minutes: [43], hours: [5], weekday: 0 }
const quarters: When = { minutes: [2, 17, 32, 47], hours: 'every' }
const often: When = { minutes: [17], hours: [0, 4, 8, 12, 16, 20] }

const texts = suite('schedule: times as text')

texts('for cron', () => assert.equal([daily, weekly, quarters].map(cronFields), ['17 4 * * *', '43 5 * * 0', '2,17,32,47 * * * *']))
texts('read again', () => assert.equal([daily, weekly, quarters, often].map((when) => readFields(cronFields(when))), [daily, weekly, quarters, often]))
texts('of others are not read', () => assert.equal(['', '*/5 * * * *', '17 4 * * 9', '17 4 1 * *'].map(readFields), [undefined, undefined, undefined, undefined]))
texts('for systemd', () => assert.equal([daily, weekly, quarters].map(calendar), ['*-*-* 04:17:00', 'Sun *-*-* 05:43:00', '*-*-* *:02,17,32,47:00']))
texts('for people', () => assert.equal([daily, weekly, quarters, often].map(whenWords), ['every day at 04:17', 'every Sun at 05:43', 'every 15 min from :02', 'every day at 00:17 and every 4 h']))

texts.run()

// ---

const times = suite('schedule: times before and after a moment')
const at = (text: string): Date => new Date(text)

times('of every day', () => {
  assert.equal(nextTime(daily, at('2026-11-22T04:16:59')), at('2026-11-22T04:17'))
  assert.equal(nextTime(daily, at('2026-11-22T04:17')), at('2026-11-23T04:17'))
  assert.equal(lastTime(daily, at('2026-11-22T04:17')), at('2026-11-22T04:17'))
  assert.equal(lastTime(daily, at('2026-11-22T04:16')), at('2026-11-21T04:17'))
})

times('of a weekday, over the end of a year', () => {
  assert.equal(nextTime(weekly, at('2026-12-28T00:00')), at('2027-01-03T05:43'))
  assert.equal(lastTime(weekly, at('2027-01-02T00:00')), at('2026-12-27T05:43'))
})

times('of every hour', () => assert.equal(nextTime(quarters, at('2026-11-22T23:50')), at('2026-11-23T00:02')))

times.run()

// ---

const zones = suite('schedule: no clock changes at night')

// The offset of a zone at a moment, in minutes.
const offsets = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return (time: number): number => {
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(format.format(time)) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  }
}

zones('from 04:00 to 06:00, wherever people live', () => {
  const bad: string[] = []
  for (const zone of ['Europe/Berlin', 'Europe/London', 'Europe/Athens', 'Europe/Lisbon', 'America/New_York', 'America/Los_Angeles', 'America/Santiago', 'America/Havana', 'America/St_Johns', 'Atlantic/Azores', 'Africa/Cairo', 'Africa/Casablanca', 'Asia/Beirut', 'Asia/Jerusalem', 'Australia/Sydney', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Chatham']) {
    const offset = offsets(zone)
    for (let hour = Date.UTC(2026, 0, 1); hour < Date.UTC(2027, 0, 1); hour += 3_600_000) {
      const [before, after] = [offset(hour - 3_600_000), offset(hour)]
      // The clock as it stands when it is put forward or back, both ways.
      const shows = [before, after].map((minutes) => new Date(hour + minutes * 60_000).getUTCHours())
      if (before !== after && shows.some((shown) => shown > 4 && shown < 6)) bad.push(`${zone} ${new Date(hour).toISOString()} ${shows.join()}`)
    }
  }
  assert.equal(bad, [])
})

zones.run()
