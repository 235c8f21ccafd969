import { Popover } from '@base-ui/react/popover';
import type { Explanation } from 'hallpass';
import { useExplanation } from 'hallpass/react';
import type { When } from 'hallpass/react';

import { permissionTitle, roleTitle, useActive, usePolicy } from '../hooks/state.tsx';
import { useFormats, useWords } from '../words/language.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './small.tsx';

/** An explanation: what is missing, which roles have it, and whom to ask. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const policy = usePolicy();
  const { hallpass, parts: t } = useWords();
  const { list, either } = useFormats();
  const owner = useActive()?.owner;
  const { reason, cause, role, missing, rolesThatWould = [], askWho = [], supportUrl } = explanation;
  const lacking = list(missing.map((name) => t.quoted(permissionTitle(policy, name))));
  const roles = rolesThatWould.length > 0 && <strong>{either(rolesThatWould.map((name) => roleTitle(policy, name)))}</strong>;
  const names = either(askWho.map(({ user, name }) => (user === owner?.user ? hallpass.ownerMark(name) : name)));
  const advice = hallpass.advice(explanation);
  return (
    <div className="explanation">
      <p className="explanation-because">{hallpass.because(reason, lacking, role === undefined ? '' : roleTitle(policy, role), cause)}</p>
      {roles && <p>{names ? t.requiresAndAsk(roles, names) : t.requires(roles)}</p>}
      {!roles && names && <p>{t.ask(names)}</p>}
      {!roles && !names && advice && <p>{advice}</p>}
      {supportUrl && (
        <a href={supportUrl} rel="noreferrer" target="_blank">
          {hallpass.support}
        </a>
      )}
    </div>
  );
}

/** Explains why a permission is denied in the active account. */
function WhyNot({ explanation, error, loading, retry }: ReturnType<typeof useExplanation>) {
  const { hallpass, parts } = useWords();
  if (error !== undefined) return <Problem error={error} retry={retry} />;
  if (loading) return <Skeleton lines={2} label={parts.findingOutWhy} />;
  if (!explanation) return <p className="explanation-because">{hallpass.allowedNow}</p>;
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
  const { hallpass, parts } = useWords();
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button look="link" small aria-label={parts.whyAbout(label)} />}>{hallpass.why}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioner" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="why" aria-label={hallpass.whyNot(label)}>
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
