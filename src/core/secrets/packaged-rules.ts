import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { isPlaceholder, isRandom } from './placeholder.ts';
import type { Secret } from './secret.ts';

/**
 * The part of a Secretlint rule that is used here. The rules run without Secretlint's own runner:
 * it keeps timing entries of every text for as long as the process lives.
 */
interface Rule {
  meta: { id: string };
  create(context: Context, options: object): { file(source: Source): unknown };
}

interface Context {
  createTranslator(messages: object): (id: string) => { message: string; messageId: string };
  report(found: { range: readonly [number, number] }): void;
  ignore(): void;
}

interface Source {
  content: string;
  filePath: string;
  ext: string;
  contentType: 'text';
}

const NAME = '@secretlint/secretlint-rule-';

/**
 * Rules that are left out: `filter-comments` lets a comment in the reviewed text turn the search
 * off, `gcp` opens files by name, `aws` reports a range that is off by the name in front of the value,
 * and the others report more than the value (a whole URL) or only whole key blocks, which a diff may
 * cut.
 */
const LEFT_OUT = new Set(
  ['filter-comments', 'gcp', 'aws', 'basicauth', 'database-connection-string', 'privatekey'].map(
    (name) => NAME + name,
  ),
);

const KINDS: Record<string, string> = {
  npm: 'npm token',
  slack: 'Slack token',
  sendgrid: 'SendGrid key',
  shopify: 'Shopify token',
  stripe: 'Stripe key',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  grafana: 'Grafana token',
  openai: 'OpenAI API key',
  anthropic: 'Anthropic API key',
  groq: 'Groq API key',
  huggingface: 'Hugging Face token',
  linear: 'Linear API key',
  notion: 'Notion token',
  '1password': '1Password token',
  'hashicorp-vault': 'Vault token',
  vercel: 'Vercel token',
  databricks: 'Databricks token',
  docker: 'Docker token',
  figma: 'Figma token',
  cloudflare: 'Cloudflare token',
  tailscale: 'Tailscale key',
};

const USED = (rules as unknown as readonly Rule[]).filter(({ meta }) => !LEFT_OUT.has(meta.id));

/** What Secretlint's recommended rules find in a text. */
export function findByPackagedRules(text: string): Secret[] {
  const source: Source = { content: text, filePath: 'text', ext: '', contentType: 'text' };
  const secrets: Secret[] = [];
  for (const rule of USED) {
    const name = rule.meta.id.slice(NAME.length);
    const kind = KINDS[name] ?? `${name} token`;
    const context: Context = {
      createTranslator: () => (messageId) => ({ message: '', messageId }),
      ignore: () => undefined,
      report({ range: [start, end] }) {
        const value = text.slice(start, end);
        // All issued forms but Hugging Face's hold digits; what has none is made of words.
        const lettersOnly = name === 'huggingface';
        if (isPlaceholder(value) || (!lettersOnly && !/\d/.test(value))) return;
        const byChance = lettersOnly || /\d{9}/.test(value) || isRandom(value);
        secrets.push({ kind, certainty: byChance ? 'certain' : 'possible', start, end });
      },
    };
    rule.create(context, {}).file(source);
  }
  return secrets;
}
