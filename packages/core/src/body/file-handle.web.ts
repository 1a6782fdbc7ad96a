type Twin = typeof import('./file-handle.ts');

/** There are no open files. */
export const isFileHandle = ((_value: object) => false) as Twin['isFileHandle'];

/** Never called. */
export const FileHandleSource = null as unknown as Twin['FileHandleSource'];
