import { type ReactNode, useMemo, useState } from 'react';
import type { PolicyRole } from '../types.ts';
import { EyesContext, eyesOf } from './gates.ts';
import { Button, root } from './parts.tsx';
import { roleOf, useActiveAccount, usePolicy } from './state.ts';
import { type OwnWords, useWords, VIEW_WORDS } from './words.ts';

/** Whose eyes to look through. */
export interface ViewAsState {
  /** Nothing: my own. */
  readonly role: string | undefined;
  readonly setRole: (role: string | undefined) => void;
  /** Roles other than mine. */
  readonly roles: readonly PolicyRole[];
}

/** State for “view as”: give `role` to `ViewAs`. */
export const useViewAs = (): ViewAsState => {
  const [role, setRole] = useState<string>();
  const mine = useActiveAccount()?.role;
  const policy = usePolicy();
  const roles = useMemo(() => policy?.roles.filter(({ name }) => name !== mine) ?? [], [policy, mine]);
  return { role: roles.some(({ name }) => name === role) ? role : undefined, setRole, roles };
};

/** What `ViewAs` takes. */
export interface ViewAsProps {
  /** Nothing: as oneself. */
  readonly role: string | undefined;
  /** Shows a way back in the banner. */
  readonly onEnd?: () => void;
  /** `false`: no banner says whose eyes these are. */
  readonly banner?: boolean;
  readonly className?: string;
  readonly words?: OwnWords;
  readonly children?: ReactNode;
}

/**
 * Lets the gates inside answer as a role would be answered: a look, not a right. Requests go out as oneself, and
 * the client's own `can` and `has` answer for oneself.
 */
export function ViewAs({ role, onEnd, banner = true, className, words, children }: ViewAsProps) {
  const { say, name } = useWords(VIEW_WORDS, words);
  const policy = usePolicy();
  const eyes = useMemo(() => {
    if (role === undefined) return undefined;
    const { title, permissions } = roleOf(policy, role);
    // Until the policy is known, nobody can say what the role would see.
    return eyesOf(role, title, policy && permissions);
  }, [policy, role]);
  return (
    <EyesContext.Provider value={eyes}>
      {eyes && banner && (
        <div {...root('view-as', className)} role="status">
          {say.viewing(name(eyes.title))} {onEnd && <Button onClick={onEnd}>{say.endView}</Button>}
        </div>
      )}
      {children}
    </EyesContext.Provider>
  );
}
