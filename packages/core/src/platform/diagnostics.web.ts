/** There are no diagnostics channels on this platform. */
export function diagnosed(): boolean {
  return false;
}

export const diagnostics: typeof import('./diagnostics.node.ts').diagnostics = {
  request: () => {},
  response: () => {},
  error: () => {},
  bodyEnd: () => {},
};
