import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const RECORDER = fileURLToPath(new URL('record.py', import.meta.url));

/** Records what Python Requests does with the cases; resolves to the cases and the recording versions. */
export async function recordCases(cases) {
  const recorder = spawn('/usr/bin/python3', [RECORDER, '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    recorder.on('error', reject);
    recorder.on('close', resolve);
  });
  recorder.stdin.on('error', () => {});
  recorder.stdin.end(JSON.stringify(cases));
  const [output, code] = await Promise.all([text(recorder.stdout), ended]);
  if (code !== 0) throw new Error(`record.py ended with ${code}; scripts/oracle/install.sh installs what it needs.`);
  const recorded = JSON.parse(output);
  return { versions: recorded.recordedWith, cases: recorded.cases };
}
