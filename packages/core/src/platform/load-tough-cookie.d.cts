declare const loadToughCookie: () => typeof import('tough-cookie');
export = loadToughCookie;
