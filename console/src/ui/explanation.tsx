import { Popover } from '@base-ui/react/popover';
import type { Explanation, Policy } from 'hallpass';
import { useExplanation } from 'hallpass/react';
import type { When } from 'hallpass/react';

import { permissionTitle, roleTitle, useActive, usePolicy } from '../hooks/state.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { eitherOf } from './list-of.ts';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

const REASONS: Readonly<Record<string, string>> = {
  not_signed_in: "You're not signed in.",
  not_a_member: "You're not in this team.",
  not_switched: "You're in this team, but this tab is using another account.",
  ended: 'Your membership has ended.',
  expired: 'Your access has expired.',
  spend_limit: 'This would exceed the spend limit.',
  nothing_yet: "There's nothing here yet.",
  suspended: 'Your membership is suspended.',
  past_end: 'Your membership has ended.',
};

/** Why there is nothing yet, by the cause. */
const CAUSES: Readonly<Record<string, string>> = {
  no_projects: 'This team has no projects yet.',
  no_project_access: "You don't have access here yet.",
};

const describeReason = (explanation: Explanation & { readonly cause?: string }, policy: Policy | undefined): string => {
  const { reason, cause, role, missing } = explanation;
  if (cause !== undefined) return CAUSES[cause] ?? REASONS[reason] ?? '';
  if (reason !== 'role_lacks') return REASONS[reason] ?? "This isn't allowed.";
  const named = missing.map((name) => `“${permissionTitle(policy, name)}”`).join(', ');
  return `Your role${role === undefined ? '' : ` (${roleTitle(policy, role)})`} doesn't include ${named || 'this'}.`;
};

/** An explanation: what is missing, which roles have it, and whom to ask. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const policy = usePolicy();
  const owner = useActive()?.owner;
  const { rolesThatWould = [], askWho = [], whatToDo, supportUrl } = explanation;
  const names = askWho.map(({ user, name }) => (user === owner?.user ? `${name} (owner)` : name));
  return (
    <div className="explanation">
      <p className="explanation-because">{describeReason(explanation, policy)}</p>
      {rolesThatWould.length > 0 && (
        <p>
          Requires <strong>{eitherOf(rolesThatWould.map((name) => roleTitle(policy, name)))}</strong>.
          {names.length > 0 && ` Ask ${eitherOf(names)} to change your role.`}
        </p>
      )}
      {rolesThatWould.length === 0 && names.length > 0 && <p>Ask {eitherOf(names)}.</p>}
      {rolesThatWould.length === 0 && names.length === 0 && whatToDo && <p>{whatToDo}</p>}
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

interface DeniedProps {
  readonly label: string;
  readonly permission: When;
  readonly icon?: 'lock' | 'plus' | 'trash';
}

/** A denied action: a disabled button with “Why?”. */
export function DeniedButton({ label, permission, icon = 'lock' }: DeniedProps) {
  return (
    <div className="action-row">
      <Button unavailable icon={icon}>
        {label}
      </Button>
      <Why label={label} permission={permission} />
    </div>
  );
}

/** “Why?” of a denied action, which opens the explanation above the page: the rows around it stay where they are. */
export function Why({ label, permission }: Omit<DeniedProps, 'icon'>) {
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button look="link" small aria-label={`Why? ${label}`} />}>Why?</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioner" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="why" aria-label={`Why not: ${label}`}>
            <WhyPanel permission={permission} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function WhyPanel({ permission }: { permission: When }) {
  return <WhyNot {...useExplanation(permission)} />;
}
