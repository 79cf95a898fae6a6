import type * as Sdk from '@anthropic-ai/sdk';
import type { Stream } from '@anthropic-ai/sdk/streaming';
import { DEFAULT_BASE_URL, type AnthropicOptions } from './options.ts';

export interface Connection {
  sdk: typeof Sdk;
  Stream: typeof Stream;
  client: Sdk.Anthropic;
}

/**
 * Loads the SDK on first use, since it takes about 0.3 s, and opens a client. The SDK's own retries,
 * telemetry and console output are off: retries are ours (it has none for a stream that breaks),
 * and stdout carries a result alone.
 */
export function connector(options: AnthropicOptions): () => Promise<Connection> {
  let connection: Promise<Connection> | undefined;
  return () => (connection ??= connect(options));
}

async function connect(options: AnthropicOptions): Promise<Connection> {
  const [sdk, streaming] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('@anthropic-ai/sdk/streaming'),
  ]);
  const client = new sdk.Anthropic({
    ...(options.apiKey !== undefined
      ? { apiKey: options.apiKey }
      : { apiKey: null, authToken: options.authToken ?? null }),
    baseURL: options.baseURL ?? DEFAULT_BASE_URL,
    maxRetries: 0,
    openTelemetry: false,
    logLevel: 'off',
    ...(options.headers && { defaultHeaders: options.headers }),
    ...(options.fetch && { fetch: options.fetch }),
  });
  return { sdk, Stream: streaming.Stream, client };
}

/** The API's address without credentials and query, for messages. */
export function displayAddress(options: AnthropicOptions): string {
  const address = options.baseURL ?? DEFAULT_BASE_URL;
  if (!URL.canParse(address)) return 'the configured base URL';
  const url = new URL(address);
  return `${url.origin}${url.pathname}`.replace(/\/$/, '');
}

/** Takes every secret of these options out of a text: keys, header values, the URL's password. */
export function redactor(options: AnthropicOptions): (text: string) => string {
  const url =
    options.baseURL && URL.canParse(options.baseURL) ? new URL(options.baseURL) : undefined;
  const secrets = [
    options.apiKey,
    options.authToken,
    ...Object.values(options.headers ?? {}),
    url?.password,
    url && decodeURIComponent(url.password),
    ...(url ? [...url.searchParams.values()] : []),
  ].filter((secret) => secret !== undefined && secret.length >= 6);
  return (text) => secrets.reduce<string>((out, s) => out.replaceAll(s ?? '', '[redacted]'), text);
}
