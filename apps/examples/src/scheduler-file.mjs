// A scheduler without a build and without imports, for the command line:
// recyclegpt generate "Hello" --scheduler ./scheduler-file.mjs
/** @param {import('@recyclegpt/spec').RoundTools} round */
export const scheduler = async (round) => {
  const draft = await round.draft(round.last?.rejected ? 1 : 4);
  return round.check(draft);
};
