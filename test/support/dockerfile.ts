/** One stage of a Dockerfile, as far as the tests ask. */
export interface Stage {
  name: string | null;
  copies: { from: string | null; sources: string[]; to: string }[];
  env: Record<string, string>;
  user: string | null;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
}

/** Reads the instructions of a Dockerfile; commands have to be in the form of a list. */
export function readDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ');
  const stages: Stage[] = [];
  for (const [, instruction, rest] of lines.matchAll(/^([A-Z]+) +(.+)$/gm)) {
    if (instruction === 'FROM') {
      const name = / AS (\S+)$/.exec(rest!)?.[1] ?? null;
      stages.push({
        name,
        copies: [],
        env: {},
        user: null,
        entrypoint: [],
        command: [],
        healthcheck: [],
      });
    } else if (stages.length > 0) read(stages.at(-1)!, instruction!, rest!);
  }
  return stages;
}

function read(stage: Stage, instruction: string, rest: string): void {
  switch (instruction) {
    case 'COPY': {
      const words = rest.split(/ +/);
      const from = words[0]!.startsWith('--from=') ? words.shift()!.slice('--from='.length) : null;
      stage.copies.push({ from, sources: words.slice(0, -1), to: words.at(-1)! });
      break;
    }
    case 'ENV':
      for (const pair of rest.split(/ +/)) {
        const at = pair.indexOf('=');
        stage.env[pair.slice(0, at)] = pair.slice(at + 1);
      }
      break;
    case 'USER':
      stage.user = rest;
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(rest) as string[];
      break;
    case 'CMD':
      stage.command = JSON.parse(rest) as string[];
      break;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4)) as string[];
      break;
  }
}
