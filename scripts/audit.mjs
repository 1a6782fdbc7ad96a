// npm run audit: fails if the registry knows vulnerabilities in the dependencies of the published packages. Some
// registries do not support audits; then nothing is checked, and the output says so.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = JSON.parse(stdout || '{}');
if (report.metadata === undefined) {
  console.log('The registry does not support audits: the dependencies were not checked.');
} else {
  const { total } = report.metadata.vulnerabilities;
  console.log(`${total} known vulnerabilities in ${report.metadata.dependencies.prod} production dependencies.`);
  for (const { name, severity, range } of Object.values(report.vulnerabilities))
    console.log(`${severity}: ${name} ${range}`);
  process.exitCode = total === 0 ? 0 : 1;
}
