/** What a small request is answered with. */
export const SMALL = JSON.stringify({
  id: 4711,
  name: 'A small document',
  tags: ['a', 'b', 'c'],
  ok: true,
  score: 12.5,
});
