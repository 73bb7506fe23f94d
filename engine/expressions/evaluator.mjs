/**
 * Works out an expression in a web page as engine/expressions does on the server: three-valued, exact, and unable to
 * run anything but the tree it is given. No imports, no `eval`, no clock and no time zone of the machine.
 *
 * Answers are given as they are kept: numbers as numbers or text ("12.50"), days as "2026-03-27", choices as codes,
 * rows as lists of objects. What is missing, null or no value of its type is unanswered. Texts are compared letter for
 * letter, so the page hands them over in Unicode NFC, and leaves an empty one out.
 *
 * The context holds what is no answer, under keys with brackets: "today()", "now()" (with its offset), "zone()" (such
 * as "Europe/London"), "calendar()" (see Calendar), and what the case's history says: "done(screen)", "times(screen)".
 * What it does not hold is unknown: without "calendar()" every count of working days is.
 *
 * @module
 */

/**
 * @typedef {any[]} Tree An op, what it needs to know, and its parts: `["==", ["name", "number", "age"], ...]`.
 * @typedef {{version: number, gives: string, reads: string[], row_reads: string[], tree: Tree}} Expression
 *   What `browser_tree` of engine/expressions/browser.py gives.
 * @typedef {Record<string, any>} Values Answers, a row's answers or the context, by name.
 * @typedef {{closed: string[], first?: string, last?: string}} Calendar
 *   The weekdays that do not count, and the days between which that list is complete. Weekends never count.
 * @typedef {{answers: Values, context: Values, rows: Values[]}} Scene What can be seen; the innermost row is last.
 * @typedef {boolean | bigint | string | Moment | any[] | Values} Known Numbers are whole millionths.
 */

/** The version of the trees that this module reads. */
export const VERSION = 1;

/** Not answered. It is not true where the page asks `if`, so unknown never shows, requires or locks. */
export const UNKNOWN = null;

/**
 * Return the value of an expression: true or false, text (also for numbers: "16", "1.5"), a list, or UNKNOWN.
 *
 * @param {Expression} expression
 * @param {Values} answers by the names in `reads`
 * @param {Values} [context]
 * @param {Values | Values[]} [row] the row that the expression stands in, if it does; for a row inside a row both, the
 *   inner one last
 * @returns {boolean | string | any[] | Values | null}
 */
export function evaluate(expression, answers, context = {}, row = {}) {
  if (expression.version !== VERSION) {
    throw new Error(`This page reads version ${VERSION} of expressions, not ${expression.version}. Load it again.`);
  }
  const value = worth(expression.tree, { answers, context, rows: [row].flat() });
  if (typeof value === "bigint") return digits(value);
  if (value instanceof Moment) return value.text;
  return expression.gives === "time" && value !== UNKNOWN ? String(value).replace(".000000", "") : value;
}

/**
 * Return what a part is worth. Every op has its place in one of four tables.
 *
 * @param {Tree} tree
 * @param {Scene} scene
 * @returns {any} a Known, or UNKNOWN
 */
function worth(tree, scene) {
  const op = tree[0];
  if (Object.hasOwn(DECODERS, op)) return decoded(op, tree[1], scene);
  if (Object.hasOwn(SPECIAL, op)) return SPECIAL[op](tree, scene);
  const parts = tree.slice(1 + (HEADS[op] ?? 0)).map((part) => worth(part, scene));
  if (parts.includes(UNKNOWN)) return UNKNOWN;
  if (Object.hasOwn(TESTS, op)) return TESTS[op](order(parts[0]), order(parts[1]));
  if (Object.hasOwn(STRICT, op)) return STRICT[op](parts, tree);
  throw new Error(`This page does not know "${op}". Load it again.`);
}

// --- what is unknown, and what is not --------------------------------------------------------------------------------

/**
 * The part that decides (false in `and`, true in `or`) decides alone; else one unknown part makes the whole unknown.
 *
 * @param {boolean} decides
 * @param {(boolean | null)[]} values
 */
function kleene(decides, values) {
  if (values.includes(decides)) return decides;
  return values.includes(UNKNOWN) ? UNKNOWN : !decides;
}

