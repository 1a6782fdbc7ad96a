import type net from 'node:net';

/** The caller's lookup, with an error instead of an empty list of addresses: Node would throw one that nobody can catch. */
export function lookupNonEmpty(lookup: net.LookupFunction): net.LookupFunction {
  return (name, options, callback) => {
    lookup(name, options, (error, found, family) => {
      if (error || found.length > 0) callback(error, found, family);
      else callback(Object.assign(new Error(`No address was found for ${name}.`), { code: 'ENOTFOUND' }), '', 0);
    });
  };
}
