import type { ReactNode } from 'react';

import { now } from '../clock.ts';
import { useMinute } from '../hooks/minute.ts';
import { useFormats, useWords } from '../words/language.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** Maps a text to one of eight muted colors. */
const hue = (text: string): number =>
  [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0, 7) % 8;

const initials = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? '')][0]) : [...name.trim()].slice(0, 1);
  return letters.join('').toUpperCase();
};

/** The initials of a user or, with `square`, of an account. */
export function Avatar({
  name,
  seed = name,
  square = false,
  size = 32,
}: {
  name: string;
  seed?: string;
  square?: boolean;
  size?: 24 | 28 | 32 | 40 | 56;
}) {
  return (
    <span className={`avatar avatar-${size} hue-${hue(seed)} ${square ? 'avatar-square' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Badge variants. */
export type Tone = 'plain' | 'accent' | 'ok' | 'warn' | 'danger';

/** A short label. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

/** A loading placeholder. */
export function Skeleton({ lines = 3, label }: { lines?: number; label?: string }) {
  const { hallpass } = useWords();
  return (
    <div className="skeleton" role="status" aria-label={label ?? hallpass.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" />
      ))}
    </div>
  );
}

/** An empty state, with what to do next. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={22} />
      </span>
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}

/**
 * A timestamp: relative with `ago`, the date with `day`, date and time with `moment`, to the second with `exact`. The title has date
 * and time.
 */
export function Time({ at, as = 'ago' }: { at: string; as?: 'ago' | 'day' | 'moment' | 'exact' }) {
  const { day, moment, exact, dateAndTime } = useFormats();
  const time = Date.parse(at);
  if (!Number.isFinite(time)) return null;
  return (
    <time dateTime={at} title={dateAndTime(time)}>
      {as === 'ago' ? <Ago time={time} /> : { day, moment, exact }[as](time)}
    </time>
  );
}

function Ago({ time }: { time: number }) {
  const { parts } = useWords();
  const { relative } = useFormats();
  useMinute();
  return relative(time - now()) ?? parts.justNow;
}
