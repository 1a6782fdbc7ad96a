/** The body of small responses. */
export const SMALL = JSON.stringify({
  id: 4711,
  name: 'A small document',
  tags: ['a', 'b', 'c'],
  ok: true,
  score: 12.5,
});
