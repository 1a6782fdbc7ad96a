import { certify, type Identity, authority as trustedAuthority } from '@req/test-support/certify';

export { certify, unknownAuthority } from '@req/test-support/certify';

export const authority: Identity = trustedAuthority();
/** For `localhost`, `origin.test` and the loopback addresses. */
export const localhost: Identity = certify({
  name: 'localhost',
  names: ['DNS:localhost', 'DNS:origin.test', 'IP:127.0.0.1', 'IP:::1'],
});
