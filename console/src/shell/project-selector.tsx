import type { Project } from 'hallpass';

import { pathIn } from '../address.ts';
import { client } from '../client.ts';
import { useHasProjects } from '../hooks/projects.ts';
import { useClientState } from '../hooks/state.tsx';
import { navigate } from '../router.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Item } from '../ui/menu.tsx';
import { Avatar } from '../ui/small.tsx';
import { useWords } from '../words/language.ts';

/** The tab's active project, and a menu of the user's projects in the active account. */
export function ProjectSelector() {
  const { active, projects, project } = useClientState();
  const hasProjects = useHasProjects();
  const { hallpass, shell } = useWords();
  const choices = projects?.filter(({ status }) => status === 'active') ?? [];
  if (!active || !hasProjects || choices.length === 0) return null;
  const choose = ({ id }: Project) => {
    client.projects.use(id);
    navigate(pathIn(active.id, `projects/${id}`));
  };
  const items: Item[] = choices.map((each) => ({
    key: each.id,
    label: each.name,
    chosen: each.id === project?.id,
    picture: <Avatar name={each.name} seed={each.id} square size={24} />,
    run: () => choose(each),
  }));
  items.push({ key: 'all', label: shell.allProjects, icon: 'folder', apart: true, run: () => navigate(pathIn(active.id, 'projects')) });
  return (
    <Menu className="selector project-selector" label={hallpass.projects} items={items}>
      <span className="selector-text">
        <span className="unseen">{shell.project}</span>
        <span className="selector-name" dir="auto">{project?.name ?? hallpass.noProjectChosen}</span>
      </span>
      <Icon name="chevron" size={16} />
    </Menu>
  );
}
