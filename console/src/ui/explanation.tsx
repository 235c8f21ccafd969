import type { Explanation, Policy } from 'hallpass';
import { useExplanation } from 'hallpass/react';
import type { When } from 'hallpass/react';
import { useState } from 'react';

import { permissionTitle, roleTitle, useActive, usePolicy } from '../hooks/state.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

const REASONS: Readonly<Record<string, string>> = {
  not_signed_in: 'You are not signed in.',
  not_a_member: 'You are not in this team.',
  not_switched: 'You are in this team, but this tab works in another account.',
  ended: 'Your membership has ended.',
  expired: 'Your access has expired.',
  spend_limit: 'This would exceed the spend limit.',
  nothing_yet: 'Nothing is wrong: there is nothing here yet.',
  suspended: 'Your membership is suspended.',
  past_end: 'Your membership has ended.',
};

/** Why there is nothing yet, by the cause. */
const CAUSES: Readonly<Record<string, string>> = {
  no_projects: 'This team has no project yet.',
  no_project_access: 'You don’t have access here yet.',
};

const describeReason = (explanation: Explanation & { readonly cause?: string }, policy: Policy | undefined): string => {
  const { reason, cause, role, missing } = explanation;
  if (cause !== undefined) return CAUSES[cause] ?? REASONS[reason] ?? '';
  if (reason !== 'role_lacks') return REASONS[reason] ?? 'This is not allowed.';
  const named = missing.map((name) => `“${permissionTitle(policy, name)}”`).join(', ');
  return `Your role${role === undefined ? '' : `, ${roleTitle(policy, role)},`} does not include ${named || 'this'}.`;
};

/** An explanation: the missing permissions, which roles have them, whom to ask, what to do. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const policy = usePolicy();
  const owner = useActive()?.owner;
  const { rolesThatWould = [], askWho = [], whatToDo, supportUrl } = explanation;
  return (
    <div className="explanation">
      <p className="explanation-because">{describeReason(explanation, policy)}</p>
      <dl className="explanation-facts">
        {rolesThatWould.length > 0 && (
          <div>
            <dt>{rolesThatWould.length === 1 ? 'Role that would' : 'Roles that would'}</dt>
            <dd>{rolesThatWould.map((name) => roleTitle(policy, name)).join(', ')}</dd>
          </div>
        )}
        {askWho.length > 0 && (
          <div>
            <dt>Who can change it</dt>
            <dd>{askWho.map(({ user, name }) => (user === owner?.user ? `${name} (owner)` : name)).join(', ')}</dd>
          </div>
        )}
        {whatToDo && (
          <div>
            <dt>What to do</dt>
            <dd>{whatToDo}</dd>
          </div>
        )}
      </dl>
      {supportUrl && (
        <a href={supportUrl} rel="noreferrer" target="_blank">
          Contact support
        </a>
      )}
    </div>
  );
}

/** Explains why a permission is denied in the active account. */
function WhyNot({ explanation, error, loading, retry }: ReturnType<typeof useExplanation>) {
  if (error !== undefined) return <Problem error={error} retry={retry} />;
  if (loading) return <Skeleton lines={2} label="Finding out why" />;
  if (!explanation) return <p className="explanation-because">This is allowed now.</p>;
  return <ExplanationView explanation={explanation} />;
}

/** Replaces a screen that the user's role cannot open, and says why. */
export function Denied({ title, permission }: { title: string; permission: When }) {
  const why = useExplanation(permission);
  return (
    <section className="card denied" aria-label={title}>
      <span className="empty-icon">
        <Icon name="lock" size={22} />
      </span>
      <h2 className="card-title">{title}</h2>
      <WhyNot {...why} />
    </section>
  );
}

/** A denied action: a disabled button with “Why?”. */
export function DeniedButton({
  label,
  permission,
  icon,
}: {
  label: string;
  permission: When;
  icon?: 'lock' | 'plus' | 'trash';
}) {
  const [open, setOpen] = useState(false);
  return (
    <div className="denied-action">
      <div className="action-row">
        <Button unavailable icon={icon ?? 'lock'}>
          {label}
        </Button>
        <Button look="link" small aria-expanded={open} aria-label={`Why? ${label}`} onClick={() => setOpen(!open)}>
          Why?
        </Button>
      </div>
      {open && <WhyPanel label={label} permission={permission} />}
    </div>
  );
}

function WhyPanel({ label, permission }: { label: string; permission: When }) {
  const why = useExplanation(permission);
  const known = !why.loading;
  return (
    <div className="why" role={known ? 'region' : undefined} aria-label={known ? `Why not: ${label}` : undefined}>
      <WhyNot {...why} />
    </div>
  );
}
