/** Log lines: JSON objects, one a line, of the edge, of workerd and of this process. */

export type Level = 'info' | 'warn' | 'error';

/** A line: when, how bad, and what the writer says. */
export type LogEntry = { readonly time: string; readonly level: Level } & Readonly<Record<string, unknown>>;

export const entry = (level: Level, fields: Readonly<Record<string, unknown>>, now: Date): LogEntry => ({ time: now.toISOString(), level, ...fields });

/** The entry of a line that workerd wrote: its own frame around a line of the edge, or around a text. */
export const entryOfLine = (line: string, now: Date): LogEntry => {
  const frame = objectOf(line);
  if (frame === undefined || typeof frame['message'] !== 'string') return entry('error', { part: 'runtime', message: line }, now);
  const { timestamp, level, message } = frame;
  const time = new Date(Number(timestamp));
  const at = Number.isNaN(time.getTime()) ? now : time;
  return entry(levelOf(level), objectOf(message) ?? { part: 'runtime', message }, at);
};

const levelOf = (level: unknown): Level => {
  if (level === 'error' || level === 'fatal') return 'error';
  return level === 'warn' || level === 'warning' ? 'warn' : 'info';
};

const objectOf = (text: string): Record<string, unknown> | undefined => {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
