import type { ProjectGrant } from 'hallpass';
import { CUSTOM, ProjectGrants } from 'hallpass/react';
import type { InviteFormState, ProjectGrantsState, ProjectRow } from 'hallpass/react';
import { useEffect, useId, useRef } from 'react';

import { useProjectList } from '../../hooks/projects.ts';
import { roleTitle, usePolicy } from '../../hooks/state.tsx';
import { PermissionChoice } from '../../ui/access-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useFormats, useWords } from '../../words/language.ts';

interface Props extends Pick<InviteFormState, 'draft' | 'edit'> {
  readonly account: string;
  /** The error of the form. */
  readonly error: unknown;
}

/** What an invite grants in single projects, where the policy and the team have projects. */
export function InviteProjects({ account, draft, edit, error }: Props) {
  return (
    <ProjectGrants
      account={account}
      value={draft.projects}
      onChange={(projects) => edit({ projects })}
      error={error}
      isLink={draft.email === ''}
    >
      {(state) => <Section {...state} />}
    </ProjectGrants>
  );
}

function Section({ rows, canAdd, add, issue, error }: ProjectGrantsState) {
  const section = useRef<HTMLFieldSetElement>(null);
  const previousCount = useRef(rows.length);
  const count = rows.length;
  // The new row gets the focus; after a removal, the last button of the section does, since the pressed one is gone.
  useEffect(() => {
    const added = count > previousCount.current;
    const last = [...(section.current?.querySelectorAll<HTMLElement>(added ? '.project-row' : 'button') ?? [])].at(-1);
    if (added) last?.querySelector('select')?.focus();
    else if (count < previousCount.current) last?.focus();
    previousCount.current = count;
  }, [count]);
  const id = useId();
  const { hallpass } = useWords();
  if (!canAdd && count === 0) return error === undefined ? null : <Problem error={error} />;
  return (
    <fieldset ref={section} className="project-rows" aria-describedby={`${id}-about`}>
      <legend className="field-label">{hallpass.projects}</legend>
      <p id={`${id}-about`} className={issue ? 'field-wrong' : 'field-hint'}>
        {issue ?? hallpass.projectsAbout}
      </p>
      {rows.map((row, index) => (
        // By position: a row's project can be changed.
        <ProjectFields key={index} row={row} />
      ))}
      {error !== undefined && <Problem error={error} />}
      {canAdd && (
        <div>
          <Button small icon="plus" onClick={add}>
            {hallpass.addProject}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function ProjectFields({ row }: { row: ProjectRow }) {
  const { issue } = row;
  const { hallpass } = useWords();
  const id = useId();
  const wrong = (field: NonNullable<typeof issue>['field']) => (issue?.field === field ? issue.text : undefined);
  return (
    <div className="project-row" role="group" aria-label={row.name}>
      <Select
        label={hallpass.project}
        value={row.project}
        onText={row.setProject}
        wrong={wrong('project')}
        options={row.projects.map((project) => ({ value: project.id, label: project.name }))}
      />
      <Select
        label={hallpass.projectRole}
        value={row.role}
        onText={row.setRole}
        wrong={wrong('role')}
        options={row.roles.map((role) => ({ value: role.name, label: role.title }))}
      />
      <Button look="quiet" aria-label={hallpass.removeProjectOf(row.name)} onClick={row.remove}>
        {hallpass.removeProject}
      </Button>
      {row.role === CUSTOM && (
        <fieldset className="project-row-wide role-choices" aria-describedby={wrong('permissions') && `${id}-wrong`}>
          <legend className="field-label">{hallpass.projectPermissions}</legend>
          <div className="permission-list">
            {row.choices.map(({ scope: _, ...permission }) => (
              <PermissionChoice key={permission.name} permission={permission} onToggle={() => row.toggle(permission.name)} />
            ))}
          </div>
          {wrong('permissions') && (
            <p id={`${id}-wrong`} className="field-wrong">
              {wrong('permissions')}
            </p>
          )}
        </fieldset>
      )}
    </div>
  );
}

/** What an invite grants in projects, as a line of text: those that the user sees, by name, and how many others. */
export function InvitedTo({ grants }: { grants: readonly ProjectGrant[] }) {
  const policy = usePolicy();
  const projects = useProjectList();
  const { hallpass } = useWords();
  const { list } = useFormats();
  if (!projects) return null;
  const visible = grants.flatMap(({ project, role }) => {
    const name = projects.find(({ id }) => id === project)?.name;
    return name === undefined ? [] : [hallpass.grantIn(name, roleTitle(policy, role))];
  });
  const hidden = grants.length - visible.length;
  const others = hidden > 0 ? [hallpass.hiddenProjects(hidden)] : [];
  return <span className="invited-to">{hallpass.invitedTo(list([...visible, ...others]))}</span>;
}
