/** The fields of `ProjectGrants` and the text of `InvitedProjects`. Loaded where a policy has projects. */

import { type ReactNode, useEffect, useId, useRef } from 'react';
import { PermissionChoice } from './access-picker-screen.tsx';
import { Button, partProps, Problem, SelectField, Wrong } from './parts.tsx';
import type { InvitedProjectsProps, ProjectGrantsProps, ProjectRow } from './project-types.ts';
import { PROJECT_WORDS } from './project-words.ts';
import { accessTitle, CUSTOM, usePolicy } from './state.ts';
import { useAccountProjects, useProjectGrants } from './use-project-grants.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

/** The rows, with a button for another one. */
export function ProjectFields(props: ProjectGrantsProps): ReactNode {
  const { className, words, children } = props;
  const { t } = useWords(PROJECT_WORDS, words);
  const state = useProjectGrants(props);
  const section = useRef<HTMLFieldSetElement>(null);
  const previousCount = useRef(state.rows.length);
  const count = state.rows.length;
  // The new row gets the focus; after a removal, the last button of the section does, since the pressed one is gone.
  useEffect(() => {
    const fields = [...(section.current?.querySelectorAll<HTMLElement>(count > previousCount.current ? 'div[role=group]' : 'button') ?? [])];
    const last = fields.at(-1);
    if (count > previousCount.current) last?.querySelector<HTMLElement>('[data-hallpass-part=input]')?.focus();
    else if (count < previousCount.current) last?.focus();
    previousCount.current = count;
  }, [count]);
  const id = useId();
  if (children) return children(state);
  const { rows, canAdd, add, issue, error } = state;
  if (!canAdd && rows.length === 0) return <Problem error={error} />;
  return (
    <fieldset {...partProps('projects')} className={className} ref={section} aria-describedby={issue ? `${id}w` : `${id}a`}>
      <legend>{t.projects}</legend>
      <p {...partProps('about')} id={`${id}a`}>
        {t.projectsAbout}
      </p>
      {rows.map((row, index) => (
        // By position: a row's project can be changed.
        <Row key={index} row={row} words={words} />
      ))}
      <Wrong id={`${id}w`} text={issue} />
      <Problem error={error} />
      {canAdd && (
        <div {...partProps('buttons')}>
          <Button onClick={add}>{t.addProject}</Button>
        </div>
      )}
    </fieldset>
  );
}

interface RowProps {
  readonly row: ProjectRow;
  readonly words: OwnWords | undefined;
}

function Row({ row, words }: RowProps) {
  const { t, name } = useWords(PROJECT_WORDS, words);
  const { project, projects, role, roles, choices, issue } = row;
  const id = useId();
  const wrong = (field: NonNullable<typeof issue>['field']): string | undefined => (issue?.field === field ? issue.text : undefined);
  return (
    <div {...partProps('project')} role="group" aria-label={row.name}>
      <SelectField label={t.project} value={project} options={projects.map((each) => ({ value: each.id, text: each.name }))} onValue={row.setProject} wrong={wrong('project')} />
      <SelectField label={t.projectRole} value={role} options={roles.map((each) => ({ value: each.name, text: each.title }))} onValue={row.setRole} wrong={wrong('role')} />
      <Button variant="quiet" aria-label={t.removeProjectOf(name(row.name))} onClick={row.remove}>
        {t.removeProject}
      </Button>
      {role === CUSTOM && (
        <fieldset {...partProps('roles')} aria-describedby={wrong('permissions') && `${id}w`}>
          <legend>{t.projectPermissions}</legend>
          {choices.map(({ scope: _, ...permission }) => (
            <PermissionChoice key={permission.name} permission={permission} onToggle={() => row.toggle(permission.name)} words={words} />
          ))}
          <Wrong id={`${id}w`} text={wrong('permissions')} />
        </fieldset>
      )}
    </div>
  );
}

const WORDS = { ...INVITE_WORDS, ...PROJECT_WORDS };

/** What an invite grants in projects: those that the user sees, by name, and how many others. */
export function InvitedProjectsText({ account, projects, className, words, children }: InvitedProjectsProps): ReactNode {
  const { t, name, list } = useWords(WORDS, words);
  const policy = usePolicy();
  const known = useAccountProjects(account).projects;
  if (!known) return null;
  const titles = projects.flatMap((grant) => {
    const project = known.find(({ id }) => id === grant.project);
    return project ? [t.grantIn(name(project.name), accessTitle(policy, grant.role, t))] : [];
  });
  const hidden = projects.length - titles.length;
  const text = t.invitedTo(list(hidden > 0 ? [...titles, t.hiddenProjects(hidden)] : titles));
  return children ? children(text) : <small className={className}>{text}</small>;
}
