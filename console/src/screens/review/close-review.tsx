import type { Account, Review } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { formatCount } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
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
  const { kept, changed, removed, gone, undecided } = review.counts;
  const close = useAction(async () => {
    const closed = await client.reviews.close(review.id, { account: account.id });
    saveSummary(closed);
    showToast({ text: 'The review is closed', detail: 'Its signed summary is in your downloads.' });
    onClose();
    onDone();
  });
  return (
    <Dialog title="Close the access review?" onClose={onClose}>
      <ul className="consequences" aria-label="Outcome">
        <li>
          {kept} kept, {changed} changed, {removed} removed, {gone} left
        </li>
        {undecided > 0 && <li>Nothing is decided about {formatCount(undecided, 'member')}, and the summary says so</li>}
        <li>Decisions are final then. You get a summary that the edge has signed.</li>
      </ul>
      <Problem error={close.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={close.busy} onClick={() => void close.run()}>
          Close review
        </Button>
      </DialogActions>
    </Dialog>
  );
}
