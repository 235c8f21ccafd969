import { Hallpass } from '../hallpass.jsx';
import { Join } from './join.jsx';

export default function Page() {
  return (
    <Hallpass>
      <Join />
    </Hallpass>
  );
}
