import type { Delivery } from 'hallpass';
import type { ReactNode } from 'react';

import { useWords } from '../../words/language.ts';

/** What became of the email of an invite. The link works all the same. `children` is shown beside it. */
export function DeliveryText({ delivery, children }: { delivery: Delivery; children?: ReactNode }) {
  const { hallpass } = useWords();
  return (
    <span className="person-detail" data-delivery={delivery.state}>
      {hallpass.delivery(delivery)}
      {children && <> {children}</>}
    </span>
  );
}
