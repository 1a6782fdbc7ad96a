declare const loadIconv: () => typeof import('iconv-lite');
export = loadIconv;
