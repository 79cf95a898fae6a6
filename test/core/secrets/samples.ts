/**
 * Invented credentials of real forms. They are put together here so that no file of the project
 * holds one in a piece: the scanners of code hosts would take it for real.
 */
const of = (...pieces: string[]): string => pieces.join('');

const letters = 'q7Rk2LwZ9sXv4Tn8Bc3Yd6Mf1Hg5Jp0AeUiKoVr';

const keyLetters = 'Zr9VoEi4Ka2Ty7Wm5Qd8Nx3Hc6Gj1BfSlUpDtCzRv';

export const PEM_LINES = Array.from({ length: 6 }, (_, line) =>
  of(line === 0 ? 'MIIEvQIB' : '', keyLetters.slice(line), keyLetters).slice(0, 64),
);

export const SAMPLES = {
  'AWS access key': of('AK', 'IAQ7RK2LWZ5SXV4TNB'),
  'GitHub token': of('gh', 'p_', letters.slice(0, 36)),
  'GitLab token': of('gl', 'pat-', letters.slice(0, 20)),
  'Google API key': of('AI', 'za', letters.slice(0, 35)),
  'Anthropic API key': of('sk-', 'ant-', 'api03-', letters, letters),
  'OpenAI API key': of('sk-', 'proj-', letters, letters.slice(3)),
  'Stripe key': of('sk_', 'live_', letters.slice(0, 24)),
  'Slack token': of('xox', 'b-', '2847561930-', '5839201746-', letters.slice(0, 24)),
  'SendGrid key': of('S', 'G.', letters.slice(0, 22), '.', letters, letters.slice(0, 4)),
  'npm token': of('np', 'm_', letters.slice(0, 36)),
  'Hugging Face token': of('h', 'f_', 'qWkRtLwZbXsVnTcYdMfHgJpAeUiKoVrSqZ'),
  'Telegram bot token': of('284756193', ':AA', letters.slice(0, 33)),
  'JSON Web Token': of(
    'ey',
    'JhbGciOiJIUzI1NiJ9.',
    'ey',
    'JzdWIiOiIyODQ3NTYxOTMwIn0.',
    letters.slice(0, 32),
  ),
} as const;

/** What is given away by its place alone. */
export const SECRET = letters.slice(0, 32);
export const TYPED = of('Tr0ub4', 'dor&3x!');

export const PEM = [
  of('-----BEGIN ', 'PRIVATE KEY-----'),
  ...PEM_LINES,
  of('-----END ', 'PRIVATE KEY-----'),
];