/** @type {Record<string, (one: any, other: any) => boolean>} */
const TESTS = {
  "==": (one, other) => one === other,
  "!=": (one, other) => one !== other,
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

/**
 * Return what a value is compared by: moments by when they are, whatever offset they are written with.
 *
 * @param {any} value
 */
function order(value) {
  return value instanceof Moment ? value.at : value;
}

/**
 * The parts that look at unknown themselves.
 *
 * @type {Record<string, (tree: Tree, scene: Scene) => any>}
 */
const SPECIAL = {
  name: ([, kind, key], scene) => read(kind, key, key.endsWith(")") ? scene.context : scene.answers, scene),
  field: ([, kind, key, out], scene) => read(kind, key, scene.rows[scene.rows.length - 1 - out], scene),
  part([, kind, key, of], scene) {
    const whole = worth(of, scene);
    return whole === UNKNOWN ? UNKNOWN : read(kind, key, whole, scene);
  },
  and: ([, ...parts], scene) => kleene(false, parts.map((part) => worth(part, scene))),
  or: ([, ...parts], scene) => kleene(true, parts.map((part) => worth(part, scene))),
  chain([, signs, ...parts], scene) {
    const sides = parts.map((part) => order(worth(part, scene)));
    return kleene(false, signs.map((/** @type {string} */ sign, /** @type {number} */ at) => {
      const [one, other] = [sides[at], sides[at + 1]];
      return one === UNKNOWN || other === UNKNOWN ? UNKNOWN : TESTS[sign](one, other);
    }));
  },
  answered: ([, part], scene) => worth(part, scene) !== UNKNOWN,
  default: ([, part, otherwise], scene) => worth(part, scene) ?? worth(otherwise, scene),
  local: ([, [, moment]], scene) => decoded("datetime", moment, scene),
  count: (tree, scene) => gathered(tree, scene, (values) => whole(values.filter((value) => value === true).length)),
  any: (tree, scene) => gathered(tree, scene, (values) => kleene(true, values)),
  all: (tree, scene) => gathered(tree, scene, (values) => kleene(false, values)),
  sum: (tree, scene) => gathered(tree, scene, (values) => (values.includes(UNKNOWN) ? UNKNOWN : total(values))),
  min: (tree, scene) => gathered(tree, scene, (values) => furthest(values, TESTS["<"])),
  max: (tree, scene) => gathered(tree, scene, (values) => furthest(values, TESTS[">"])),
};

/**
 * @param {Tree} tree
 * @param {Scene} scene
 * @param {(values: any[]) => any} gather
 */
function gathered([, rows, body], scene, gather) {
  /** @type {Values[] | null} */
  const items = worth(rows, scene);
  if (items === UNKNOWN) return UNKNOWN;
  return gather(items.map((item) => worth(body, { ...scene, rows: [...scene.rows, item] })));
}

/**
 * @param {any[]} values
 * @param {(one: any, other: any) => boolean} isFurther
 */
function furthest(values, isFurther) {
  if (values.length === 0 || values.includes(UNKNOWN)) return UNKNOWN;
  return values.reduce((best, value) => (isFurther(order(value), order(best)) ? value : best));
}

/** How many things an op needs to know before its parts, where it needs any. @type {Record<string, number>} */
const HEADS = { rank: 1, among: 1, "not among": 1, terms: 1, call: 1, points: 2 };

/**
 * The parts that only work on known values: their work is given the values, and the tree for what else they know.
 *
 * @type {Record<string, (values: any[], tree: Tree) => any>}
 */
const STRICT = {
  not: ([value]) => !value,
  rank: ([code], [, codes]) => (codes.includes(code) ? codes.indexOf(code) : UNKNOWN),
  in: ([code, several]) => several.includes(code),
  "not in": ([code, several]) => !several.includes(code),
  among: ([value], [, items]) => isAmong(items, value),
  "not among": ([value], [, items]) => !isAmong(items, value),
  terms: ([first, ...others], [, signs]) => added(signs, first, others),
  "*": ([one, other]) => bounded(halfUp(one * other, MILLION)),
  "/": ([one, other]) => (other === 0n ? UNKNOWN : bounded(halfUp(one * MILLION, other))),
  negate: ([number]) => -number,
  size: ([several]) => whole(several.length),
  points: ([chosen], [, table, lines]) => scored(chosen, table, lines),
  call: (values, [, name]) => CALLS[name](...values),
};

/**
 * @param {(string | boolean)[]} items constants as the tree writes them
 * @param {any} value
 */
function isAmong(items, value) {
  if (typeof value === "bigint") return items.some((item) => numberFrom(item) === value);
  if (value instanceof Moment) return items.some((item) => momentFrom(item, null)?.at === value.at);
  return items.some((item) => item === value || timeFrom(item) === value);
}

/**
 * @param {any} chosen a code, several codes, or a grid's codes by line
 * @param {Record<string, string>} table the points by code
 * @param {string[] | null} lines the lines of a grid, each of which counts
 */
function scored(chosen, table, lines) {
  const codes = lines ? lines.map((line) => own(chosen, line)) : [chosen].flat();
  const points = codes.map((code) => numberFrom(own(table, String(code))));
  return points.includes(UNKNOWN) ? UNKNOWN : total(points);
}

// --- numbers: whole millionths, so that no fraction is ever rounded unseen -------------------------------------------

const MILLION = 1_000_000n;
const TOO_LARGE = 10n ** 15n * MILLION;

/** @param {bigint} number */
function size(number) {
  return number < 0n ? -number : number;
}

/** @param {number} count */
function whole(count) {
  return BigInt(count) * MILLION;
}

/**
 * Return the quotient rounded half away from zero.
 *
 * @param {bigint} above
 * @param {bigint} below
 */
function halfUp(above, below) {
  const rounded = (2n * size(above) + size(below)) / (2n * size(below));
  return above < 0n === below < 0n ? rounded : -rounded;
}

/** Return the number, or UNKNOWN from 16 digits before the point. @param {bigint} number */
function bounded(number) {
  return size(number) >= TOO_LARGE ? UNKNOWN : number;
}

/** @param {any[]} numbers */
function total(numbers) {
  return bounded(numbers.reduce((sum, number) => sum + number, 0n));
}

/**
 * @param {string[]} signs
 * @param {bigint} first
 * @param {bigint[]} others
 */
function added(signs, first, others) {
  /** @type {bigint | null} */
  let sum = first;
  for (const [at, other] of others.entries()) {
    sum = bounded(signs[at] === "+" ? sum + other : sum - other);
    if (sum === UNKNOWN) return UNKNOWN;
  }
  return sum;
}

/** @param {any} given */
function numberFrom(given) {
  const found = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(typeof given === "number" ? String(given) : asText(given));
  if (!found) return UNKNOWN;
  const millionths = BigInt(found[2] + (found[3] ?? "").padEnd(6, "0"));
  return found[1] ? -millionths : millionths;
}

/** Return the number in its one form: "16", "-1.5". @param {bigint} number */
function digits(number) {
  const text = String(size(number)).padStart(7, "0");
  return (number < 0n ? "-" : "") + `${text.slice(0, -6)}.${text.slice(-6)}`.replace(/\.?0+$/, "");
}

// --- days, as text and as their number from 1 January 1970 -----------------------------------------------------------

const FIRST_DAY = dayNumber("0001-01-01");
const LAST_DAY = dayNumber("9999-12-31");
/** Working days are counted one by one, so further apart than this the answer is unknown. */
const WORKING_SPAN_DAYS = 25 * 366;

/** @param {string} day */
function partsOf(day) {
  return day.split("-").map(Number);
}

/**
 * Return the day's number. A year here begins in March, so that the odd day of a leap year is its last.
 *
 * @param {string} day
 */
function dayNumber(day) {
  const [year, month, date] = partsOf(day);
  const fromMarch = (month + 9) % 12;
  const years = month > 2 ? year : year - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leapDays + Math.floor((fromMarch * 153 + 2) / 5) + date - 719469;
}

/** @param {number} number */
function dayText(number) {
  const days = number + 719468;
  const era = Math.floor(days / 146097);
  const ofEra = days - era * 146097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const inYear = year + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(inYear).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}

/**
 * Return a span, which is negative when the second day comes first.
 *
 * @param {(start: string, end: string) => any} forward
 * @returns {(start: string, end: string, ...more: any[]) => any}
 */
function eitherWay(forward) {
  return (start, end) => (end < start ? -forward(end, start) : forward(start, end));
}

const yearsBetween = eitherWay((start, end) => {
  return whole(partsOf(end)[0] - partsOf(start)[0] - (end.slice(5) < start.slice(5) ? 1 : 0));
});

const monthsBetween = eitherWay((start, end) => {
  const [one, other] = [partsOf(start), partsOf(end)];
  return whole((other[0] - one[0]) * 12 + other[1] - one[1] - (other[2] < one[2] ? 1 : 0));
});

/**
 * @param {string} start
 * @param {bigint} days
 */
function addDays(start, days) {
  if (days % MILLION) return UNKNOWN;
  const number = BigInt(dayNumber(start)) + days / MILLION;
  return number < FIRST_DAY || number > LAST_DAY ? UNKNOWN : dayText(Number(number));
}

/**
 * Return whether a day counts, or UNKNOWN where the page does not know its bank holidays.
 *
 * @param {Calendar} calendar
 */
function workingDays(calendar) {
  const closed = new Set(calendar.closed);
  return (/** @type {string} */ day) => {
    if (day < (calendar.first ?? day) || day > (calendar.last ?? day)) return UNKNOWN;
    const weekday = (((dayNumber(day) + 3) % 7) + 7) % 7;
    return weekday < 5 && !closed.has(day);
  };
}

/**
 * @param {string} start
 * @param {string} end
 * @param {Calendar} calendar
 * @returns {bigint | null}
 */
function workingDaysBetween(start, end, calendar) {
  if (end < start) {
    const back = workingDaysBetween(end, start, calendar);
    return back === UNKNOWN ? UNKNOWN : -back;
  }
  const first = dayNumber(start);
  const span = dayNumber(end) - first;
  if (span > WORKING_SPAN_DAYS) return UNKNOWN;
  const isWorking = workingDays(calendar);
  const days = Array.from({ length: span }, (_, step) => isWorking(dayText(first + step + 1)));
  return days.includes(UNKNOWN) ? UNKNOWN : whole(days.filter(Boolean).length);
}

/**
 * @param {string} start
 * @param {bigint} days
 * @param {Calendar} calendar
 */
function addWorkingDays(start, days, calendar) {
  if (days % MILLION) return UNKNOWN;
  const [first, step, isWorking] = [dayNumber(start), days < 0n ? -1 : 1, workingDays(calendar)];
  let left = size(days) / MILLION;
  for (let distance = 0; distance <= WORKING_SPAN_DAYS; distance += 1) {
    const number = first + step * distance;
    if (number < FIRST_DAY || number > LAST_DAY) return UNKNOWN;
    const day = dayText(number);
    const counts = distance > 0 && isWorking(day);
    if (counts === UNKNOWN) return UNKNOWN;
    if (counts) left -= 1n;
    if (left === 0n) return day;
  }
  return UNKNOWN;
}

/** The plain functions of the language, on known values. @type {Record<string, (...values: any[]) => any>} */
const CALLS = {
  years_between: yearsBetween,
  months_between: monthsBetween,
  days_between: (start, end) => whole(dayNumber(end) - dayNumber(start)),
  working_days_between: workingDaysBetween,
  add_days: addDays,
  add_working_days: addWorkingDays,
  age_on: (born, day) => (day < born ? UNKNOWN : yearsBetween(born, day)),
  length: (text) => whole([...text].length),
  lower: (text) => text.toLowerCase(),
  contains: (text, part) => text.includes(part),
  starts_with: (text, part) => text.startsWith(part),
};

// --- reading answers -------------------------------------------------------------------------------------------------

/** A point in time: the text it was given as, and its microseconds from 1970 in UTC. */
class Moment {
  /**
   * @param {string} text
   * @param {bigint} at
   */
  constructor(text, at) {
    this.text = text;
    this.at = at;
  }
}

/**
 * @param {Values} values
 * @param {string} key
 */
function own(values, key) {
  return Object.hasOwn(values, key) ? values[key] : UNKNOWN;
}

/**
 * @param {string} kind
 * @param {string} key
 * @param {Values} values
 * @param {Scene} scene
 */
function read(kind, key, values, scene) {
  return decoded(kind, own(values, key), scene);
}

/**
 * Return a kept value as it is worked with, or UNKNOWN where it is no value of its kind.
 *
 * @param {string} kind
 * @param {any} given
 * @param {Scene} scene
 */
function decoded(kind, given, scene) {
  return given === null || given === undefined ? UNKNOWN : DECODERS[kind](given, scene);
}

/** @type {Record<string, (given: any, scene: Scene) => any>} */
const DECODERS = {
  boolean: (given) => (typeof given === "boolean" ? given : UNKNOWN),
  number: numberFrom,
  text: textFrom,
  code: textFrom,
  date: dayFrom,
  time: timeFrom,
  datetime: (given, scene) => momentFrom(given, own(scene.context, "zone()")),
  codes: listFrom,
  rows: (given) => (Array.isArray(given) ? given.map((row) => (isObject(row) ? row : {})) : UNKNOWN),
  parts: (given) => (isObject(given) ? given : UNKNOWN),
  other: (given) => given,
};

/** @param {any} given */
function isObject(given) {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

/** Return what is text as it is, and anything else as none: [5] would look like "5". @param {any} given */
function asText(given) {
  return typeof given === "string" ? given : "";
}

/** @param {any} given */
function textFrom(given) {
  return typeof given === "string" ? given : UNKNOWN;
}

/** @param {any} given */
function listFrom(given) {
  return Array.isArray(given) ? given : UNKNOWN;
}

/** @param {any} given */
function dayFrom(given) {
  if (!/^\d{4}-\d\d-\d\d$/.test(asText(given))) return UNKNOWN;
  const [year, month, date] = partsOf(given);
  if (year < 1 || month < 1 || month > 12) return UNKNOWN;
  return dayText(dayNumber(given)) === given && date > 0 ? given : UNKNOWN;
}

/** Return a time of day as "09:30:00.000000", so that times compare as texts. @param {any} given */
function timeFrom(given) {
  const found = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/.exec(asText(given));
  if (!found) return UNKNOWN;
  return `${found[1]}:${found[2]}:${found[3] ?? "00"}.${(found[4] ?? "").padEnd(6, "0")}`;
}

/**
 * Return a moment. Without an offset it is local time in *zone*, and unknown where the zone is.
 *
 * @param {any} given
 * @param {string | null} zone
 */
function momentFrom(given, zone) {
  const found = /^(\d{4}-\d\d-\d\d)T([\d:.]+)(Z|[+-]\d\d:\d\d)?$/.exec(asText(given));
  const [day, time] = found ? [dayFrom(found[1]), timeFrom(found[2])] : [UNKNOWN, UNKNOWN];
  if (!found || day === UNKNOWN || time === UNKNOWN) return UNKNOWN;
  const [clock, micros] = time.split(".");
  const seconds = dayNumber(day) * 86400 + secondsOf(clock);
  const offset = found[3] ? offsetFrom(found[3]) : zone === null ? UNKNOWN : offsetIn(zone, seconds);
  if (offset === UNKNOWN) return UNKNOWN;
  return new Moment(found[3] ? given : given + offsetText(offset), BigInt(seconds - offset) * MILLION + BigInt(micros));
}

/** @param {string} clock */
function secondsOf(clock) {
  const [hours, minutes, seconds] = clock.split(":").map(Number);
  return hours * 3600 + minutes * 60 + (seconds ?? 0);
}

/** @param {string} written "Z" or "+01:00" */
function offsetFrom(written) {
  if (written === "Z") return 0;
  const seconds = secondsOf(written.slice(1));
  if (seconds >= 86400 || Number(written.slice(4)) > 59) return UNKNOWN;
  return written[0] === "-" ? -seconds : seconds;
}

/** @param {number} offset */
function offsetText(offset) {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hour}:${minute}`;
}

/**
 * Return how many seconds local time is ahead of UTC, at a time told by local clocks. An hour that clocks tell twice is
 * its first, and one that they leave out is told as if they had not been put forward yet.
 *
 * @param {string} zone
 * @param {number} local seconds from 1970 by local clocks
 */
function offsetIn(zone, local) {
  try {
    const [before, after] = [offsetAt(zone, local - 86400), offsetAt(zone, local + 86400)];
    const fits = [before, after].find((offset) => offsetAt(zone, local - offset) === offset);
    return fits ?? before;
  } catch {
    return UNKNOWN; // a zone that this browser does not know
  }
}

/**
 * @param {string} zone
 * @param {number} seconds from 1970 in UTC
 */
function offsetAt(zone, seconds) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).formatToParts(seconds * 1000);
  const told = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  const day = `${told.year.padStart(4, "0")}-${told.month}-${told.day}`;
  return dayNumber(day) * 86400 + secondsOf(`${told.hour}:${told.minute}:${told.second}`) - seconds;
}
