// ARIA snapshots of screens, compared with the files of `tests/e2e/aria`. `HALLPASS_UPDATE_ARIA=1` writes them instead.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

const FOLDER = resolve(import.meta.dirname, '../e2e/aria');
const UPDATES = process.env['HALLPASS_UPDATE_ARIA'] === '1';

const MONTH = '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
/** How long a screen may take to show what it loads beside its main content, such as counts. */
const WAIT_MS = 5_000;
/** What differs from run to run, in the order in which it is replaced. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/http:\/\/127\.0\.0\.1:\d+/g, ''],
  [/127\.0\.0\.1:\d+/g, '<host>'],
  [/\b(acc|usr|inv|prj|evt|rev|req)_[\w-]{16,}/g, '$1_…'],
  [/\/i\/[\w-]{40,}/g, '/i/…'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '<hash>'],
  // YAML quotes a text that begins with a hyphen.
  [/: "<hash>"$/gm, ': <hash>'],
  [new RegExp(`\\b${MONTH} \\d{1,2}(?:, \\d{4})?, \\d{1,2}:\\d\\d(?::\\d\\d)?\\s[AP]M`, 'g'), '<date and time>'],
  [new RegExp(`\\b${MONTH} \\d{1,2}, \\d{4}`, 'g'), '<day>'],
  [/\bjust now\b|\b\d+ (?:minute|hour|day)s? ago\b|\byesterday\b|\btoday\b|\bin \d+ (?:minute|hour|day|month)s?\b|\bnext month\b/g, '<ago>'],
];

/** A list in the order of its users' ids, which differ from run to run. */
const LIST_IN_ORDER_OF_IDS = /^( *)- list "Members to review":\n((?:\1 .*\n?)+)/m;

/** The notifications of a page, which leave by themselves after some seconds. */
const NOTIFICATIONS = /^- region "Notifications":\n(?: .*\n)+/m;

/** What assistive technology finds in a part of a page, without what differs from run to run. */
export async function ariaSnapshot(subject: Locator, shorten = (text: string): string => text): Promise<string> {
  const text = `${shorten(await subject.ariaSnapshot())}\n`;
  return VOLATILE.reduce((found, [pattern, instead]) => found.replaceAll(pattern, instead), text).replace(LIST_IN_ORDER_OF_IDS, withSortedItems);
}

const withSortedItems = (list: string, indent: string, items: string): string => {
  const start = `${indent}  - listitem:\n`;
  const sorted = items.split(start).slice(1).toSorted();
  return `${list.slice(0, list.length - items.length)}${sorted.map((item) => start + item).join('')}`;
};

/**
 * How a snapshot lastingly differs from its file, or undefined. A name that ends with `-toast` is of a screen with a notification.
 * `shorten` gives the texts of the file for those of the screen.
 */
export async function ariaDifference(name: string, subject: Locator, shorten: (text: string) => string): Promise<string | undefined> {
  const file = join(FOLDER, `${name}.yml`);
  const read = async (): Promise<string> => {
    const snapshot = await ariaSnapshot(subject, shorten);
    return name.endsWith('-toast') ? snapshot : snapshot.replace(NOTIFICATIONS, '- region "Notifications"\n');
  };
  if (UPDATES) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, await read());
    return undefined;
  }
  if (!existsSync(file)) return `${name}: there is no file that says how it is announced`;
  const wanted = readFileSync(file, 'utf8');
  let found = await read();
  for (const end = Date.now() + WAIT_MS; found !== wanted && Date.now() < end; found = await read()) await setTimeout(100);
  return found === wanted ? undefined : `${name}: ${firstDifference(wanted, found)}`;
}

/** The first line that differs, as it was and as it is. */
function firstDifference(wanted: string, found: string): string {
  const [before, after] = [wanted.split('\n'), found.split('\n')];
  const index = after.findIndex((line, at) => line !== before[at]);
  const at = index === -1 ? after.length : index;
  return `line ${at + 1} was “${(before[at] ?? '').trim()}”, and is “${(after[at] ?? '').trim()}”`;
}
