import { CUSTOM } from 'hallpass/react';

import { permissionTitle, roleTitle, usePolicy } from '../hooks/state.tsx';
import { useFormats, useWords } from '../words/language.ts';

/** A role's title, or what a list of permissions allows. */
export function AccessName({ role, permissions }: { role: string; permissions?: readonly string[] | undefined }) {
  const policy = usePolicy();
  const { parts } = useWords();
  const { list } = useFormats();
  if (role !== CUSTOM) return roleTitle(policy, role);
  const titles = (permissions ?? []).map((name) => permissionTitle(policy, name));
  return (
    <span className="access-name" title={titles.join('\n')}>
      {parts.custom}
      <span className="unseen">{parts.customWith(list(titles))}</span>
      <span className="access-count" aria-hidden="true">
        {titles.length}
      </span>
    </span>
  );
}
