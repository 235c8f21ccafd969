import { useTitle } from '../hooks/title.ts';
import { Link } from '../router.tsx';
import { Empty } from '../ui/small.tsx';

/** The screen for unknown paths. */
export function NotFoundScreen() {
  useTitle('Not found');
  return (
    <section className="card">
      <h1 className="unseen">Not found</h1>
      <Empty icon="search" title="There is nothing at this address">
        <Link className="button button-secondary" href="/resources">
          Go to Resources
        </Link>
      </Empty>
    </section>
  );
}
