/** `@req/core/download`: files that are continued after an interruption, loaded in parallel, and checked. Needs Node. */

export { type DownloadOptions, download } from './download.ts';
