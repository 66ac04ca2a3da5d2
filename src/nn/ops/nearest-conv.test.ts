import { expect, test } from 'vitest';
import type { OperatorCase } from '../../../test/support/operator-cases/operator-case.js';
import { normwiseError, openOperator, probeOf } from '../../../test/support/run-operator.js';
import { conv } from './conv.js';
import { nearestConv } from './nearest-conv.js';
import { resizeNearest } from './resize-nearest.js';

test.each([3, 5, 7])('kernel %i: values and gradients of the literal form', async (k) => {
  const inputs = [
    [2, 3, 4, 5],
    [4, 3, k, k],
  ];
  const forms: OperatorCase[] = [
    { name: 'polyphase', inputs, build: (x, w) => nearestConv(x, w) },
    {
      name: 'literal',
      inputs,
      build: (x, w) => conv(resizeNearest(x, 2), w, null, { padding: (k - 1) / 2 }),
    },
  ];
  const probe = probeOf(forms[0]!);
  const sessions = await Promise.all(forms.map((form) => openOperator(form, 'reference')));
  const [fast, slow] = [await sessions[0]!.run(probe), await sessions[1]!.run(probe)];
  expect(normwiseError(fast.value, slow.value)).toBeLessThan(1e-13);
  slow.gradients.forEach((gradient, i) => {
    expect(normwiseError(fast.gradients[i]!, gradient)).toBeLessThan(1e-13);
  });
  await Promise.all(sessions.map((session) => session.release()));
});
