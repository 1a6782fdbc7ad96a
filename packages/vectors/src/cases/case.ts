/** A file of cases, as recorded. `conformance/vectors/README.md` says what each key means. */
export interface Group {
  readonly group: string;
  readonly recordedWith: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly id: string;
  readonly doc: string;
  readonly needs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: Readonly<Record<string, string>>;
  readonly session?: Settings;
  readonly replies?: readonly Reply[];
  readonly steps: readonly Step[];
  readonly expect: { readonly wire: readonly WireRequest[]; readonly results: readonly Result[] };
}

/** JSON in which tagged values may stand. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Settings of a session. */
export interface Settings {
  readonly headers?: Json;
  readonly cookies?: Json;
  readonly params?: Json;
  readonly auth?: Json;
  readonly proxies?: Readonly<Record<string, string | null>>;
  readonly maxRedirects?: number;
  readonly trustEnv?: boolean;
  readonly stream?: boolean;
  readonly verify?: boolean | string;
  readonly clearCookies?: boolean;
}

export type Options = Readonly<Record<string, Json>>;

/** What `call`, `api`, `prepare`, `bare` and `send` hold. */
export interface Target {
  readonly method?: string;
  readonly verb?: string;
  readonly url: Json;
  readonly options?: Options;
  readonly bare?: boolean;
  readonly sendOptions?: Options;
}

export interface Step {
  readonly call?: Target;
  readonly api?: Target;
  readonly prepare?: Target;
  readonly bare?: Target;
  readonly send?: Target;
  readonly follow?: Options;
  readonly session?: Settings;
  readonly read?: readonly Read[];
  readonly jar?: boolean;
}

export interface IterationOptions {
  readonly chunkSize?: number | null;
  readonly decodeUnicode?: boolean;
  readonly delimiter?: string;
  readonly take?: number;
}

export type Read =
  | string
  | { readonly setEncoding: string | null }
  | { readonly iterContent: IterationOptions }
  | { readonly iterLines: IterationOptions }
  | { readonly rawRead: number };

export interface Reply {
  readonly raw?: string;
  readonly parts?: readonly (string | { readonly $repeat: readonly [string, number] })[];
  readonly gapMs?: number;
  readonly delayMs?: number;
  readonly hang?: number;
  readonly close?: boolean;
  readonly reset?: boolean;
}

/** Bytes as the vectors write them. `stream` stands for a body that can only be gone through. */
export interface Body {
  readonly text?: string;
  readonly b64?: string;
  readonly length?: number;
  readonly sha256?: string;
  readonly json?: Json;
  readonly stream?: boolean;
}

export type HeaderLine = readonly [name: string, value: string];

export interface WireRequest {
  readonly at: string;
  readonly line: string;
  readonly headers: readonly HeaderLine[];
  readonly framing: string;
  readonly body?: Body;
}

export interface Prepared {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: Body;
}

export interface Failure {
  readonly class: string;
  readonly isA: readonly string[];
  readonly hasRequest: boolean;
  readonly hasResponse: boolean;
  readonly message?: string;
  readonly response?: { readonly status: number; readonly url: string; readonly historyLength: number };
}

export interface ReadResult {
  readonly read: Read;
  readonly value?: unknown;
  readonly error?: Failure;
  readonly itemsBefore?: readonly unknown[];
}

export interface ResponseResult {
  readonly status: number;
  readonly reason: string;
  readonly url: string;
  readonly ok: boolean;
  readonly history: readonly (readonly [number, string])[];
  readonly isRedirect: boolean;
  readonly isPermanentRedirect: boolean;
  readonly reads?: readonly ReadResult[];
}

export interface CookieLine {
  readonly domain: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly hostOnly?: boolean;
  readonly secure: boolean;
  readonly session: boolean;
}

export interface Result {
  readonly set?: boolean;
  readonly prepared?: Prepared;
  readonly response?: ResponseResult;
  readonly error?: Failure;
  readonly jar?: readonly CookieLine[];
}
