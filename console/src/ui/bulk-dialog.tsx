import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { useWords } from '../words/language.ts';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { messageOf } from './problem.tsx';

const NAMED_AT_FIRST = 5;
/** How many requests are under way at once. */
const WIDTH = 4;

interface Props<T> {
  readonly title: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly nameOf: (item: T) => string;
  /** What will happen, after the list of whom it happens to. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly danger?: boolean;
  /** Nothing is chosen that could be confirmed. */
  readonly unavailable?: boolean;
  readonly act: (item: T) => Promise<unknown>;
  /** Called when rows were changed; the dialog stays open where one failed. */
  readonly onDone: (done: readonly T[]) => void;
  readonly onClose: () => void;
}

type Outcome = 'done' | Error;

/** Confirms an action on several rows once, runs it row by row, and says what became of each. */
export function BulkDialog<T>({ title, items, keyOf, nameOf, children, confirmLabel, danger = false, unavailable = false, act, onDone, onClose }: Props<T>) {
  const { hallpass, parts: t } = useWords();
  // The rows at the time when the dialog opened: the list behind it changes while it runs.
  const [rows] = useState(items);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const failed = rows.filter((row) => outcomes.get(keyOf(row)) instanceof Error);
  const doneCount = [...outcomes.values()].filter((outcome) => outcome === 'done').length;
  const hasRun = outcomes.size > 0;

  const close = () => {
    stopped.current = true;
    onClose();
  };
  const run = async (some: readonly T[]) => {
    setRunning(true);
    const done: T[] = [];
    let hasFailed = false;
    const queue = [...some];
    const work = async () => {
      for (let row = queue.shift(); row !== undefined && !stopped.current; row = queue.shift()) {
        const current = row;
        const outcome = await act(current).then(
          (): Outcome => 'done',
          (error: unknown): Outcome => (error instanceof Error ? error : new Error()),
        );
        if (outcome === 'done') done.push(current);
        else hasFailed = true;
        setOutcomes((before) => new Map(before).set(keyOf(current), outcome));
      }
    };
    await Promise.all(Array.from({ length: Math.min(WIDTH, some.length) }, work));
    setRunning(false);
    if (done.length > 0) onDone(done);
    if (!hasFailed && !stopped.current) onClose();
  };

  return (
    <Dialog title={title} onClose={close}>
      {hasRun || running ? (
        <>
          <p role="status">
            {running ? t.bulkProgress(outcomes.size, rows.length) : t.bulkResult(doneCount, rows.length, failed.length)}
          </p>
          <ul className="bulk-results" aria-label={t.results}>
            {rows.map((row) => (
              <Result key={keyOf(row)} name={nameOf(row)} outcome={outcomes.get(keyOf(row))} />
            ))}
          </ul>
        </>
      ) : (
        <>
          <Names names={rows.map(nameOf)} />
          {children}
        </>
      )}
      <DialogActions>
        <Button onClick={close}>{hasRun && !running ? hallpass.close : hallpass.cancel}</Button>
        {!hasRun || running ? (
          <Button look={danger ? 'danger' : 'primary'} busy={running} unavailable={unavailable} onClick={() => void run(rows)}>
            {confirmLabel}
          </Button>
        ) : (
          <Button look="primary" onClick={() => void run(failed)}>
            {t.retryCount(failed.length)}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Names({ names }: { names: readonly string[] }) {
  const { parts: t } = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, NAMED_AT_FIRST);
  return (
    <ul className="bulk-names" aria-label={t.selectedNames}>
      {shown.map((name, index) => (
        <li key={index} title={name}>
          {name}
        </li>
      ))}
      {shown.length < names.length && (
        <li>
          <Button look="link" small onClick={() => setAll(true)}>
            {t.moreNames(names.length - shown.length)}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Result({ name, outcome }: { name: string; outcome: Outcome | undefined }) {
  const { parts: t } = useWords();
  const failed = outcome instanceof Error;
  return (
    <li className="bulk-result" data-failed={failed || undefined}>
      {outcome === undefined ? <span className="bulk-waiting" aria-hidden="true" /> : <Icon name={failed ? 'alert' : 'check'} size={16} />}
      <span className="bulk-result-name" title={name} dir="auto">
        {name}
      </span>
      <span className="bulk-result-text">{failed ? messageOf(outcome) : outcome === 'done' ? t.done : t.waiting}</span>
    </li>
  );
}
