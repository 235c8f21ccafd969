import type { Account, Review } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { saveSummary } from './summary.ts';

interface Props {
  readonly account: Account;
  readonly review: Review;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Closes a review after confirmation, and saves its signed summary. */
export function CloseReview({ account, review, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  const { hallpass, review: t } = useWords();
  const { undecided } = review.counts;
  const close = useAction(async () => {
    const closed = await client.reviews.close(review.id, { account: account.id });
    saveSummary(closed);
    showToast({ text: t.isClosed, detail: t.summarySaved });
    onClose();
    onDone();
  });
  return (
    <Dialog title={t.closeQuestion} onClose={onClose}>
      <ul className="consequences" aria-label={t.outcome}>
        <li>{hallpass.reviewCounts(review.counts)}</li>
        {undecided > 0 && <li>{t.undecided(undecided)}</li>}
        <li>{t.closeAbout}</li>
      </ul>
      <Problem error={close.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="primary" busy={close.busy} onClick={() => void close.run()}>
          {hallpass.closeReview}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
