declare const loadSocks: () => typeof import('socks');
export = loadSocks;
