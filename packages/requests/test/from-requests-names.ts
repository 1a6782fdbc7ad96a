import { readFileSync } from 'node:fs';

/** What scripts/oracle/public-names.py found in Requests. */
export interface PublicNames {
  readonly versions: Readonly<Record<string, string>>;
  /** By class, module or, with `(…)`, callable. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly codes: Readonly<Record<string, number>>;
}

export const publicNames: PublicNames = JSON.parse(
  readFileSync(new URL('./requests-public-names.json', import.meta.url), 'utf8'),
);

/** Each name as `subject: name`. */
export const everyName: readonly string[] = Object.entries(publicNames.names).flatMap(([subject, names]) =>
  names.map((name) => `${subject}: ${name}`),
);

/** What the variables in the page's Python are. */
const CLASSES: Readonly<Record<string, string>> = {
  s: 'Session',
  req: 'Request',
  p: 'PreparedRequest',
  r: 'Response',
  e: 'RequestException',
  d: 'CaseInsensitiveDict',
  jar: 'RequestsCookieJar',
  basic: 'HTTPBasicAuth',
  digest: 'HTTPDigestAuth',
  adapter: 'HTTPAdapter',
  codes: 'LookupDict',
  utils: 'utils',
};

/** Python's syntax, by the special methods it calls; the group is the variable. */
const SYNTAX: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^pickle\.dumps\((\w+)\)$/, ['__getstate__']],
  [/^pickle\.loads\((\w+)\)$/, ['__setstate__']],
  [/^with .* as (\w+):$/, ['__enter__', '__exit__']],
  [/^bool\((\w+)\)$/, ['__bool__']],
  [/^len\((\w+)\)$/, ['__len__']],
  [/^iter\((\w+)\)$/, ['__iter__']],
  [/^for \w+ in (\w+)$/, ['__iter__']],
  [/^\S+ in (\w+)$/, ['__contains__']],
  [/^del (\w+)\[/, ['__delitem__']],
  [/^(\w+)\[.*\] = /, ['__setitem__']],
  [/^(\w+)\[/, ['__getitem__']],
  [/^(\w+) == /, ['__eq__']],
  [/^(basic|digest)\(p\)$/, ['__call__']],
];

/** The public names that a piece of the page's Python uses, as `subject: name`. */
export function pythonNames(python: string): string[] {
  const variable = /^os\.environ\['(\w+)'\]$/.exec(python)?.[1];
  if (variable !== undefined) return [`environment: ${variable}`];
  const [, callable, keywords] = /^(request|HTTPAdapter|Retry)\((.*=.*)\)$/.exec(python) ?? [];
  if (keywords !== undefined) {
    return Array.from(keywords.matchAll(/(\w+)=/g), ([, name]) => `${callable}(…): ${name}`);
  }
  const code = python.replace(/^requests\.codes(?=[[.])/, 'codes');
  for (const [pattern, methods] of SYNTAX) {
    const subject = CLASSES[pattern.exec(code)?.[1] ?? ''];
    if (subject !== undefined) return methods.map((method) => `${subject}: ${method}`);
  }
  const [, first = '', second = '', third] = /^(\w+)\.(\w+)(?:\.(\w+))?/.exec(code) ?? [];
  if (first !== 'requests') return [`${CLASSES[first] ?? first}: ${second}`];
  return third === undefined ? [exported(second)] : [`${second}: ${third}`];
}

/** What `requests` exports comes from one of its modules. */
function exported(name: string): string {
  const modules = [
    'requests',
    'module',
    ...Object.keys(publicNames.names).filter((subject) => /^[a-z]+$/.test(subject)),
  ];
  const module = modules.find((subject) => publicNames.names[subject]?.includes(name));
  return `${module}: ${name}`;
}
