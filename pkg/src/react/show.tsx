import { type ReactNode, useState } from 'react';
import type { Explanation } from '../types.ts';
import { EXPLAIN_WORDS } from '../words.ts';
import { type PermissionState, useExplanation, usePermission, type When } from './permissions.ts';
import { Button, partProps, Problem, Waiting } from './parts.tsx';
import { permissionTitle, roleOf, useActiveAccount, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

/** Props of `Show`. */
export interface ShowProps {
  /** A permission's name, or a query. */
  readonly when: When;
  /** Shown if it is denied, in mode `hide`. */
  readonly fallback?: ReactNode;
  /** Shown while it is not known. Default: nothing. */
  readonly loading?: ReactNode;
  /**
   * What is done with content that is denied.
   *
   * - `hide` (default): it is not rendered
   * - `disable`: it stays in its place and cannot be used
   * - `explain`: the same, with “Why?” beside it
   */
  readonly mode?: 'hide' | 'disable' | 'explain';
  /** What the content is about, for the accessible name of “Why?”. */
  readonly label?: string;
  readonly words?: OwnWords;
  /** The content; a function gets the permission's state and renders every case by itself. */
  readonly children?: ReactNode | ((gate: PermissionState) => ReactNode);
}

const cancel = (event: { preventDefault(): void; stopPropagation(): void }): void => {
  event.preventDefault();
  event.stopPropagation();
};

// Not by a style attribute, which a strict content security policy forbids in server-rendered markup. The style sheet has it too.
const removeBox = (element: HTMLElement | null): void => {
  element?.style.setProperty('display', 'contents');
};

/**
 * Shows `children` to users who have a permission. The edge decides every request again: this only shows and hides.
 *
 * ```tsx
 * <Show when="pods:manage" mode="explain">
 *   <button>Create pod</button>
 * </Show>
 * ```
 */
export function Show({ when, fallback = null, loading = null, mode = 'hide', label, words, children }: ShowProps): ReactNode {
  const gate = usePermission(when);
  if (typeof children === 'function') return children(gate);
  if (gate.loading) return loading;
  if (gate.allowed) return children;
  if (mode === 'hide') return fallback;
  // A disabled fieldset disables every control in it, but not links.
  const disabled = (
    <fieldset {...partProps('disabled')} disabled ref={removeBox} onClickCapture={cancel}>
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

/** A “Why?” button that shows what is missing, which roles have it, whom to ask and what to do. */
export function Why({ when, label, words }: WhyProps): ReactNode {
  const { t } = useWords(EXPLAIN_WORDS, words);
  const [open, setOpen] = useState(false);
  const { explanation, error, loading, retry } = useExplanation(when, open);
  return (
    <>
      <Button
        variant="link"
        aria-expanded={open}
        aria-label={label && `${t.why} ${label}`}
        onClick={() => setOpen(!open)}
      >
        {t.why}
      </Button>
      {open && (
        <div {...partProps('why')} role="region" aria-label={t.whyNot(label ?? '')}>
          {loading ? <Waiting /> : <Problem error={error} retry={retry} />}
          {explanation && <Explained explanation={explanation} words={words} />}
          {!loading && error === undefined && !explanation && <p>{t.allowedNow}</p>}
        </div>
      )}
    </>
  );
}

/** An explanation as text. */
export function Explained({ explanation, words }: { explanation: Explanation; words?: OwnWords | undefined }): ReactNode {
  const { t, name } = useWords(EXPLAIN_WORDS, words);
  const policy = usePolicy();
  const owner = useActiveAccount()?.owner.user;
  const { reason, cause, missing, role, rolesThatWould = [], askWho = [], supportUrl } = explanation;
  const missingTitles = missing.map((permission) => name(`“${permissionTitle(policy, permission)}”`)).join(', ');
  const titles = (roles: readonly string[]) => roles.map((each) => name(roleOf(policy, each).title)).join(', ');
  // Where roles or people are listed, the advice would say the same again.
  const advice = rolesThatWould.length + askWho.length === 0 && t.advice(explanation);
  return (
    <>
      <p>{t.because(reason, missingTitles, role === undefined ? '' : titles([role]), cause)}</p>
      <dl>
        {rolesThatWould.length > 0 && <Fact about={t.rolesThatWould(rolesThatWould.length)}>{titles(rolesThatWould)}</Fact>}
        {askWho.length > 0 && (
          <Fact about={t.askWho}>
            {askWho.map((each) => (each.user === owner ? t.ownerMark(name(each.name)) : name(each.name))).join(', ')}
          </Fact>
        )}
        {advice && <Fact about={t.whatToDo}>{advice}</Fact>}
      </dl>
      {supportUrl && <a href={supportUrl}>{t.support}</a>}
    </>
  );
}

/** A term and its value, inside a `dl`. */
export function Fact({ about, children }: { about: string; children: ReactNode }): ReactNode {
  return (
    <div {...partProps('fact')}>
      <dt>{about}</dt>
      <dd>{children}</dd>
    </div>
  );
}
