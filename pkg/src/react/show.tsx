import { type ReactNode, useState } from 'react';
import type { Explanation } from '../types.ts';
import { EXPLAIN_WORDS } from '../words.ts';
import { type PermissionState, useExplanation, usePermission, type When } from './gates.ts';
import { Button, part, Problem, Waiting } from './parts.tsx';
import { permissionTitle, roleOf, useActiveAccount, usePolicy } from './state.ts';
import { type OwnWords, useWords } from './words.ts';

/** What `Show` takes. */
export interface ShowProps {
  /** A permission's name, or a query. */
  readonly when: When;
  /** Stands in where it is denied, in mode `hide`. */
  readonly fallback?: ReactNode;
  /** Stands in while it is not known; nothing by default. */
  readonly loading?: ReactNode;
  /**
   * - `hide` (default): denied is not there
   * - `disable`: it stays in its place and cannot be used
   * - `explain`: the same, with “Why?” beside it
   */
  readonly mode?: 'hide' | 'disable' | 'explain';
  /** What it is about, for the name of “Why?”. */
  readonly label?: string;
  readonly words?: OwnWords;
  /** What is gated; as a function it gets the gate and draws every case by itself. */
  readonly children?: ReactNode | ((gate: PermissionState) => ReactNode);
}

const stop = (event: { preventDefault(): void; stopPropagation(): void }): void => {
  event.preventDefault();
  event.stopPropagation();
};

// Not by a style attribute: a strict page policy forbids those in what a server rendered. The style sheet says it too.
const unseen = (element: HTMLElement | null): void => {
  element?.style.setProperty('display', 'contents');
};

/** Shows `children` to those who may. The edge decides every request again: this only shows and hides. */
export function Show({ when, fallback = null, loading = null, mode = 'hide', label, words, children }: ShowProps) {
  const gate = usePermission(when);
  if (typeof children === 'function') return children(gate);
  if (gate.loading) return loading;
  if (gate.allowed) return children;
  if (mode === 'hide') return fallback;
  // The fieldset disables every control inside by itself; links are stopped.
  const disabled = (
    <fieldset {...part('disabled')} disabled ref={unseen} onClickCapture={stop}>
      {children}
    </fieldset>
  );
  return (
    <span data-hallpass="show" data-verdict={gate.verdict}>
      {disabled}
      {mode === 'explain' && <Why when={when} label={label} words={words} />}
    </span>
  );
}

interface WhyProps {
  readonly when: When;
  readonly label?: string | undefined;
  readonly words?: OwnWords | undefined;
}

/** “Why?”: says on a press what is missing, which roles have it, whom to ask and what to do. */
export function Why({ when, label, words }: WhyProps) {
  const { say } = useWords(EXPLAIN_WORDS, words);
  const [open, setOpen] = useState(false);
  const { explanation, error, loading, retry } = useExplanation(when, open);
  return (
    <>
      <Button
        look="link"
        aria-expanded={open}
        aria-label={label && `${say.why} ${label}`}
        onClick={() => setOpen(!open)}
      >
        {say.why}
      </Button>
      {open && (
        <div {...part('why')} role="region" aria-label={say.whyNot(label ?? '')}>
          {loading ? <Waiting /> : <Problem error={error} retry={retry} />}
          {explanation && <Explained explanation={explanation} words={words} />}
          {!loading && error === undefined && !explanation && <p>{say.allowedNow}</p>}
        </div>
      )}
    </>
  );
}

/** An explanation in words. */
export function Explained({ explanation, words }: { explanation: Explanation; words?: OwnWords | undefined }) {
  const { say, name } = useWords(EXPLAIN_WORDS, words);
  const policy = usePolicy();
  const owner = useActiveAccount()?.owner.user;
  const { reason, missing, role, rolesThatWould = [], askWho = [], supportUrl } = explanation;
  const lacking = missing.map((permission) => name(`“${permissionTitle(policy, permission)}”`)).join(', ');
  const titles = (roles: readonly string[]) => roles.map((each) => name(roleOf(policy, each).title)).join(', ');
  const advice = say.advice(explanation);
  return (
    <>
      <p>{say.because(reason, lacking, role === undefined ? '' : titles([role]))}</p>
      <dl>
        {rolesThatWould.length > 0 && <Fact about={say.rolesThatWould(rolesThatWould.length)}>{titles(rolesThatWould)}</Fact>}
        {askWho.length > 0 && (
          <Fact about={say.askWho}>
            {askWho.map((each) => (each.user === owner ? say.ownerMark(name(each.name)) : name(each.name))).join(', ')}
          </Fact>
        )}
        {advice && <Fact about={say.whatToDo}>{advice}</Fact>}
      </dl>
      {supportUrl && <a href={supportUrl}>{say.support}</a>}
    </>
  );
}

/** A fact and what it is about. */
export function Fact({ about, children }: { about: string; children: ReactNode }) {
  return (
    <div {...part('fact')}>
      <dt>{about}</dt>
      <dd>{children}</dd>
    </div>
  );
}
