/** Reads the patch named on the command line and parses it with parse-diff, nothing else. */
import { readFileSync } from 'node:fs';
import parseDiff from 'parse-diff';

const [patch = ''] = process.argv.slice(2);
const files = parseDiff(readFileSync(patch, 'latin1'));
process.stdout.write(`${files.length} files\n`);
