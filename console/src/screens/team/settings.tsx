import { REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';

import { pathIn } from '../../address.ts';
import { useVerdict } from '../../hooks/state.tsx';
import { Link } from '../../router.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { Setting } from '../../ui/setting.tsx';
import { useWords } from '../../words/language.ts';
import { DangerZone } from './danger.tsx';
import { Rename } from './rename.tsx';
import { Spend } from './spend.tsx';
import { Ownership } from './transfer.tsx';

/** What can be set for a team, and its end. */
export function Settings({ account, isOwner }: { account: Account; isOwner: boolean }) {
  const manage = useVerdict(REQUIRED.membersManage);
  return (
    <>
      <General account={account} />
      <Spend account={account} />
      {manage === 'allow' && <ReviewCard account={account.id} />}
      <Ownership />
      <DangerZone account={account} owner={isOwner} />
    </>
  );
}

function General({ account }: { account: Account }) {
  const manage = useVerdict(REQUIRED.teamManage);
  const { hallpass, team: t } = useWords();
  return (
    <section className="card settings" aria-labelledby="general">
      <h2 id="general" className="card-title">
        {hallpass.general}
      </h2>
      <Setting title={hallpass.teamName} about={<span className="long-text">{account.name}</span>}>
        {manage === 'allow' && <Rename account={account} />}
        {manage === 'deny' && <DeniedButton label={t.rename} permission={REQUIRED.teamManage} />}
      </Setting>
      <Setting title={t.id} about={<code>{account.id}</code>} />
    </section>
  );
}

function ReviewCard({ account }: { account: string }) {
  const { hallpass, team: t } = useWords();
  return (
    <section className="card settings" aria-labelledby="access-review">
      <h2 id="access-review" className="card-title">
        {hallpass.review}
      </h2>
      <div className="setting">
        <p className="muted">{t.reviewAbout}</p>
        <Link className="button button-secondary" href={pathIn(account, 'review')}>
          {t.reviewAccess}
        </Link>
      </div>
    </section>
  );
}
