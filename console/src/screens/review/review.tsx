import { REQUIRED } from 'hallpass';
import type { Account, Review } from 'hallpass';
import { useAccessReview, useAction } from 'hallpass/react';

import { pathIn } from '../../address.ts';
import { client } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';
import { useActive, useVerdict } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Denied } from '../../ui/explanation.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Skeleton, Time } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { useWords } from '../../words/language.ts';
import { NotFoundScreen } from '../not-found.tsx';
import { OpenReview } from './open-review.tsx';
import { saveSummary } from './summary.ts';

/** The access reviews of the active team: the open one with its decisions, and the closed ones. */
export function ReviewScreen() {
  const { hallpass, review: t } = useWords();
  useAccountTitle(hallpass.review);
  const account = useActive();
  const manage = useVerdict(REQUIRED.membersManage);
  if (!account || manage === 'unknown') return <Skeleton lines={8} label={t.loading} />;
  if (account.kind === 'personal') return <NotFoundScreen />;
  if (manage === 'deny') {
    return (
      <>
        <h1 className="unseen">{hallpass.review}</h1>
        <Denied title={t.denied} permission={REQUIRED.membersManage} />
      </>
    );
  }
  return <Reviews key={account.id} account={account} />;
}

function Reviews({ account }: { account: Account }) {
  const state = useAccessReview();
  const { hallpass, review: t } = useWords();
  const open = state.review?.status === 'open' ? state.review : undefined;
  const reviews = useLoad(`${account.id} ${state.review?.id} ${state.review?.status}`, () => client.reviews.list({ account: account.id }));
  const closed = reviews.data?.items.filter(({ status }) => status === 'closed') ?? [];
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1 className="page-title">{hallpass.review}</h1>
          <p className="muted">
            <Link href={pathIn(account.id, 'members')}>{account.name}</Link> · {t.about}
          </p>
        </div>
        {state.status === 'ready' && !open && (
          <Button look="primary" icon="check" busy={state.open.busy} onClick={() => void state.open.run()}>
            {t.start}
          </Button>
        )}
      </div>
      <Problem error={reviews.error ?? state.open.error} retry={() => void reviews.reload()} />
      {state.status === 'loading' && <Skeleton lines={6} label={t.loadingList} />}
      {open && <OpenReview key={open.id} account={account} review={open} state={state} />}
      {reviews.data && !open && closed.length === 0 && (
        <section className="card" aria-label={t.none}>
          <Empty icon="list" title={t.noneYet}>
            <p>{t.noneYetAbout}</p>
          </Empty>
        </section>
      )}
      {closed.length > 0 && <ClosedReviews account={account} reviews={closed} />}
    </>
  );
}

function ClosedReviews({ account, reviews }: { account: Account; reviews: readonly Review[] }) {
  const { hallpass, review: t } = useWords();
  const save = useAction(async (id: string) => saveSummary(await client.reviews.summary(id, { account: account.id })));
  return (
    <section className="card card-flush" aria-labelledby="closed">
      <div className="card-head">
        <h2 id="closed" className="card-title">
          {t.closedReviews}
        </h2>
      </div>
      <Problem error={save.error} />
      <Table label={t.closedReviews} columns={[t.closed, hallpass.members, t.outcome]} hasActions>
        {reviews.map(({ id, closedAt, counts }) => (
          <Row key={id}>
            <Cell as="main">
              <Time at={closedAt ?? ''} as="day" />
            </Cell>
            <Cell label={hallpass.members}>{counts.total}</Cell>
            <Cell label={t.outcome} as="muted">
              {t.counts(counts)}
            </Cell>
            <Cell as="actions">
              <Button small busy={save.busy} onClick={() => void save.run(id)}>
                {t.saveSummary}
              </Button>
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  );
}
