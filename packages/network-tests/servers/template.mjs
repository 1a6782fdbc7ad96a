import { readFileSync, writeFileSync } from 'node:fs';

/** Writes a configuration from a template in this folder, replacing every `{{name}}`. */
export function writeConfig(template, path, values) {
  const text = readFileSync(new URL(template, import.meta.url), 'utf8');
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`${template} needs a value for ${name}.`);
    return String(values[name]);
  });
  writeFileSync(path, filled);
  return path;
}
