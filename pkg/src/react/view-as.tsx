import { type ReactNode, useMemo, useState } from 'react';
import type { PolicyRole } from '../types.ts';
import { ViewedRoleContext, viewedRoleOf } from './permissions.ts';
import { Button, rootProps } from './parts.tsx';
import { memberRoles, roleOf, useActiveAccount, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import { type OwnWords, VIEW_WORDS } from './words.ts';

/** The role that is viewed. */
export interface ViewAsState {
  /** `undefined`: the user's own. */
  readonly role: string | undefined;
  readonly setRole: (role: string | undefined) => void;
  /** Roles other than the user's own. */
  readonly roles: readonly PolicyRole[];
}

/** State for “view as”: pass `role` to `ViewAs`. */
export const useViewAs = (): ViewAsState => {
  const [role, setRole] = useState<string>();
  const ownRole = useActiveAccount()?.role;
  const policy = usePolicy();
  const roles = useMemo(() => memberRoles(policy).filter(({ name }) => name !== ownRole), [policy, ownRole]);
  return { role: roles.some(({ name }) => name === role) ? role : undefined, setRole, roles };
};

/** Props of `ViewAs`. */
export interface ViewAsProps {
  /** `undefined`: the user's own. */
  readonly role: string | undefined;
  /** Called by the banner's button, which is shown if this is given. */
  readonly onEnd?: () => void;
  /** Whether a banner names the viewed role. Default: true. */
  readonly banner?: boolean;
  readonly className?: string;
  readonly words?: OwnWords;
  readonly children?: ReactNode;
}

/**
 * Makes the checks inside answer as for a role. It grants nothing: requests are sent as the user themselves, and the
 * client's own `can` and `has` answer for the user.
 */
export function ViewAs({ role, onEnd, banner = true, className, words, children }: ViewAsProps): ReactNode {
  const { t, name } = useWords(VIEW_WORDS, words);
  const policy = usePolicy();
  const viewed = useMemo(() => {
    if (role === undefined) return undefined;
    const { title, permissions } = roleOf(policy, role);
    // Until the policy is known, the checks answer `unknown`.
    return viewedRoleOf(role, title, policy && permissions, policy);
  }, [policy, role]);
  return (
    <ViewedRoleContext.Provider value={viewed}>
      {viewed && banner && (
        <div {...rootProps('view-as', className)} role="status">
          {t.viewing(name(viewed.title))} {onEnd && <Button onClick={onEnd}>{t.endView}</Button>}
        </div>
      )}
      {children}
    </ViewedRoleContext.Provider>
  );
}
