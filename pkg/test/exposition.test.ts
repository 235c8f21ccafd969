// The text format of Prometheus, as `npx hallpass start` writes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, exposition, Gauge, Histogram } from '../src/cli/start/exposition.ts';

test('counters and gauges have a line for each set of labels', () => {
  const requests = new Counter('requests_total', 'Requests.');
  requests.add({ route: 'Me', status: '200' });
  requests.add({ route: 'Me', status: '200' }, 2);
  requests.add({ route: 'Me', status: '503' }, 0);
  const queue = new Gauge('queue', 'Waiting.');
  queue.set(3);
  queue.set(1.5);
  assert.equal(
    exposition([requests, queue]),
    `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{route="Me",status="200"} 3
requests_total{route="Me",status="503"} 0
# HELP queue Waiting.
# TYPE queue gauge
queue 1.5
`,
  );
  assert.equal(exposition([new Gauge('empty', 'None.')]), '# HELP empty None.\n# TYPE empty gauge\n');
});

test('buckets of a histogram are cumulative, and the last one has all', () => {
  const seconds = new Histogram('seconds', 'Duration.', [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value, { route: 'Me' });
  assert.equal(
    exposition([seconds]),
    `# HELP seconds Duration.
# TYPE seconds histogram
seconds_bucket{route="Me",le="0.1"} 2
seconds_bucket{route="Me",le="1"} 3
seconds_bucket{route="Me",le="+Inf"} 4
seconds_sum{route="Me"} 7.65
seconds_count{route="Me"} 4
`,
  );
});

test('backslashes, quotes and line breaks are escaped', () => {
  const odd = new Counter('odd_total', 'A \\ and\na line.');
  odd.add({ label: 'a "quote", a \\ and\na line' });
  assert.equal(exposition([odd]), '# HELP odd_total A \\\\ and\\na line.\n# TYPE odd_total counter\nodd_total{label="a \\"quote\\", a \\\\ and\\na line"} 1\n');
});
