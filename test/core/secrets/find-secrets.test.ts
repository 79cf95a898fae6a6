import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../src/core/secrets/find-secrets.ts';
import { PEM, PEM_LINES, SAMPLES, SECRET, TYPED } from './samples.ts';

function found(text: string): string[] {
  return findSecrets(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
}

describe('issued forms', () => {
  it.each(Object.entries(SAMPLES))('finds a bare %s', (kind, value) => {
    expect(found(`client.connect("${value}") // was: ${value}\n`)).toEqual([
      `${kind}: ${value}`,
      `${kind}: ${value}`,
    ]);
  });

  it('finds the secret key of an AWS profile', () => {
    expect(found(`aws_secret_access_key = ${SECRET}q7Rk2LwZ`)).toEqual([
      `AWS secret key: ${SECRET}q7Rk2LwZ`,
    ]);
  });

  it('is not turned off by a comment in the text', () => {
    const value = SAMPLES['GitHub token'];
    expect(found(`// secretlint-disable\nx = "${value}"`)).toEqual([`GitHub token: ${value}`]);
  });
});

describe('values given away by their place', () => {
  it.each([
    [`const apiKey = "${SECRET}";`, `secret: ${SECRET}`],
    [`  "client_secret": "${SECRET}",`, `secret: ${SECRET}`],
    [`private String dbPassword = "${TYPED}";`, `password: ${TYPED}`],
    [`password: str = '${TYPED}'`, `password: ${TYPED}`],
    [`config['password'] => '${TYPED}'`, `password: ${TYPED}`],
    [`os.getenv("API_KEY", "${SECRET}")`, `secret: ${SECRET}`],
    [`dbSecret := \`${SECRET}\``, `secret: ${SECRET}`],
    [`SESSION_SECRET=${SECRET}`, `secret: ${SECRET}`],
    [`export DB_PASSWORD=${TYPED}\r`, `password: ${TYPED}`],
    [`  jwt_secret: ${SECRET}`, `secret: ${SECRET}`],
    [`spring.datasource.password = ${SECRET}`, `password: ${SECRET}`],
    [`url = "postgres://app:${SECRET}@db.corp.net:5432/app"`, `password in a URL: ${SECRET}`],
    [`redis://:${SECRET}@cache`, `password in a URL: ${SECRET}`],
    [`"Server=db;User Id=sa;Password=${TYPED};"`, `password: ${TYPED}`],
    [`Authorization: Bearer ${SECRET}`, `bearer token: ${SECRET}`],
    [
      `Authorization: Basic ${Buffer.from(`svc:${TYPED}`).toString('base64')}`,
      `basic auth credentials: ${Buffer.from(`svc:${TYPED}`).toString('base64')}`,
    ],
    [`//registry.corp.net/:_authToken=${SECRET}`, `npm token: ${SECRET}`],
  ])('%s', (text, secret) => {
    expect(found(text)).toEqual([secret]);
  });
});

describe('what is none', () => {
  it.each([
    'password = "changeme"',
    'password = "Password123!"',
    'const apiKey = process.env.API_KEY;',
    'token = os.environ["GITHUB_TOKEN"]',
    'api_key: "${API_KEY}"',
    'API_KEY=<your-key>',
    'SECRET_KEY=xxxxxxxxxxxxxxxxxxxxxxxx',
    'token: "{{ vault.token }}"',
    'password: string;',
    'if (password === "undefined") {',
    'const token = await issueToken2(userId)',
    'tokenType = "urn:ietf:params:oauth:token-type:jwt"',
    'secretName = "projects/acme-7/secrets/db/versions/3"',
    'passwordField: "user_password_input_2"',
    'token: "550e8400-e29b-41d4-a716-446655440000"',
    'postgres://postgres:postgres@localhost:5432/app',
    'postgres://user:password@host/db',
    'https://user:${TOKEN}@github.com/acme/app.git',
    'mongodb://<user>:<password>@cluster.net',
    'see http://localhost:3000/@scope',
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1234567890ab\n-----END',
    'AKIAIOSFODNN7EXAMPLE',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    `ghp_${'x'.repeat(36)}`,
    'xoxb-token-from-slack',
    'Authorization: Bearer your-token-goes-here-please',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '"integrity": "sha512-dPnplMyjJYpVCJDNTjpUA8c/AfoHbWANJJJWKroK50DGGhAB4Oumzk"',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('private keys', () => {
  const body = PEM_LINES.map((line) => `private key: ${line}`);

  it('finds the body, line by line, and leaves the marks', () => {
    expect(found(PEM.join('\n'))).toEqual(body);
    expect(found(PEM.join('\r\n'))).toEqual(body);
  });

  it('finds it indented, quoted and joined by code', () => {
    expect(found(PEM.map((line) => `    "${line}\\n" +`).join('\n'))).toEqual(body);
    expect(found(PEM.map((line) => `      ${line}`).join('\n'))).toEqual(body);
  });

  it('finds what a diff cut before the end or behind the begin', () => {
    expect(found(PEM.slice(0, 4).join('\n'))).toEqual(body.slice(0, 3));
    expect(found(PEM.slice(3).join('\n'))).toEqual(body.slice(2));
  });

  it('finds it in one line of JSON, without its escapes at either end', () => {
    expect(found(`"private_key": "${PEM.join('\\n')}\\n"`)).toEqual([
      `private key: ${PEM_LINES.join('\\n')}`,
    ]);
  });

  it('passes over the headers of an encrypted one and stops at code', () => {
    const text = [PEM[0], 'Proc-Type: 4,ENCRYPTED', '', ...PEM_LINES, 'const next = read();'];
    expect(found(text.join('\n'))).toEqual(body);
  });
});
