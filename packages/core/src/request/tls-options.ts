/** The CA certificates to trust (PEM, or the path of a bundle or directory), or whether to verify at all. */
export type Verify = boolean | string | Uint8Array;

/** A client certificate: the path of a PEM file with certificate and key, `[cert, key]`, or paths or PEM by name. */
export type Cert =
  | string
  | readonly [cert: string, key: string]
  | {
      /** The certificate, with those between it and the root: a path, or PEM. */
      readonly cert: string | Uint8Array;
      /** Its private key: a path, or PEM. */
      readonly key: string | Uint8Array;
      /** Decrypts the key. */
      readonly passphrase?: string | undefined;
    };
