import { type ReactNode, useState } from 'react';
import { LIMITS } from '../generated.ts';
import type { Project } from '../types.ts';
import { PROJECT_SWITCHER_WORDS } from '../words.ts';
import { Button, Confirm, Field, Panel, partProps, type Ready, rootProps } from './parts.tsx';
import { type ProjectsState, useProjects } from './projects.ts';
import { accessTitle, usePolicy } from './state.ts';
import { type Action, useAction } from './use-action.ts';
import { type Menu, useMenu } from './use-menu.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

interface Options {
  /** Called after the active project was changed here; without a project if none is active. */
  readonly onUse?: ((project: Project | undefined) => void) | undefined;
}

/** The project switcher without its markup. */
export interface ProjectSwitcherState extends ProjectsState {
  readonly menu: Menu;
  /** Makes `project` the active one, or none, and closes the menu. */
  choose(project: Project | undefined): void;
  /** Makes a project of that name and works in it. */
  readonly createProject: Action<[name: string]>;
}

/** The active project, all of the user's projects in the active account, and the props of a menu to choose one. */
export const useProjectSwitcher = ({ onUse }: Options = {}): ProjectSwitcherState => {
  const projects = useProjects();
  const menu = useMenu();
  const change = (project: Project | undefined) => {
    if (project?.id === projects.active?.id) return;
    projects.use(project?.id);
    onUse?.(project);
  };
  const createProject = useAction(async (name: string) => change(await projects.create({ name })));
  return { ...projects, menu, choose: (project) => menu.pick(() => change(project)), createProject };
};

/** Props of `ProjectSwitcher`. */
export interface ProjectSwitcherProps extends Options, Ready<ProjectSwitcherState> {
  /** Whether the menu offers to make a project to those who may; by default it does. */
  readonly create?: boolean;
  /** Whether the menu offers to work in no project; by default it does not. */
  readonly none?: boolean;
  /** Renders the picture beside a project's name. */
  readonly picture?: (project: Project) => ReactNode;
}

/** A button that names the active project, and a menu to change it. Without projects it says why there are none. */
export function ProjectSwitcher({ create = true, none = false, picture, className, words, children, ...options }: ProjectSwitcherProps): ReactNode {
  const { t, name } = useWords(PROJECT_SWITCHER_WORDS, words);
  const state = useProjectSwitcher(options);
  const policy = usePolicy();
  const [creating, setCreating] = useState(false);
  if (children) return children(state);
  const { projects, active, menu, choose, loading, mayCreate } = state;
  const offersCreate = create && mayCreate;
  const describe = ({ role }: Project): string => {
    if (role === undefined) return t.throughRole;
    return accessTitle(policy, role, t);
  };
  const nameOfNone = (): string => {
    if (loading) return t.loading;
    if (projects.length > 0) return t.chooseProject;
    return mayCreate ? t.noProjectsYet : t.noProjectForYou;
  };
  const label = active?.name ?? nameOfNone();
  return (
    <div {...rootProps('project-switcher', className)} ref={menu.around}>
      <Button
        {...menu.button}
        disabled={projects.length === 0 && !offersCreate}
        aria-label={active ? `${t.projectIs(name(active.name))}, ${describe(active)}` : label}
      >
        {active && picture?.(active)}
        <bdi>{label}</bdi> <span aria-hidden="true">▾</span>
      </Button>
      {menu.open && (
        <Panel {...partProps('menu')} {...menu.menu} around={menu.around} align="start">
          {none && (
            <button {...partProps('item')} type="button" role="menuitemradio" tabIndex={-1} aria-checked={!active} onClick={() => choose(undefined)}>
              {t.noProjectChosen}
            </button>
          )}
          {projects.map((project) => (
            <button
              key={project.id}
              {...partProps('item')}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={project.id === active?.id}
              onClick={() => choose(project)}
            >
              {picture?.(project)}
              <bdi>{project.name}</bdi> <small>{describe(project)}</small>
            </button>
          ))}
          {offersCreate && (
            <button {...partProps('item')} type="button" role="menuitem" tabIndex={-1} onClick={() => menu.pick(() => setCreating(true))}>
              {t.createProject}
            </button>
          )}
        </Panel>
      )}
      {creating && <CreateProject create={state.createProject} words={words} onClose={() => setCreating(false)} />}
    </div>
  );
}

function CreateProject({ create, words, onClose }: { create: ProjectSwitcherState['createProject']; words: OwnWords | undefined; onClose: () => void }) {
  const { t } = useWords(PROJECT_SWITCHER_WORDS, words);
  const [name, setName] = useState('');
  return (
    <Confirm
      title={t.createProject}
      label={t.makeProject}
      variant="primary"
      action={{ ...create, run: () => create.run(name) }}
      onClose={onClose}
      words={words}
    >
      <p>{t.createProjectAbout}</p>
      <Field label={t.projectName} required maxLength={LIMITS.nameCharacters} value={name} onText={setName} />
    </Confirm>
  );
}
