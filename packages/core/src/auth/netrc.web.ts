/** There are no files, so there is no netrc. */
export const netrcAuthFor: typeof import('./netrc.ts').netrcAuthFor = () => null;
