import type { Account } from 'hallpass';

import { pathIn } from '../address.ts';
import { useClientState } from '../hooks/state.tsx';
import { Link } from '../router.tsx';
import { Avatar } from '../ui/small.tsx';
import { useWords } from '../words/language.ts';

/** The teams whose ownership the user is offered, each with a way to its offer. Renders nothing without any. */
export function OfferedOwnerships() {
  const { accounts, user } = useClientState();
  const { inbox: t } = useWords();
  const offered = accounts.filter(({ transfer }) => transfer !== undefined && transfer.to.user === user?.id);
  if (offered.length === 0) return null;
  return (
    <section className="card settings" aria-labelledby="offered-ownerships">
      <h2 id="offered-ownerships" className="card-title">
        {t.offeredOwnership}
      </h2>
      {offered.map((team) => (
        <OfferedOwnership key={team.id} team={team} />
      ))}
    </section>
  );
}

function OfferedOwnership({ team }: { team: Account }) {
  const { inbox: t } = useWords();
  const about = `offered-${team.id}`;
  return (
    <div className="setting">
      <div className="person">
        <Avatar name={team.name} seed={team.id} square />
        <p id={about}>{t.offers(team.owner.name, <strong>{team.name}</strong>)}</p>
      </div>
      <Link className="button button-secondary" aria-describedby={about} href={pathIn(team.id, 'members')}>
        {t.reviewOffer}
      </Link>
    </div>
  );
}
