// Known vulnerabilities of what the published packages depend on, as the registry tells them. Fails when there are any.
// A registry that answers no audits is said to be one: then nothing was checked.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = JSON.parse(stdout || '{}');
if (report.metadata === undefined) {
  console.log('The registry answers no audits: the dependencies were not checked.');
} else {
  const { total } = report.metadata.vulnerabilities;
  console.log(`${total} known vulnerabilities in ${report.metadata.dependencies.prod} production dependencies.`);
  for (const { name, severity, range } of Object.values(report.vulnerabilities))
    console.log(`${severity}: ${name} ${range}`);
  process.exitCode = total === 0 ? 0 : 1;
}
