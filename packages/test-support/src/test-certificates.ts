import type { TestCertificates } from '@req/testserver';
import { perWorker } from './per-worker.ts';

/** An authority and the certificates that it signed; made once a worker, and what makes them is loaded only then. */
export function testCertificates(): Promise<TestCertificates> {
  return perWorker('certificates', async () => (await import('@req/testserver')).makeCertificates());
}
