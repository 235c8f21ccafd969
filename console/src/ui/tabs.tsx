import { Link, usePath } from '../router.tsx';

/** A tab, which links to a page. */
export interface PageTab {
  readonly href: string;
  readonly label: string;
  /** How many there are, such as `12` or `50+`. */
  readonly count?: string | undefined;
}

/** Links to the pages of a section, of which the current one is marked. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  const path = usePath();
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ href, label: name, count }) => (
        <Link key={href} className="tab" href={href} aria-current={path === href ? 'page' : undefined}>
          {name}
          {count !== undefined && <span className="tab-count">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
