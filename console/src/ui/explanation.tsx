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

interface Denial {
  readonly label: string;
  readonly permission: When;
}

/** A denied action: a disabled button with “Why?”. */
export function DeniedButton({ label, permission }: Denial) {
  return (
    <div className="action-row">
      <Button unavailable icon="lock">
        {label}
      </Button>
      <Why label={label} permission={permission} />
    </div>
  );
}

const WHY = <Button look="link" small />;

/** “Why?” of a denied action, which opens the explanation above the page: the rows around it stay where they are. */
export function Why({ label, permission }: Denial) {
  const { hallpass, parts } = useWords();
  return (
    <Popover.Root>
      <Popover.Trigger render={WHY} aria-label={parts.whyAbout(label)}>
        {hallpass.why}
      </Popover.Trigger>
      <WhyPopup label={label} permission={permission} />
    </Popover.Root>
  );
}

/** Opens the explanation that the rows of a list share. */
export type SharedWhyHandle = Popover.Handle<Denial>;

/** A handle for the explanation that the rows of a list share. */
export const createSharedWhy = (): SharedWhyHandle => Popover.createHandle<Denial>();

/** The explanation that the rows of a list share. */
export function SharedWhy({ handle }: { handle: SharedWhyHandle }) {
  return <Popover.Root handle={handle}>{({ payload }) => payload && <WhyPopup {...payload} />}</Popover.Root>;
}

/** “Why?” of a row, which opens the shared explanation. */
export function WhyTrigger({ handle, ...denial }: Denial & { handle: SharedWhyHandle }) {
  const { hallpass, parts } = useWords();
  return (
    <Popover.Trigger handle={handle} payload={denial} render={WHY} aria-label={parts.whyAbout(denial.label)}>
      {hallpass.why}
    </Popover.Trigger>
  );
}

function WhyPopup({ label, permission }: Denial) {
  const { hallpass } = useWords();
  return (
    <Popover.Portal>
      <Popover.Positioner className="positioner" align="end" sideOffset={6} collisionPadding={8}>
        <Popover.Popup className="why" aria-label={hallpass.whyNot(label)}>
          <WhyPanel key={label} permission={permission} />
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  );
}

function WhyPanel({ permission }: { permission: When }) {
  return <WhyNot {...useExplanation(permission)} />;
}
