import { createSnapshot } from 'hallpass/edge';
import { cookies } from 'next/headers';
import { Hallpass } from './hallpass.jsx';
import { endpoint } from './identity.js';
import { Pods } from './pods.jsx';

export default async function Page() {
  const token = (await cookies()).get('identity')?.value;
  return (
    <Hallpass initial={await createSnapshot({ endpoint, token })}>
      <Pods />
    </Hallpass>
  );
}
